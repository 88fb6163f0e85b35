import { Rng, type Tensor } from '@sobolev/core'
import { describe, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { float64, int32 } from '../../testing/float64.ts'
import { slopeAlong } from '../../testing/slope-along.ts'
import { tanh } from '../activations/tanh.ts'
import { Dense } from '../layers/dense.ts'
import { Dropout } from '../layers/dropout.ts'
import type { Loss } from '../losses/loss.ts'
import { softmaxCrossEntropy } from '../losses/softmax-cross-entropy.ts'
import { squaredError } from '../losses/squared-error.ts'
import { Sequential } from '../modules/sequential.ts'
import { objective } from '../objective/objective.ts'
import { adversarial } from './adversarial.ts'
import { fastAdversarial } from './fast-adversarial.ts'
import type { Penalty } from './penalty.ts'

/** Rows of numbers: [n, features]. */
type Rows = readonly (readonly number[])[]

const rng = new Rng(31)
const n = 4
const mode = { training: true, rng: rng.split('step'), updatesStatistics: false } as const
/** What the penalty draws from. */
const source = mode.rng.split('penalties').split('term')
const inputs = rng.split('inputs').normal([n, 2], { dtype: 'float64' })
const x0 = rowsOf(inputs)
const classes = int32([0, 2, 1, 1])
const values = rng.split('values').normal([n, 3], { dtype: 'float64' })

function rowsOf(x: Tensor): Rows {
  const [rows = 0] = x.shape
  const data = Array.from(x.data)
  return Array.from({ length: rows }, (_, i) =>
    data.slice((i * data.length) / rows, ((i + 1) * data.length) / rows),
  )
}

/** What a definition that is written out knows of the model: its outputs and losses for other inputs, with one dropout mask. */
interface Written {
  readonly f: (x: Rows, from?: Rng) => Rows
  readonly losses: (x: Rows) => readonly number[]
}

const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, value) => sum + value, 0) / numbers.length

const map = (x: Rows, change: (value: number, i: number, j: number) => number): Rows =>
  x.map((row, i) => row.map((value, j) => change(value, i, j)))

/** The gradient of each number by its row, by central differences of fourth order. */
function slopes(x: Rows, numbers: (x: Rows) => readonly number[]): Rows {
  const h = 1e-3
  const width = x[0]?.length ?? 0
  const columns = Array.from({ length: width }, (_, column) => {
    const valuesAt = (t: number): readonly number[] =>
      numbers(map(x, (value, _, j) => (j === column ? value + t : value)))
    const [a, b, c, d] = [h, -h, 2 * h, -2 * h].map(valuesAt)
    return x.map(
      (_, i) => (8 * ((a?.[i] ?? 0) - (b?.[i] ?? 0)) - ((c?.[i] ?? 0) - (d?.[i] ?? 0))) / (12 * h),
    )
  })
  return x.map((_, i) => columns.map((column) => column[i] ?? 0))
}

const lengthOf = (row: readonly number[]): number =>
  Math.sqrt(row.reduce((sum, value) => sum + value * value, 0))

/** Steps against the model within a ball around x0, written out. */
function attack(
  harm: (x: Rows) => readonly number[],
  start: Rows,
  {
    epsilon,
    norm,
    steps,
    stepSize,
  }: { epsilon: number; norm: 2 | 'infinity'; steps: number; stepSize: number },
): Rows {
  let x = start
  for (let step = 0; step < steps; step++) {
    const gradient = slopes(x, harm)
    x = x.map((row, i) => {
      const slope = gradient[i] ?? []
      const center = x0[i] ?? []
      const moved = row.map(
        (value, j) =>
          value +
          stepSize * (norm === 2 ? (slope[j] ?? 0) / lengthOf(slope) : Math.sign(slope[j] ?? 0)),
      )
      const change = moved.map((value, j) => value - (center[j] ?? 0))
      const back = change.map((value) =>
        norm === 2
          ? value * Math.min(1, epsilon / lengthOf(change))
          : Math.max(-epsilon, Math.min(epsilon, value)),
      )
      return back.map((value, j) => value + (center[j] ?? 0))
    })
  }
  return x
}

const evenly = (epsilon: number, from = source): Rows => {
  const noise = from.uniform([n, 2], { low: -epsilon, high: epsilon, dtype: 'float64' })
  return rowsOf(inputs.add(noise))
}

interface Row {
  readonly name: string
  readonly penalty: Penalty
  readonly loss?: Loss
  /** What counts as constant, such as moved inputs. */
  readonly held: (model: Written) => Rows
  readonly value: (model: Written, held: Rows) => number
}

const difference = ({ losses }: Written, moved: Rows): number =>
  mean(losses(moved)) - mean(losses(x0))

const rows: readonly Row[] = [
  {
    name: 'adversarial: a fast gradient sign',
    penalty: adversarial({ epsilon: 0.1, steps: 1, start: 'inputs' }),
    held: ({ losses }) =>
      attack(losses, x0, { epsilon: 0.1, norm: 'infinity', steps: 1, stepSize: 0.1 }),
    value: difference,
  },
  {
    name: 'adversarial: four steps from a random start',
    penalty: adversarial({ epsilon: 0.2, steps: 4 }),
    held: ({ losses }) =>
      attack(losses, evenly(0.2), { epsilon: 0.2, norm: 'infinity', steps: 4, stepSize: 0.125 }),
    value: difference,
  },
  {
    name: 'adversarial: three steps in the Euclidean norm, of values',
    penalty: adversarial({ epsilon: 0.3, norm: 2, steps: 3, stepSize: 0.15, start: 'inputs' }),
    loss: squaredError,
    held: ({ losses }) => attack(losses, x0, { epsilon: 0.3, norm: 2, steps: 3, stepSize: 0.15 }),
    value: difference,
  },
  {
    name: 'fastAdversarial',
    penalty: fastAdversarial(0.2),
    held: ({ losses }) =>
      attack(losses, evenly(0.2), { epsilon: 0.2, norm: 'infinity', steps: 1, stepSize: 0.25 }),
    value: difference,
  },
]

describe.each(rows)('$name', ({ penalty, loss = softmaxCrossEntropy, held, value }) => {
  const targets = loss === squaredError ? values : classes
  const model = new Sequential([
    new Dense(2, 5, { rng: rng.split('first'), activation: tanh, dtype: 'float64' }),
    new Dropout(0.3),
    new Dense(5, 3, { rng: rng.split('second'), dtype: 'float64' }),
  ])
  const f = (x: Rows, from = mode.rng): Rows =>
    rowsOf(model.call(float64(x), { ...mode, rng: from }))
  const written: Written = {
    f,
    losses: (x) => Array.from(loss(float64(f(x)), targets).data),
  }
  const step = objective({ model, loss, penalties: { term: { penalty, weight: 1 } }, rng })
  const { penalties, total, loss: plain, gradients } = step(inputs, targets, mode)
  const constant = held(written)

  it('is its definition, written out', () => {
    expectClose(penalties.term ?? total, [value(written, constant)], 1e-9)
    expectClose(total.sub(plain), penalties.term ?? total)
  })

  it('has gradients that finite differences confirm, with what is held constant', () => {
    const whole = (): number => mean(written.losses(x0)) + value(written, constant)
    for (const [name, variable] of Object.entries(model.variables())) {
      const direction = rng.split(name).normal(variable.shape, { dtype: 'float64' })
      const wanted = slopeAlong(variable, direction, whole)
      expectClose((gradients[name] ?? float64(0)).mul(direction).sum(), [wanted], 1e-8)
    }
  })
})
