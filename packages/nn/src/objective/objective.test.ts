import {
  customGradient,
  GradientError,
  GradientTape,
  mean,
  mul,
  ones,
  Rng,
  ShapeError,
  Tensor,
} from '@sobolev/core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { contents } from '../../testing/contents.ts'
import { expectClose } from '../../testing/expect-close.ts'
import { float64, int32 } from '../../testing/float64.ts'
import { slopeAlong } from '../../testing/slope-along.ts'
import { tanh } from '../activations/tanh.ts'
import { evaluateBatch } from '../evaluation/evaluate-batch.ts'
import type { Evaluation } from '../evaluation/evaluation.ts'
import { Dense } from '../layers/dense.ts'
import { Dropout } from '../layers/dropout.ts'
import { softmaxCrossEntropy } from '../losses/softmax-cross-entropy.ts'
import { squaredError } from '../losses/squared-error.ts'
import type { Mode } from '../modules/mode.ts'
import { Module } from '../modules/module.ts'
import { Sequential } from '../modules/sequential.ts'
import { inputGradient } from '../penalties/input-gradient.ts'
import { jacobian } from '../penalties/jacobian.ts'
import { l1 } from '../penalties/l1.ts'
import { l2 } from '../penalties/l2.ts'
import { linear } from '../schedules/linear.ts'
import { type Objective, objective } from './objective.ts'

const rng = new Rng(4)
const training: Mode = { training: true, rng: rng.split('step') }
const inputs = rng.split('inputs').normal([6, 3], { dtype: 'float64' })
const targets = int32([0, 1, 1, 0, 1, 0])

const makeModel = (): Sequential =>
  new Sequential([
    new Dense(3, 4, { rng: rng.split(0), activation: tanh, dtype: 'float64' }),
    new Dropout(0.3),
    new Dense(4, 2, { rng: rng.split(1), dtype: 'float64' }),
  ])

const every = {
  inputs: { penalty: inputGradient(), weight: 0.5 },
  steep: { penalty: inputGradient({ p: 'infinity', squared: false }), weight: 0.2 },
  outputs: {
    penalty: jacobian({ projections: 2 }),
    weight: linear({ from: 0.3, to: 0, duration: 10 }),
  },
  sparse: { penalty: l1(), weight: 0.01 },
  small: { penalty: l2(), weight: 0.02 },
}

/** All that an objective gives, to be compared by `toEqual`. */
const numbers = ({ total, loss, penalties, gradients }: Objective): ReturnType<typeof contents> =>
  contents({ total, loss, ...penalties, ...gradients })

afterEach(() => vi.restoreAllMocks())

describe('the total', () => {
  const step = objective({ model: makeModel(), loss: softmaxCrossEntropy, penalties: every })

  it('is the loss plus each penalty times its weight at the step', () => {
    const { total, loss, penalties } = step(inputs, targets, training, 4)
    const { inputs: a, steep: b, outputs: c, sparse: d, small: e } = penalties
    const sum = [a, b, c, d, e].map((value, index) =>
      mul(value ?? 0, [0.5, 0.2, 0.3 * 0.6, 0.01, 0.02][index] ?? 0).item(),
    )
    expectClose(total, [loss.item() + sum.reduce((before, value) => before + value)], 1e-14)
    expect(Object.keys(penalties)).toEqual(Object.keys(every))
  })

  it('takes the step as a tensor as well', () => {
    const asNumber = step(inputs, targets, training, 7)
    expect(numbers(step(inputs, targets, training, int32(7)))).toEqual(numbers(asNumber))
    expect(numbers(step(inputs, targets, training, 6))).not.toEqual(numbers(asNumber))
  })

  it('is a function: the same arguments give the same numbers', () => {
    const first = numbers(step(inputs, targets, training))
    expect(numbers(step(inputs, targets, training))).toEqual(first)
  })

  it('has gradients that finite differences confirm, in every variable', () => {
    const model = makeModel()
    const evaluate = objective({ model, loss: softmaxCrossEntropy, penalties: every })
    const { gradients } = evaluate(inputs, targets, training)
    const variables = model.variables()
    expect(Object.keys(gradients)).toEqual(Object.keys(variables))
    for (const [name, variable] of Object.entries(variables)) {
      const direction = rng.split(name).normal(variable.shape, { dtype: 'float64' })
      const wanted = slopeAlong(variable, direction, () =>
        evaluate(inputs, targets, training).total.item(),
      )
      expectClose(mul(gradients[name] ?? 0, direction).sum(), [wanted], 1e-8)
    }
  })

  it('reads no number out of a tensor, so that a step can be one program', () => {
    const reads = [
      vi.spyOn(Tensor.prototype, 'data', 'get'),
      vi.spyOn(Tensor.prototype, 'item'),
      vi.spyOn(Tensor.prototype, 'toArray'),
    ]
    step(inputs, targets, training, 1)
    for (const read of reads) expect(read).not.toHaveBeenCalled()
  })
})

