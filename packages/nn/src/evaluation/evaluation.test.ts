import { compile, mul, Rng, type Tensor } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { contents } from '../../testing/contents.ts'
import { expectClose } from '../../testing/expect-close.ts'
import { float64 } from '../../testing/float64.ts'
import { slopeAlong } from '../../testing/slope-along.ts'
import { tanh } from '../activations/tanh.ts'
import { Dense } from '../layers/dense.ts'
import { Dropout } from '../layers/dropout.ts'
import { squaredError } from '../losses/squared-error.ts'
import type { Mode } from '../modules/mode.ts'
import { Sequential } from '../modules/sequential.ts'
import { objective } from '../objective/objective.ts'
import type { Penalty } from '../penalties/penalty.ts'
import { evaluateBatch } from './evaluate-batch.ts'

const rng = new Rng(8)
const mode: Mode = { training: true, rng: rng.split('step') }
const inputs = rng.split('inputs').normal([5, 2], { dtype: 'float64' })
const elsewhere = rng.split('elsewhere').normal([5, 2], { dtype: 'float64' })
const targets = rng.split('targets').normal([5, 3], { dtype: 'float64' })

const makeModel = (): Sequential =>
  new Sequential([
    new Dense(2, 4, { rng: rng.split('first'), activation: tanh, dtype: 'float64' }),
    new Dropout(0.3),
    new Dense(4, 3, { rng: rng.split('second'), dtype: 'float64' }),
  ])

const sumOfSquares = (values: Readonly<Record<string, Tensor>>): Tensor =>
  Object.values(values)
    .map((value) => value.square().sum())
    .reduce((total, value) => total.add(value))

/** Penalties through each way to differentiate, all of which double backpropagation must pass. */
const penalties: Readonly<Record<string, Penalty>> = {
  'outputs elsewhere': ({ outputs, forward }) => forward(elsewhere).sub(outputs).square().mean(),
  'a movement of the outputs, and of hidden activations': ({
    inputs: x,
    jacobianVector,
    outputsOf,
  }) =>
    jacobianVector(x.sin())
      .square()
      .mean()
      .add(jacobianVector(x, outputsOf('layers.0')).square().mean()),
  'the loss where the gradient leads': ({ inputs: x, targets: y, inputGradient, forward, loss }) =>
    loss(forward(x.add(inputGradient().mul(0.1))), y).mean(),
  'a gradient by other inputs': ({ forward, gradient }) => {
    const x = elsewhere.mul(1)
    return gradient(forward(x).square().sum(), x).square().mean()
  },
  'a gradient by the inputs': ({ outputs, inputs: x, gradient }) =>
    gradient(outputs.tanh().sum(), x).square().mean(),
  'a gradient by hidden activations': ({ losses, outputsOf, gradient }) =>
    gradient(losses, outputsOf('layers.0')).square().sum(),
  'hidden activations': ({ outputsOf }) => outputsOf('layers.1').square().mean(),
  'a gradient by parameters': ({ losses, trainable, gradient }) =>
    sumOfSquares(gradient(losses.mean(), trainable)),
  'a gradient of a gradient': ({ inputGradient, outputsOf, gradient }) =>
    gradient(inputGradient().square().sum(), outputsOf('layers.0')).square().mean(),
  weights: ({ weights }) => weights('bias')['layers.0.bias']?.square().sum() ?? float64(0),
}

describe.each(Object.entries(penalties))('%s', (_, penalty) => {
  const model = makeModel()
  for (const [name, variable] of Object.entries(model.variables()))
    variable.assign(rng.split(name).normal(variable.shape, { dtype: 'float64' }))
  const step = objective({
    model,
    loss: squaredError,
    penalties: { term: { penalty, weight: 2 } },
  })

  it('can be trained on: finite differences confirm its gradients', () => {
    const { gradients } = step(inputs, targets, mode)
    for (const [name, variable] of Object.entries(model.variables())) {
      const direction = rng.split('direction').normal(variable.shape, { dtype: 'float64' })
      const total = (): number => step(inputs, targets, mode).total.item()
      const wanted = slopeAlong(variable, direction, total)
      expectClose(mul(gradients[name] ?? 0, direction).sum(), [wanted], 1e-8)
    }
  })

  it('compiled, has the same bits', () => {
    const run = (x: Tensor, source: Rng): Record<string, Tensor> => {
      const { total, gradients } = step(x, targets, { training: true, rng: source })
      return { total, ...gradients }
    }
    const eager = run(inputs, mode.rng)
    expect(contents(compile(run)(inputs, mode.rng))).toEqual(contents(eager))
  })
})

