import { compile, oneHot, Rng, range, ShapeError, type Tensor } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { contents } from '../../testing/contents.ts'
import { float64, int32 } from '../../testing/float64.ts'
import { Dense } from '../layers/dense.ts'
import { squaredError } from '../losses/squared-error.ts'
import { objective } from '../objective/objective.ts'
import type { Penalty } from '../penalties/penalty.ts'
import { evaluateBatch } from './evaluate-batch.ts'
import type { ExampleLayout } from './example-layout.ts'

const rng = new Rng(2)
const mode = { training: true, rng } as const
const model = new Dense(3, 1, { rng, dtype: 'float64' })
const inputs = rng.split('inputs').normal([4, 3], { dtype: 'float64' })
const targets = float64([[1], [2], [3], [4]])
const groups = oneHot(int32([0, 1, 1, 2]), 3, { dtype: 'float64' })
const layout: ExampleLayout = {
  inputs: { age: { elements: [0], scale: 4 }, colour: { elements: [1, 2] } },
  targetScale: 10,
}

const see = <T>(
  measure: Parameters<typeof evaluateBatch<T>>[1],
  more: Partial<Parameters<typeof evaluateBatch<T>>[0]> = {},
): T => evaluateBatch({ model, loss: squaredError, inputs, targets, ...more }, measure)

/** The objective of a batch with a penalty of weight 1. */
const objectiveOf = (penalty: Penalty) =>
  objective({ model, loss: squaredError, layout, penalties: { own: { penalty, weight: 1 } } })

describe('the columns of a batch', () => {
  const ofGroup: Penalty = ({ losses, column }) =>
    column('site')
      .transpose()
      .matmul(losses.reshape([4, 1]))
      .square()
      .sum()

  it('reach penalties by name, beside weights or alone', () => {
    const { losses } = see(({ losses }) => ({ losses }))
    const [a = 0, b = 0, c = 0, d = 0] = losses.data
    const wanted = a * a + (b + c) * (b + c) + d * d
    const step = objectiveOf(ofGroup)
    for (const details of [
      { columns: { site: groups } },
      { columns: { site: groups }, weights: float64([1, 2, 3, 4]) },
    ])
      expect(step(inputs, targets, mode, 0, details).penalties.own?.item()).toBeCloseTo(wanted, 10)
  })

  it('compiled, give the same bits', () => {
    const step = objectiveOf(ofGroup)
    const take = (x: Tensor, site: Tensor) =>
      step(x, targets, mode, 0, { columns: { site } }).gradients
    expect(contents(compile(take)(inputs, groups))).toEqual(contents(take(inputs, groups)))
  })

  it('are those of the batch unless a batch transform gives others', () => {
    const first: Penalty = ({ column }) => column('site').mul(range(3).cast('float64')).sum()
    const run = (columns?: Readonly<Record<string, Tensor>>) =>
      objective({
        ...{ model, loss: squaredError, penalties: { own: { penalty: first, weight: 1 } } },
        batchTransforms: {
          same: (batch) => ({ inputs: batch.inputs, targets, ...(columns && { columns }) }),
        },
      })(inputs, targets, mode, 0, { columns: { site: groups } }).penalties.own?.item()
    expect(run()).toBe(0 + 1 + 1 + 2)
    expect(run({ site: groups.mul(2) })).toBe(8)
    expect(() => run({ site: groups.gather(int32([0, 1]), 0) })).toThrow(
      'same: the column "site" must have a row for each of the 4 examples, got shape [2, 3]',
    )
  })

  it('are of single examples, which a transform must not mix as it is', () => {
    const share = float64([1, 0.5, 0.5, 0])
    const step = objective({
      ...{ model, loss: squaredError, penalties: {} },
      batchTransforms: { mixup: (batch) => ({ ...batch, mixed: { targets, share } }) },
    })
    expect(() => step(inputs, targets, mode, 0)).not.toThrow()
    expect(() => step(inputs, targets, mode, 0, { columns: { site: groups } })).toThrow(
      'mixup: a batch with columns that penalties read must not be mixed, for what they say is of single examples, got site; leave out mixup, or these penalties',
    )
  })

  it('are named in the error of one that there is not', () => {
    const columns = { site: groups, slope: targets }
    expect(() => see(({ column }) => column('sites'), { columns })).toThrow(
      'evaluateBatch: there must be a column named "sites", but the names are "site", "slope"; did you mean "site"?',
    )
    expect(() => see(({ column }) => column('site'))).toThrow(
      'evaluateBatch: there must be a column named "site", but there are none; the batch is given it: { columns: { site: … } }',
    )
    expect(() => objectiveOf(ofGroup)(inputs, targets, mode)).toThrow(
      /^own: there must be a column/,
    )
  })

  it('must be tensors with a row for each example', () => {
    expect(() => see(() => 0, { columns: { site: float64([1, 2]) } })).toThrow(ShapeError)
    // @ts-expect-error: no tensor
    expect(() => see(() => 0, { columns: { site: [1, 2, 3, 4] } })).toThrow(
      'evaluateBatch: site must be a tensor, got [1, 2, 3, 4]; tensor(site) makes one',
    )
    const step = objectiveOf(ofGroup)
    // @ts-expect-error: no detail of a batch
    expect(() => step(inputs, targets, mode, 0, { column: { site: groups } })).toThrow(
      'objective: there is no option "column"; did you mean "columns"?',
    )
  })
})

