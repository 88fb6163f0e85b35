/**
 * A network that solves Burgers' equation by L-BFGS, beside PyTorch's and SciPy's from the same weights:
 * `npm run bench:burgers`. Steps, evaluations, loss and error are compared, not times. It writes
 * `benchmarks/burgers.md` when nothing is left out.
 *
 * `--quick`: a few steps, to try it. PYTHON: the Python that has torch and scipy.
 */
import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { lbfgs, minimize } from '@sobolev/nn'
import {
  type BurgersStart,
  burgersProblem,
  burgersStart,
  hidden,
  width,
} from './burgers/problem.ts'
import { table } from './race/table.ts'

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } })
const seeds = values.quick ? [1] : [1, 2]
const points = values.quick ? 200 : 500
const marks = values.quick ? [1, 10, 30] : [1, 10, 100, 300, 1000]
const steps = marks.at(-1) ?? 0
const history = 50

/** How far a contender has come. */
interface Mark {
  readonly step: number
  readonly loss: number
  readonly evaluations: number
  readonly error: number
}

type DType = 'float32' | 'float64'

function sobolev(start: BurgersStart, dtype: DType): Mark[] {
  const { model, loss, error } = burgersProblem(start, dtype)
  const seen: Mark[] = []
  const optimizer = lbfgs({ history, gradientTolerance: 0, changeTolerance: 0 })
  const done = minimize(loss, model, {
    ...{ optimizer, steps },
    onStep({ step, value, evaluations }) {
      if (marks.includes(step)) seen.push({ step, loss: value, evaluations, error: error() })
    },
  })
  if (seen.at(-1)?.step !== done.steps)
    seen.push({
      ...{ step: done.steps, loss: done.value, evaluations: done.evaluations },
      error: error(),
    })
  return seen
}

/** One weight a little off: how far paths part that differ in a rounding alone. */
function moved(start: BurgersStart, share: number): BurgersStart {
  const [first, ...others] = start.parameters
  if (first === undefined) return start
  const data = first.data.map((value, index) => (index === 0 ? value * (1 + share) : value))
  return { ...start, parameters: [{ ...first, data }, ...others] }
}

function peers(start: BurgersStart, dtype: DType): Record<string, Mark[]> {
  const python = process.env.PYTHON ?? 'python3'
  const file = join(import.meta.dirname, 'peers/burgers.py')
  const input = JSON.stringify({ ...start, dtype, steps, history, marks })
  return JSON.parse(execFileSync(python, [file], { input, encoding: 'utf8', maxBuffer: 1 << 28 }))
}

const report: string[] = [
  `u_t + u u_x = (0.01/π) u_xx; 2-${Array(hidden).fill(width).join('-')}-1, tanh; ${points} points inside, 101 at the edges; history ${history}. ${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}.`,
  'The loss is the mean squared residual and the mean squared miss of the known values; the error is that of the solution, relative, in the mean square, at 405 points. `steps (evaluations)`. Moved: the first weight by its last digits, which says how much of a difference roundings make.',
]
for (const dtype of ['float64', 'float32'] as const) {
  for (const seed of seeds) {
    const start = burgersStart(seed, points)
    const contenders = {
      Sobolev: sobolev(start, dtype),
      'Sobolev, moved': sobolev(moved(start, dtype === 'float32' ? 1e-7 : 1e-15), dtype),
      ...peers(start, dtype),
    }
    const rows = Object.entries(contenders).flatMap(([name, seen]) =>
      seen.map(({ step, evaluations, loss, error }) => [
        name,
        `${step} (${evaluations})`,
        loss.toExponential(4),
        error.toExponential(2),
      ]),
    )
    const text = `## ${dtype}, seed ${seed}\n\n${table(['', 'steps', 'loss', 'error'], rows)}`
    report.push(text)
    console.log(`${text}\n`)
  }
}
if (!values.quick) {
  const path = join(import.meta.dirname, 'burgers.md')
  await writeFile(path, `# Burgers' equation by L-BFGS\n\n${report.join('\n\n')}\n`)
  console.log(`Written to ${path}`)
}
