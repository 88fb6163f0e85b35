/**
 * What the members of a deep ensemble cost that are trained together, beside one alone: `npm run bench:members`. It
 * writes `benchmarks/members.md` when nothing is left out, and ends with 1 where a member has other weights than alone.
 *
 * `--quick`: small models alone. `--members=8`, `--threads=2`, `--repeats=3`, `--units=64,128`, `--batch=64`.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Rng, setThreads } from '@sobolev/core'
import { parseConfig } from '../apps/train/src/config/load.ts'
import { fit } from '../apps/train/src/train/fit.ts'
import { MemberTraining } from '../apps/train/src/train/member-training.ts'
import { type Prepared, prepare } from '../apps/train/src/train/prepare.ts'
import { host } from './host.ts'
import { table } from './race/table.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    members: { type: 'string', default: '8' },
    threads: { type: 'string', default: '2' },
    repeats: { type: 'string', default: '3' },
    units: { type: 'string' },
    batch: { type: 'string' },
  },
})
const members = Number(values.members)
const unitsOf = values.units?.split(',').map(Number) ?? (values.quick ? [64] : [64, 128, 256])
const batchSizes = values.batch?.split(',').map(Number) ?? (values.quick ? [32] : [32, 64, 256])
const epochs = values.quick ? 5 : 7
const rows = 2000
const features = 20
const signal = new AbortController().signal

const folder = mkdtempSync(join(tmpdir(), 'sobolev-members-'))
const file = join(folder, 'rows.csv')
const inputs = new Rng(1).normal([rows, features]).data
const names = Array.from({ length: features }, (_, feature) => `x${feature}`)
const lines = Array.from({ length: rows }, (_, row) => {
  const cells = Array.from(inputs.subarray(row * features, (row + 1) * features))
  const [a = 0, b = 0, c = 0] = cells
  return [...cells.map((cell) => cell.toFixed(4)), a * b + c > 0 ? 'up' : 'down'].join()
})
writeFileSync(file, `${[...names, 'class'].join()}\n${lines.join('\n')}\n`)

const prepared = (units: number, batchSize: number): Promise<Prepared> =>
  prepare(
    parseConfig(
      `
data: { file: ${file}, target: class }
model:
  layers:
    - { dense: { units: ${units}, activation: relu } }
    - { dropout: 0.1 }
    - { dense: { units: ${units}, activation: relu } }
    - { dropout: 0.1 }
    - { dense: { units: ${units}, activation: relu } }
optimizer: { adamw: { learningRate: { cosine: { from: 0.002, to: 0 } } } }
training: { epochs: ${epochs}, batchSize: ${batchSize} }
ensemble: { deepEnsemble: { members: ${members}, together: true } }`,
      join(folder, 'members.yaml'),
    ),
    { signal, onReading() {} },
  )

interface Trained {
  /** The shortest of an epoch's milliseconds, the first aside: it compiles. */
  readonly milliseconds: number
  readonly weights: readonly string[]
}

/** Trains some members at once. */
async function train(
  of: Prepared,
  numbers: readonly number[],
  onThreads: number,
): Promise<Trained> {
  await setThreads(onThreads)
  const trainings = numbers.map((number) => new MemberTraining(of, number))
  const times: number[] = []
  let started = performance.now()
  await fit({
    ...of.config.training,
    trainings: trainings.map(({ training }) => training),
    signal,
    validate: (validated) =>
      of.evaluated.figuresOfAll(
        validated.map(({ trainer }) => ({ trainer, part: of.dataset.validation })),
      ),
    onStep() {},
    onEpoch: () => false,
    onEpochs() {
      times.push(performance.now() - started)
      started = performance.now()
    },
  })
  return {
    milliseconds: Math.min(...times.slice(1)),
    weights: trainings.map(({ trainer }) => bitsOf(trainer.weights())),
  }
}

const bitsOf = (weights: ReturnType<Prepared['trainer']['weights']>): string =>
  Object.values(weights)
    .map(({ data }) => Buffer.from(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)))
    .map((bytes) => bytes.toString('base64'))
    .join()

const threads = Number(values.threads)
const ways = [
  { who: [members - 1], on: 1 },
  { who: [0], on: threads },
  { who: Array.from({ length: members }, (_, member) => member), on: 1 },
  { who: Array.from({ length: members }, (_, member) => member), on: threads },
] as const
const found: (readonly string[])[] = []
let differ = 0
for (const units of unitsOf)
  for (const batchSize of batchSizes) {
    // In turn, so that what else the machine does meets all of them.
    const shortest = ways.map(() => Number.POSITIVE_INFINITY)
    const weights: (readonly string[])[] = []
    for (let repeat = 0; repeat < Number(values.repeats); repeat++)
      for (const [way, { who, on }] of ways.entries()) {
        const trained = await train(await prepared(units, batchSize), who, on)
        shortest[way] = Math.min(shortest[way] ?? 0, trained.milliseconds)
        weights[way] = trained.weights
      }
    const [[last] = [], [first] = [], ...all] = weights
    const isSame = all.every((of) => of[0] === first && of.at(-1) === last)
    if (!isSame) differ++
    const [alone = 0, shared = 0, onOne = 0, together = 0] = shortest
    const line = [
      String(units),
      String(batchSize),
      ...shortest.map((milliseconds) => milliseconds.toFixed(1)),
      (onOne / alone).toFixed(1),
      (together / alone).toFixed(1),
      (together / Math.min(alone, shared)).toFixed(1),
      isSame ? 'yes' : 'NO',
    ]
    console.log(line.join('  '))
    found.push(line)
  }
rmSync(folder, { recursive: true, force: true })

const head = [
  'units',
  'batch',
  'one, 1 thread',
  `one, ${threads}`,
  `${members} together, 1`,
  `${members} together, ${threads}`,
  'ratio, 1 thread',
  `ratio, ${threads}`,
  'to the faster one',
  'same bits',
]
const text = `# Members that are trained together

${host()}. The shortest milliseconds of an epoch of ${rows} rows, its validation among them, of one member alone and of ${members} together: three dense layers with dropout, AdamW with a schedule. The first two ratios are to one member on one thread, the last to one member on as many threads as are faster for it. Written by \`npm run bench:members\`.

${table(head, found)}
`
const isWhole = !values.quick && values.units === undefined && values.batch === undefined
if (isWhole) writeFileSync(join(import.meta.dirname, 'members.md'), text)
else console.log(text)
if (differ > 0) process.exitCode = 1