describe('the columns that are inputs', () => {
  it('are found by name or position, with their units', () => {
    see(
      (evaluation) => {
        expect(evaluation.inputColumn('age')).toEqual({ elements: [0], scale: 4 })
        expect(evaluation.inputColumn('colour')).toEqual({ elements: [1, 2], scale: 1 })
        expect(evaluation.inputColumn(2)).toEqual({ elements: [2], scale: 1 })
        expect(evaluation.targetScale).toBe(10)
        expect(evaluation.columnMask('age').toArray()).toEqual([[1, 0, 0]])
        expect(evaluation.columnMask(['age', 2]).toArray()).toEqual([[1, 0, 1]])
      },
      { layout },
    )
  })

  it('are those of each step of a sequence', () => {
    const steps = rng.normal([4, 2, 3], { dtype: 'float64' })
    see(
      (evaluation) => {
        expect(evaluation.inputColumn('colour').elements).toEqual([1, 2, 4, 5])
        expect(evaluation.columnMask('age').toArray()).toEqual([
          [
            [1, 0, 0],
            [1, 0, 0],
          ],
        ])
      },
      {
        inputs: steps,
        loss: (y) => y.sum([1, 2]),
        layout: { ...layout, features: 3 },
      },
    )
  })

  it('are named in the error of one that there is not', () => {
    expect(() => see(({ inputColumn }) => inputColumn('agee'), { layout })).toThrow(
      'evaluateBatch: there must be an input named "agee", but the names are "age", "colour"; did you mean "age"?',
    )
    expect(() => see(({ inputColumn }) => inputColumn('x'))).toThrow(
      /but there are none; objective\(\{ layout/,
    )
    expect(() => see(({ columnMask }) => columnMask(3))).toThrow(
      'evaluateBatch: the elements of the column 3 must be positions from 0 to 2, got 3',
    )
  })

  it('need a layout of elements by name', () => {
    // @ts-expect-error: no elements
    expect(() => see(() => 0, { layout: { inputs: { age: 0 } } })).toThrow(
      'evaluateBatch: the layout must be { inputs: { age: { elements: [0], scale: 1 } }, targetScale: 1 }, got 0 for "age"',
    )
    expect(() => see(() => 0, { layout: { inputs: {}, targetScale: 0 } })).toThrow(RangeError)
  })
})