it('forward draws the same dropout masks again', () => {
  const model = makeModel()
  evaluateBatch({ model, loss: squaredError, inputs, targets, mode }, ({ outputs, forward }) => {
    expect(forward(inputs).data).toEqual(outputs.data)
    expect(forward(elsewhere).data).toEqual(model.call(elsewhere, mode).data)
    expect(forward(elsewhere).data).not.toEqual(model.call(elsewhere, { training: false }).data)
  })
})

it('forward with another source draws other masks, each the same again', () => {
  const model = makeModel()
  evaluateBatch({ model, loss: squaredError, inputs, targets, mode }, ({ outputs, forward }) => {
    const source = rng.split('another')
    const again = forward(inputs, { rng: source })
    expect(again.data).toEqual(model.call(inputs, { training: true, rng: source }).data)
    expect(again.data).not.toEqual(outputs.data)
  })
})

it('gradient by parameters is, by hand, 2 e x for one output', () => {
  // Output 2 − 1 = 1, error 1; half the sum of squares of its gradient (2, 2; 2) is 6 e².
  const model = new Dense(2, 1, { rng, dtype: 'float64' })
  model.kernel.assign(float64([[2], [-1]]))
  const term: Penalty = ({ losses, trainable, gradient }) => {
    const parts = gradient(losses.mean(), trainable)
    expectClose(parts.kernel ?? float64(0), [2, 2])
    expectClose(parts.bias ?? float64(0), [2])
    return sumOfSquares(parts).mul(0.5)
  }
  const step = objective({
    model,
    loss: squaredError,
    penalties: { term: { penalty: term, weight: 1 } },
  })
  const { penalties: values, gradients } = step(float64([[1, 1]]), float64([[0]]), mode)
  expectClose(values.term ?? float64(0), [6])
  // Of the loss 2 e x, and of the penalty 12 e x.
  expectClose(gradients.kernel ?? float64(0), [14, 14])
})

it('lossesAt is of other weights, under the same dropout masks, and leaves the weights as they are', () => {
  const model = makeModel()
  const bias = model.variables()['layers.2.bias']
  evaluateBatch({ model, loss: squaredError, inputs, targets, mode }, (evaluation) => {
    const { lossesAt, losses, outputs } = evaluation
    const value = bias?.value ?? outputs
    expect(lossesAt({}).data).toEqual(losses.data)
    const wanted = squaredError(outputs.add(0.5), targets)
    expectClose(lossesAt({ 'layers.2.bias': value.add(0.5) }), wanted)
    expect(bias?.value.data).toEqual(value.data)
    expect(() => lossesAt({ bias: value })).toThrow(
      'lossesAt: values must be by the paths of variables, layers.0.kernel, layers.0.bias, layers.2.kernel, layers.2.bias, got "bias"',
    )
  })
})

it('jacobian of the losses has the gradient of each example', () => {
  const model = makeModel()
  evaluateBatch(
    { model, loss: squaredError, inputs, targets, mode },
    ({ jacobian, gradient, losses, trainable }) => {
      const rows = jacobian(losses, trainable)
      const third = gradient(losses.slice([2]), trainable)
      for (const [path, part] of Object.entries(third)) {
        expect(rows[path]?.shape).toEqual([5, ...part.shape])
        expectClose(rows[path]?.slice([2]) ?? part, part)
      }
    },
  )
})

it('an integer input has outputs, and no gradient by it', () => {
  const table = new Dense(3, 1, { rng, dtype: 'float64' })
  const model = Object.assign(new Sequential([(x) => table.kernel.gather(x)]), { table })
  const x = float64([0, 2]).cast('int32')
  const batch = { model, loss: squaredError, inputs: x, targets: float64([0, 0]) }
  evaluateBatch(batch, ({ outputs, forward, inputGradient }) => {
    expect(forward(x).data).toEqual(outputs.data)
    expect(() => inputGradient()).toThrow('inputGradient: inputs must be float32 or float64')
  })
})
