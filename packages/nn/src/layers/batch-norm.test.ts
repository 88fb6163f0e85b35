import { compile, Rng, type Tensor } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { contents } from '../../testing/contents.ts'
import { expectClose } from '../../testing/expect-close.ts'
import { float64, int32 } from '../../testing/float64.ts'
import { tanh } from '../activations/tanh.ts'
import { evaluateBatch } from '../evaluation/evaluate-batch.ts'
import { squaredError } from '../losses/squared-error.ts'
import type { Mode } from '../modules/mode.ts'
import { Sequential } from '../modules/sequential.ts'
import { objective } from '../objective/objective.ts'
import { Optimizer } from '../optimizers/optimizer.ts'
import { sgd } from '../optimizers/sgd.ts'
import { inputGradient } from '../penalties/input-gradient.ts'
import { l2 } from '../penalties/l2.ts'
import type { Penalty } from '../penalties/penalty.ts'
import { linear } from '../schedules/linear.ts'
import type { Schedule } from '../schedules/schedule.ts'
import { BatchNorm } from './batch-norm.ts'
import { Dense } from './dense.ts'

const rng = new Rng(4)
const training: Mode = { training: true, rng }
const x = float64([[1], [3]])
const makeLayer = (options: { momentum?: Schedule; frozen?: boolean } = {}): BatchNorm =>
  new BatchNorm(1, { dtype: 'float64', ...options })
const running = (layer: BatchNorm): number[] => [
  layer.runningMean.value.reshape([]).item(),
  layer.runningVariance.value.reshape([]).item(),
]

describe('running statistics', () => {
  it('take their share of the mean and the unbiased variance of a batch in training', () => {
    const layer = makeLayer({ momentum: 0.25 })
    expect(running(layer)).toEqual([0, 1])
    layer.call(x, training)
    // A quarter of 2 and of 2, three quarters of 0 and of 1.
    expect(running(layer)).toEqual([0.5, 1.25])
  })

  it('take a share on a schedule, the same compiled', () => {
    const momentum = linear({ from: 0.25, to: 0.75, duration: 2 })
    const [eager, compiled] = [0, 1].map(() => makeLayer({ momentum }))
    const call = (layer: BatchNorm | undefined, step: Tensor): Tensor =>
      layer?.call(x, { ...training, step }) ?? x
    const compiledCall = compile((step: Tensor) => call(compiled, step))
    for (const step of [0, 1]) {
      call(eager, int32(step))
      compiledCall(int32(step))
    }
    // A quarter of 2 from 0 and 1, then half of 2.
    for (const layer of [eager, compiled]) expect(layer && running(layer)).toEqual([1.25, 1.625])
    expect(() => eager?.call(x, training)).toThrow('BatchNorm: a schedule needs to know the step')
  })

  it('are what normalises when not training, and stay as they are', () => {
    const layer = makeLayer()
    layer.runningMean.assign(float64([1]))
    layer.runningVariance.assign(float64([4 - 1e-5]))
    expectClose(layer.call(x, { training: false }), [0, 1])
    expect(running(layer)).toEqual([1, 4 - 1e-5])
  })

  it('are used and left alone in training too where they are frozen', () => {
    const layer = makeLayer({ frozen: true })
    const found = layer.call(x, training)
    expect(found.data).toEqual(layer.call(x, { training: false }).data)
    expect(running(layer)).toEqual([0, 1])
  })

  const elsewhere: Penalty = ({ forward, inputs, outputs }) =>
    forward(inputs.mul(2)).sub(outputs).square().mean()
  const called: Penalty = ({ model, mode, inputs }) => model.call(inputs, mode).square().mean()

  it.each(Object.entries({ elsewhere, called, inputGradient: inputGradient() }))(
    'change once a step, also where the penalty %s asks for more passes',
    (_, penalty) => {
      const [alone, penalised] = [makeLayer(), makeLayer()]
      objective({ model: alone, loss: squaredError })(x, x, training)
      const penalties = { term: { penalty, weight: 1 } }
      objective({ model: penalised, loss: squaredError, penalties })(x, x, training)
      expect(running(alone)).toEqual([0.2, 1.1])
      expect(running(penalised)).toEqual(running(alone))
    },
  )

  it('do not change where a batch is but measured', () => {
    const layer = makeLayer()
    const batch = { model: layer, loss: squaredError, inputs: x, targets: x, mode: training }
    evaluateBatch(batch, ({ outputs }) => outputs)
    expect(running(layer)).toEqual([0, 1])
  })

  it('are not among all parameters that a penalty takes, and are not trained', () => {
    const model = makeLayer()
    const penalties = { l2: { penalty: l2({ includes: 'all' }), weight: 1 } }
    const step = objective({ model, loss: squaredError, penalties })(x, x, training)
    expect(Object.keys(step.gradients)).toEqual(['scale', 'bias'])
    // The square of the scale, 1; the running variance is no weight.
    expect(step.penalties.l2?.item()).toBe(1)
  })
})

it('steps that are compiled, or begin at a checkpoint, have the same bits', () => {
  const inputs = rng.split('inputs').normal([6, 2])
  const targets = rng.split('targets').normal([6, 1])
  const trainer = () => {
    const model = new Sequential([
      new Dense(2, 3, { rng: rng.split('first') }),
      new BatchNorm(3),
      tanh,
      new Dense(3, 1, { rng: rng.split('second') }),
    ])
    const evaluate = objective({
      model,
      loss: squaredError,
      penalties: { flat: { penalty: inputGradient(), weight: 0.1 } },
    })
    const optimizer = new Optimizer(sgd({ learningRate: 0.1 }), model)
    const step = (x: Tensor): Tensor => {
      const { total, gradients } = evaluate(x, targets, training)
      optimizer.apply(gradients)
      return total
    }
    const state = (): Record<string, Tensor> =>
      Object.fromEntries(Object.entries(model.variables()).map(([path, v]) => [path, v.value]))
    return { model, step, state }
  }
  const eager = trainer()
  eager.step(inputs)
  const checkpoint = eager.state()
  eager.step(inputs)

  const compiled = trainer()
  const run = compile(compiled.step)
  run(inputs)
  run(inputs)
  expect(contents(compiled.state())).toEqual(contents(eager.state()))

  const resumed = trainer()
  for (const [path, variable] of Object.entries(resumed.model.variables()))
    variable.assign(checkpoint[path] ?? 0)
  resumed.step(inputs)
  expect(contents(resumed.state())).toEqual(contents(eager.state()))
})

it('refuses to train on one value for each channel', () => {
  expect(() => makeLayer().call(float64([[1]]), training)).toThrow(
    'BatchNorm: training needs at least two values for each channel, got x of shape [1, 1]',
  )
  expect(() => makeLayer().call(float64([[1]]), { training: false })).not.toThrow()
})

it.each([
  [float64([1, 2]), 'BatchNorm: x must be [n, 1, ...], got [2]'],
  [float64([[1, 2]]), 'BatchNorm: x must be [n, 1, ...], got [1, 2]'],
  [x.cast('float32'), 'BatchNorm: x must be float64, as its numbers are, got float32'],
])('refuses inputs that do not fit', (inputs, message) => {
  expect(() => makeLayer().call(inputs, training)).toThrow(message)
})