describe('one forward pass', () => {
  it('loss and penalties share one dropout mask', () => {
    // The outputs are the mask, scaled; and so is their derivative by inputs of 1.
    const ones64 = ones([4, 50], { dtype: 'float64' })
    const model = new Sequential([new Dropout(0.7), new Dense(50, 1, { rng, dtype: 'float64' })])
    const kernel = model.variables()['layers.1.kernel']
    kernel?.assign(ones([50, 1], { dtype: 'float64' }))
    const seen: Evaluation[] = []
    const look = (evaluation: Evaluation): Tensor => {
      seen.push(evaluation)
      expectClose(evaluation.inputGradient().sum(1), evaluation.outputs.reshape([4]))
      expectClose(
        evaluation.vectorJacobian(ones([4, 1], { dtype: 'float64' })),
        evaluation.inputGradient(),
      )
      return evaluation.inputGradient().square().sum()
    }
    const step = objective({
      model,
      loss: (outputs) => outputs.sum(1),
      penalties: { a: { penalty: look, weight: 1 }, b: { penalty: look, weight: 1 } },
    })
    step(ones64, float64([0, 0, 0, 0]), training)
    const [a, b] = seen
    const dropped = Array.from(a?.inputGradient().data ?? []).filter((v) => v === 0).length
    expect(dropped).toBeGreaterThan(100)
    expect(dropped).toBeLessThan(180)
    expect(a?.inputGradient()).toBe(b?.inputGradient())
    // Calling the model again in the same mode draws the same mask again.
    expect(model.call(ones64, training).data).toEqual(a?.outputs.data)
  })

  it('derivatives by the inputs are computed once, and only if asked for', () => {
    let forwards = 0
    let backwards = 0
    const counted = customGradient((x) => {
      forwards++
      const vjp = (g: Tensor): Tensor => {
        backwards++
        return g.mul(1)
      }
      return { value: x, vjp }
    })
    const model = new Sequential([(x) => counted(x), ...makeModel().layers])
    const cost = (penalties: Parameters<typeof objective>[0]['penalties'] = {}): number[] => {
      forwards = backwards = 0
      objective({ model, loss: softmaxCrossEntropy, penalties })(inputs, targets, training)
      return [forwards, backwards]
    }
    const { inputs: a, steep: b, sparse, small } = every
    expect(cost()).toEqual([1, 0])
    expect(cost({ sparse, small })).toEqual([1, 0])
    expect(cost({ a })).toEqual([1, 1])
    expect(cost({ a, b })).toEqual([1, 1])
  })

  it('nothing else is recorded: penalties do not see each other', () => {
    const alone = Object.entries(every).map(([name, term]) => {
      const step = objective({
        model: makeModel(),
        loss: softmaxCrossEntropy,
        penalties: { [name]: term },
      })
      return step(inputs, targets, training).penalties[name]?.item()
    })
    const step = objective({ model: makeModel(), loss: softmaxCrossEntropy, penalties: every })
    const together = Object.values(step(inputs, targets, training).penalties)
    expect(together.map((value) => value.item())).toEqual(alone)
  })
})

it('equals two tapes nested by hand', () => {
  const model = makeModel()
  const penalties = { flat: { penalty: inputGradient(), weight: 0.5 } }
  const step = objective({ model, loss: softmaxCrossEntropy, penalties })
  const { total, gradients } = step(inputs, targets, { training: false })
  const outer = new GradientTape()
  const byHand = outer.record(() => {
    const inner = new GradientTape()
    inner.watch(inputs)
    const losses = inner.record(() =>
      softmaxCrossEntropy(model.call(inputs, { training: false }), targets),
    )
    const dx = inner.gradient(losses, inputs)
    return mean(losses).add(mean(dx.square().sum(1)).mul(0.5))
  })
  expectClose(total, byHand, 1e-15)
  const wanted = outer.gradient(byHand, model.variables())
  for (const [name, gradient] of Object.entries(gradients))
    expectClose(gradient, wanted[name] ?? float64(0), 1e-15)
})

