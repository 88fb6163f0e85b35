import { fileURLToPath } from 'node:url'
import { memoryIo } from '../../src/cli/memory-io.fixture.ts'
import { run } from '../../src/cli/program.ts'

/** Pairs of groups of real runs. */
export interface RealPairs {
  readonly folder: string
  readonly pairs: number
  /** Runs of each group. */
  readonly seeds: number
  /** The first seed of all. */
  readonly first: number
}

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const config = 'configs/two-moons.yaml'
const settings = ['training.epochs=20', 'data.test.fraction=0.2']

/**
 * Trains and compares pairs of groups: of one config with other seeds, and of two configs with the same seeds that
 * differ in a penalty. Prints what is said of each.
 */
export async function realPairs({ folder, pairs, seeds, first }: RealPairs): Promise<void> {
  const counts = { noise: 0, penalty: 0 }
  for (let pair = 0; pair < pairs; pair++) {
    const from = first * 100_000 + pair * 2 * seeds
    const group = (name: string, offset: number, changes: readonly string[] = []) =>
      trainGroup(folder, `${name}-${pair}`, from + offset, seeds, changes)
    const plain = await group('plain', 0)
    const others = await group('others', seeds)
    const smooth = await group('smooth', 0, ['penalties.inputGradient.weight=0.5'])
    const noise = await verdictOf(plain, others)
    const penalty = await verdictOf(plain, smooth)
    counts.noise += Number(noise.verdict === 'no difference')
    counts.penalty += Number(penalty.verdict === 'difference')
    console.log(`${pair + 1}: ${noise.text} | ${penalty.text}`)
  }
  console.log(`other seeds alone: "no difference" in ${counts.noise} of ${pairs} pairs`)
  console.log(`a penalty: a difference in ${counts.penalty} of ${pairs} pairs`)
}

async function trainGroup(
  folder: string,
  name: string,
  from: number,
  seeds: number,
  changes: readonly string[],
): Promise<string> {
  for (let seed = from; seed < from + seeds; seed++)
    await sobolev([
      ...['train', config, '--quiet', '--threads', '1', '--output', folder],
      ...[...settings, ...changes, `name=${name}`, `seed=${seed}`].flatMap((set) => ['--set', set]),
    ])
  return `${folder}/${name}`
}

async function verdictOf(
  first: string,
  second: string,
): Promise<{ readonly verdict: unknown; readonly text: unknown }> {
  const { summaries } = JSON.parse(await sobolev(['compare', first, second, '--json']))
  return summaries[0]
}

async function sobolev(words: readonly string[]): Promise<string> {
  const io = memoryIo({ cwd: root })
  const code = await run(words, io)
  if (code !== 0) throw new Error(`sobolev ${words.join(' ')}: ${io.err()}`)
  return io.out()
}
