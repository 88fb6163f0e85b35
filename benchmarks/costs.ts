/**
 * Measures what a training step takes with each regularizing method, as a multiple of the step without it, into
 * `apps/train/costs.json`, of which `npm run catalogue` then writes the tables and cards.
 *
 *     npm run bench:costs                          all of them, some ten minutes on a machine that does nothing else
 *     npm run bench:costs -- --only l2,inputGradient   some; the figures of the others stay
 *     npm run bench:costs -- --check               measures nothing: names the methods that have no figures
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { catalogue, type Definitions, type Kind } from '@sobolev/nn'
import {
  costsFile,
  type MeasuredCost,
  readMeasuredCosts,
} from '../apps/train/src/cli/measured-costs.ts'
import { unsuited, type Written, withMethod, withoutMethod } from '../scripts/method-in-config.ts'
import { multiplesOf } from './costs/measure.ts'
import { type Problems, problemsIn } from './costs/problems.ts'
import { firstStep, type TrainingStep } from './costs/step.ts'
import { host } from './host.ts'

/** A line of the table: a method, with what else is asked of it. */
interface Row {
  readonly key: string
  readonly definition: Definitions[Kind]
  readonly options: Written
  /** Steps that are timed together. */
  readonly together: number
}

const rows: Row[] = catalogue.definitions
  .filter(({ advice }) => advice !== undefined)
  .flatMap((definition) => {
    const key = `${definition.kind} ${definition.name}`
    const options = definition.kind === 'penalty' ? { weight: 0.1 } : {}
    const row = { key, definition, options, together: 1 }
    const lazy = { ...row, key: `${key}, every: 4`, options: { ...options, every: 4 }, together: 4 }
    return key === 'penalty inputGradient' ? [row, lazy] : [row]
  })

const plainSteps = new Map<string, TrainingStep>()

/** What a method takes on the first of the problems of a workload that suits it. */
async function costOf(row: Row, { workload, problems }: Problems): Promise<MeasuredCost> {
  let reason = ''
  for (const problem of problems) {
    const refusal = unsuited(row.definition, problem)
    if (refusal !== null) {
      reason ||= refusal
      continue
    }
    const plain = plainSteps.get(problem.name) ?? (await firstStep([withoutMethod(problem)]))
    plainSteps.set(problem.name, plain)
    try {
      const step = await firstStep(withMethod(problem, row.definition, row.options))
      const { time, memory } = multiplesOf(step, plain, row.together)
      return { workload: problem.name, time: rounded(time), memory: rounded(memory) }
    } catch (error) {
      reason = firstLine(error)
    }
  }
  return { workload, reason }
}

const rounded = (value: number): number => Number(value.toPrecision(3))

/** What an error says, without the place in a config that nobody sees. */
const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error))
    .split('\n', 1)[0]
    ?.replace(/^\S*costs\.yaml\S*\s+/, '') ?? ''

const told = (cost: MeasuredCost): string =>
  'reason' in cost
    ? `${cost.workload} – (${cost.reason})`
    : `${cost.workload} ${cost.time} × time, ${cost.memory} × memory`

const argument = process.argv[process.argv.indexOf('--only') + 1]
const only = process.argv.includes('--only') ? new Set(argument?.split(',')) : null
const measured = readMeasuredCosts()
if (process.argv.includes('--check')) {
  const missing = rows.map(({ key }) => key).filter((key) => !(key in measured.methods))
  for (const key of missing) process.stdout.write(`${key}: not measured\n`)
  process.exitCode = missing.length === 0 ? 0 : 1
} else await measure()

async function measure(): Promise<void> {
  const asked = rows.filter(({ definition }) => only === null || only.has(definition.name))
  const folder = mkdtempSync(join(tmpdir(), 'costs-'))
  const workloads = problemsIn(folder)
  const methods = { ...measured.methods }
  for (const [index, row] of asked.entries()) {
    const costs: MeasuredCost[] = []
    for (const problems of workloads) costs.push(await costOf(row, problems))
    methods[row.key] = costs
    process.stderr.write(`${index + 1}/${asked.length} ${row.key}: ${costs.map(told).join(', ')}\n`)
  }
  rmSync(folder, { recursive: true })
  const inOrder = rows.flatMap(({ key }) => {
    const costs = methods[key]
    return costs === undefined ? [] : [[key, costs] as const]
  })
  const text = JSON.stringify({ host: host(), methods: Object.fromEntries(inOrder) }, null, 2)
  writeFileSync(costsFile, `${text}\n`)
}