it('differentiates by the inputs only as inputs, where they are the targets too', () => {
  const model = new Dense(3, 3, { rng, dtype: 'float64' })
  const penalties = { flat: { penalty: inputGradient(), weight: 1 } }
  const step = objective({ model, loss: squaredError, penalties })
  const copy = float64(inputs.toArray())
  const one = step(inputs, inputs, training).penalties.flat
  expectClose(step(inputs, copy, training).penalties.flat ?? float64(0), one ?? [])
  const gradientFor = (wanted: Tensor): Tensor =>
    evaluateBatch({ model, loss: squaredError, inputs, targets: wanted }, ({ inputGradient: g }) =>
      g(),
    )
  expectClose(gradientFor(inputs), gradientFor(copy))
})

it('penalties draw from sources of their own, whatever the model draws', () => {
  const keys: string[] = []
  const look = ({ rng: own, losses }: Evaluation): Tensor => {
    keys.push(own.key.toString())
    return losses.sum()
  }
  const terms = { a: { penalty: look, weight: 1 }, b: { penalty: look, weight: 1 } }
  const longer = new Sequential([...makeModel().layers, new Dropout(0.1)])
  for (const model of [makeModel(), longer])
    objective({ model, loss: softmaxCrossEntropy, penalties: terms })(inputs, targets, training)
  expect(keys[0]).not.toBe(keys[1])
  expect(keys.slice(2)).toEqual(keys.slice(0, 2))
})

describe('what does not fit', () => {
  /** Looks its inputs up, and has a variable that it does not use. */
  class Lookup extends Module {
    readonly table = new Dense(2, 4, { rng })
    readonly unused = new Dense(1, 1, { rng, useBias: false })
    override call(x: Tensor): Tensor {
      return this.table.kernel.gather(x).add(this.table.bias ?? 0)
    }
  }
  const indices = int32([0, 1, 1])

  it('an unused variable is named by its path', () => {
    const step = objective({ model: new Lookup(), loss: squaredError })
    const call = (): unknown => step(indices, ones([3, 4]), training)
    expect(call).toThrow(GradientError)
    expect(call).toThrow('unused.kernel')
  })

  it('integer inputs have no gradient, and need none without such a penalty', () => {
    const model = new Lookup().table
    const lookup = new Sequential([(x) => model.kernel.gather(x)])
    Object.assign(lookup, { kernel: model.kernel })
    expect(
      Object.keys(
        objective({ model: lookup, loss: squaredError })(indices, ones([3, 4]), training).gradients,
      ),
    ).toEqual(['kernel'])
    const penalties = { flat: { penalty: inputGradient(), weight: 1 } }
    const step = objective({ model: lookup, loss: squaredError, penalties })
    expect(() => step(indices, ones([3, 4]), training)).toThrow(
      'inputGradient: inputs must be float32 or float64, got int32',
    )
  })

  it('a loss must give one number for each example', () => {
    const step = objective({ model: makeModel(), loss: (outputs) => mean(outputs) })
    expect(() => step(inputs, targets, training)).toThrow(ShapeError)
    expect(() => step(inputs, targets, training)).toThrow(
      'one number for each of the 6 examples, got shape []',
    )
  })

  it('random projections need a training mode', () => {
    const { outputs } = every
    const step = objective({
      model: makeModel(),
      loss: softmaxCrossEntropy,
      penalties: { outputs },
    })
    expect(() => step(inputs, targets, { training: false })).toThrow(
      'outputs: draws random numbers, which only training has',
    )
  })

  it('variables that are not trainable have no gradient', () => {
    const model = makeModel()
    const [layer] = model.layers
    if (!(layer instanceof Dense)) throw new Error('the first layer is dense')
    Object.assign(layer.kernel, { trainable: false })
    const step = objective({ model, loss: softmaxCrossEntropy })
    expect(Object.keys(step(inputs, targets, training).gradients)).toEqual([
      'layers.0.bias',
      'layers.2.kernel',
      'layers.2.bias',
    ])
  })
})

const refused: [shape: string, value: (rows: Tensor) => Tensor][] = [
  ['[6]', (rows) => rows],
  ['[1]', (rows) => mean(rows).reshape([1])],
]
it.each(refused)('refuses a penalty of shape %s, by its name', (shape, value) => {
  const rows = ({ inputGradient: derive }: Evaluation): Tensor => value(derive().square().sum(1))
  const step = objective({
    model: makeModel(),
    loss: softmaxCrossEntropy,
    penalties: { flat: { penalty: rows, weight: 1 } },
  })
  const call = (): unknown => step(inputs, targets, training)
  expect(call).toThrow(ShapeError)
  expect(call).toThrow(`flat: a penalty must give one number, got shape ${shape}; mean(x)`)
})
