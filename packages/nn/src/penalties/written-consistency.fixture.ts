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
import type { Penalty } from './penalty.ts'

/** Rows of numbers: [n, features]. */
export type Rows = readonly (readonly number[])[]

export const rng = new Rng(31)
export const n = 4
export const mode = { training: true, rng: rng.split('step'), updatesStatistics: false } as const
/** What the penalty draws from. */
export const source = mode.rng.split('penalties').split('term')
export const inputs = rng.split('inputs').normal([n, 2], { dtype: 'float64' })
export const x0 = rowsOf(inputs)
const classes = int32([0, 2, 1, 1])
export const values = rng.split('values').normal([n, 3], { dtype: 'float64' })

export function rowsOf(x: Tensor): Rows {
  const [rows = 0] = x.shape
  const data = Array.from(x.data)
  return Array.from({ length: rows }, (_, i) =>
    data.slice((i * data.length) / rows, ((i + 1) * data.length) / rows),
  )
}

/** What a definition that is written out knows of the model: its outputs and losses for other inputs, with one dropout mask. */
export interface Written {
  readonly f: (x: Rows, from?: Rng) => Rows
  readonly losses: (x: Rows) => readonly number[]
  /** What the first layer gives. */
  readonly hidden: (x: Rows) => Rows
}

export const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, value) => sum + value, 0) / numbers.length

export const map = (x: Rows, change: (value: number, i: number, j: number) => number): Rows =>
  x.map((row, i) => row.map((value, j) => change(value, i, j)))

/** A penalty, and its definition written out. */
export interface WrittenRow {
  readonly name: string
  readonly penalty: Penalty
  readonly loss?: Loss
  /** What counts as constant, such as moved inputs. */
  readonly held: (model: Written) => Rows
  readonly value: (model: Written, held: Rows) => number
}

/** Probabilities of logits. */
export const softmax = (logits: Rows): Rows =>
  logits.map((row) => {
    const powers = row.map((value) => Math.exp(value))
    const sum = powers.reduce((a, b) => a + b)
    return powers.map((power) => power / sum)
  })

/** KL(p ‖ q) of each row of probabilities. */
export const divergences = (p: Rows, q: Rows): readonly number[] =>
  p.map((row, i) =>
    row.reduce((sum, value, j) => sum + value * Math.log(value / (q[i]?.[j] ?? 0)), 0),
  )

export const squaredDistances = (a: Rows, b: Rows): readonly number[] =>
  a.map((row, i) => row.reduce((sum, value, j) => sum + (value - (b[i]?.[j] ?? 0)) ** 2, 0))

export const entropies = (p: Rows): readonly number[] =>
  p.map((row) => row.reduce((sum, value) => sum - value * Math.log(value), 0))

export const klFrom =
  (f: Written['f'], from: Rows) =>
  (x: Rows): readonly number[] =>
    divergences(softmax(from), softmax(f(x)))

export const nothing = (): Rows => []

/** Tests that penalties, of a network with a dropout, are their definitions. */
export function testWritten(rows: readonly WrittenRow[]): void {
  describe.each(rows)('$name', ({ penalty, loss = softmaxCrossEntropy, held, value }) => {
    const targets = loss === squaredError ? values : classes
    const model = new Sequential([
      new Dense(2, 5, { rng: rng.split('first'), activation: tanh, dtype: 'float64' }),
      new Dropout(0.3),
      new Dense(5, 3, { rng: rng.split('second'), dtype: 'float64' }),
    ])
    const f = (x: Rows, from = mode.rng): Rows =>
      rowsOf(model.call(float64(x), { ...mode, rng: from }))
    const [first] = model.layers
    const written: Written = {
      f,
      hidden: (x) => (first instanceof Dense ? rowsOf(first.call(float64(x))) : x),
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
}
