import { compile, Rng, type Tensor } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { contents } from '../../testing/contents.ts'
import { expectClose } from '../../testing/expect-close.ts'
import { float64, int32 } from '../../testing/float64.ts'
import { slopeAlong } from '../../testing/slope-along.ts'
import { tanh } from '../activations/tanh.ts'
import { catalogue } from '../catalogue/catalogue.ts'
import { Dense } from '../layers/dense.ts'
import { Dropout } from '../layers/dropout.ts'
import type { Loss } from '../losses/loss.ts'
import { softmaxCrossEntropy } from '../losses/softmax-cross-entropy.ts'
import { squaredError } from '../losses/squared-error.ts'
import { Sequential } from '../modules/sequential.ts'
import { type ObjectiveFunction, objective } from '../objective/objective.ts'
import type { Penalty } from './penalty.ts'

const rng = new Rng(17)
const mode = { training: true, rng: rng.split('step') } as const
const inputs = rng.split('inputs').normal([5, 2], { dtype: 'float64' })
const targets = int32([0, 2, 1, 1, 0])

function setUp(
  penalty: Penalty,
  loss: Loss = softmaxCrossEntropy,
): { model: Sequential; step: ObjectiveFunction } {
  const model = new Sequential([
    new Dense(2, 4, { rng: rng.split('first'), activation: tanh, dtype: 'float64' }),
    new Dropout(0.3),
    new Dense(4, 3, { rng: rng.split('second'), dtype: 'float64' }),
  ])
  const penalties = { term: { penalty, weight: 2 } }
  return { model, step: objective({ model, loss, penalties, stepsPerEpoch: 2, rng }) }
}

/** Each with its defaults, and with the options of its example. */
const rows = [...catalogue.of('penalty').values()].flatMap(({ name, make, example, options }) => {
  const needsOptions = Object.values(options).some((option) => option.default === undefined)
  return [
    ...(needsOptions ? [] : [{ name, penalty: make() }]),
    ...(example.options
      ? [{ name: `${name} of the example`, penalty: make(example.options) }]
      : []),
  ]
})

describe.each(rows)('$name', ({ penalty }) => {
  it.skipIf(penalty.init !== undefined)(
    'has gradients that finite differences confirm (but for a state, which counts as constant)',
    () => {
      const { model, step } = setUp(penalty)
      const total = (): Tensor => step(inputs, targets, mode).total
      const { gradients } = step(inputs, targets, mode)
      for (const [name, variable] of Object.entries(model.variables())) {
        const direction = rng.split(name).normal(variable.shape, { dtype: 'float64' })
        const wanted = slopeAlong(variable, direction, () => total().item())
        expectClose((gradients[name] ?? float64(0)).mul(direction).sum(), [wanted], 1e-8)
      }
    },
  )

  it('is finite, with its gradients, where the loss is flat: all is learned', () => {
    const { model, step } = setUp(penalty, squaredError)
    const { total, gradients } = step(inputs, model.call(inputs, mode), mode)
    for (const { data } of [total, ...Object.values(gradients)])
      expect([...data].every(Number.isFinite)).toBe(true)
  })

  it('compiled, has the same bits, step after step', () => {
    const run = (compiled: boolean): unknown[] => {
      const { step } = setUp(penalty)
      const take = (x: Tensor, source: Rng, number: Tensor): Record<string, Tensor> => {
        const { gradients, total } = step(x, targets, { training: true, rng: source }, number)
        return { ...gradients, total }
      }
      const call = compiled ? compile(take) : take
      return [0, 1, 2].map((number) => contents(call(inputs, mode.rng, int32(number))))
    }
    expect(run(true)).toEqual(run(false))
  })
})
