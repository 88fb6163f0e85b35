/**
 * Tunes one config in several ways and makes sure that each ends with the same winner, the same weights and the same
 * files:
 *
 *     npm run tunes
 *
 * with 1 and 2 processes, and killed twice with all of its processes. `--points 30` tries so many points;
 * `--config my.yaml` tunes another config.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { Command, root } from './command.ts'

const { values } = parseArgs({
  options: {
    points: { type: 'string', default: '9' },
    config: { type: 'string', default: join(root, 'configs/friedman-few-rows.yaml') },
    set: { type: 'string', multiple: true, default: ['training.epochs=27'] },
  },
})

interface Summary {
  readonly name: string
  readonly digest: string
  readonly verdict: string
  readonly trials: number
  readonly winner: { readonly point: number; readonly values: readonly number[] }
}

const folder = mkdtempSync(join(tmpdir(), 'sobolev-tunes-'))

const tune = (output: string, workers: number): Command =>
  new Command([
    ...['tune', resolve(values.config), '--points', values.points, '--json'],
    ...['-o', join(folder, output), '--workers', String(workers)],
    ...values.set.flatMap((text) => ['--set', text]),
  ])

async function summaryOf(command: Command): Promise<Summary> {
  const code = await command.ended
  if (code !== 0) throw new Error(`the search ended with exit code ${code}`)
  return JSON.parse(command.out)
}

let expected: { readonly summary: Summary; readonly files: readonly string[] } | undefined

function check(way: string, output: string, summary: Summary, started: number): void {
  const files = ['best.yaml', 'effects.csv', 'plan.json'].map((name) =>
    readFileSync(join(folder, output, summary.name, name), 'utf8'),
  )
  expected ??= { summary, files }
  const { digest, winner } = summary
  if (digest !== expected.summary.digest || files.join() !== expected.files.join())
    throw new Error(`${way}: ended with point ${winner.point} and digest ${digest}`)
  const seconds = (performance.now() - started) / 1000
  console.log(
    `${way}: point ${winner.point} of ${values.points}, digest ${digest.slice(0, 16)}, ${seconds.toFixed(0)} s`,
  )
}

try {
  for (const workers of [1, 2]) {
    const started = performance.now()
    const summary = await summaryOf(tune(`of-${workers}`, workers))
    check(workers === 1 ? '1 process' : `${workers} processes`, `of-${workers}`, summary, started)
  }
  const started = performance.now()
  for (const share of [0.2, 0.4]) {
    const command = tune('killed', 2)
    await command.untilRan(Math.round((expected?.summary.trials ?? 0) * share))
    await command.kill()
  }
  check('killed twice', 'killed', await summaryOf(tune('killed', 2)), started)
  console.log(expected?.summary.verdict)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
