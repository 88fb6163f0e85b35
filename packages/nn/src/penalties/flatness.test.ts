import { compile, grad, Rng, type Tensor } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { int32 } from '../../testing/float64.ts'
import { tanh } from '../activations/tanh.ts'
import { Dense } from '../layers/dense.ts'
import { softmaxCrossEntropy } from '../losses/softmax-cross-entropy.ts'
import { Sequential } from '../modules/sequential.ts'
import { objective } from '../objective/objective.ts'
import { Optimizer } from '../optimizers/optimizer.ts'
import { sgd } from '../optimizers/sgd.ts'
import { adversarialWeights } from './adversarial-weights.ts'
import { asam } from './asam.ts'
import { gam } from './gam.ts'
import type { Penalty } from './penalty.ts'
import { sam } from './sam.ts'
import { weightNoise } from './weight-noise.ts'

const rng = new Rng(31)
const inputs = rng.split('inputs').normal([6, 2], { dtype: 'float64' })
const targets = int32([0, 1, 2, 0, 1, 1])

type Weights = readonly [Tensor, Tensor, Tensor, Tensor]

/** The mean loss, written out: kernel, bias, kernel, bias. */
const lossAt = ([a, b, c, d]: Weights): Tensor => {
  const logits = inputs.matmul(a).add(b).tanh().matmul(c).add(d)
  return logits.logSoftmax(1).pick(targets).mean().neg()
}
const slopesAt = (weights: Weights): Weights => grad(lossAt)(weights)

const mapWeights = (weights: Weights, fn: (w: Tensor, index: 0 | 1 | 2 | 3) => Tensor): Weights => {
  const [a, b, c, d] = weights
  return [fn(a, 0), fn(b, 1), fn(c, 2), fn(d, 3)]
}

const lengthOf = (tensors: readonly Tensor[]): number =>
  Math.sqrt(tensors.reduce((sum, t) => sum + t.square().sum().item(), 0))

/** Where each moves the weights. */
const moves: Readonly<Record<string, { penalty: Penalty; move: (weights: Weights) => Weights }>> = {
  sam: {
    penalty: sam({ radius: 0.3 }),
    move: (weights) => {
      const slopes = slopesAt(weights)
      const scale = 0.3 / lengthOf(slopes)
      return mapWeights(weights, (w, i) => w.add(slopes[i].mul(scale)))
    },
  },
  asam: {
    penalty: asam({ radius: 0.3, stabilizer: 0.02 }),
    move: (weights) => {
      const slopes = slopesAt(weights)
      const size = mapWeights(weights, (w, i) =>
        i % 2 === 0 ? w.abs().add(0.02) : w.mul(0).add(1),
      )
      const scale = 0.3 / lengthOf(slopes.map((slope, i) => slope.mul(size[i] ?? 0)))
      return mapWeights(weights, (w, i) => w.add(slopes[i].mul(size[i].square()).mul(scale)))
    },
  },
  adversarialWeights: {
    penalty: adversarialWeights({ radius: 0.3 }),
    move: (weights) => {
      const slopes = slopesAt(weights)
      return mapWeights(weights, (w, i) =>
        i % 2 === 1 ? w : w.add(slopes[i].mul((0.3 * lengthOf([w])) / lengthOf([slopes[i]]))),
      )
    },
  },
}

const mode = { training: true, rng } as const

function setUp(penalty: Penalty, weight: number) {
  const model = new Sequential([
    new Dense(2, 4, { rng: rng.split('first'), activation: tanh, dtype: 'float64' }),
    new Dense(4, 3, { rng: rng.split('second'), dtype: 'float64' }),
  ])
  const variables = Object.values(model.variables())
  for (const [index, variable] of variables.entries())
    variable.assign(rng.split(index).normal(variable.shape, { dtype: 'float64' }))
  const terms = { term: { penalty, weight } }
  const evaluate = objective({ model, loss: softmaxCrossEntropy, penalties: terms, rng })
  const weights = (): Weights => {
    const [a, b, c, d] = variables.map(({ value }) => value)
    if (a && b && c && d) return [a, b, c, d]
    throw new Error('the model has four variables')
  }
  return { model, evaluate, weights }
}

describe.each(Object.entries(moves))('%s', (_, { penalty, move }) => {
  it('is how much the loss grows; with the weight 1 the gradient is the one at the moved weights', () => {
    const { evaluate, weights } = setUp(penalty, 1)
    const { loss, total, penalties, gradients } = evaluate(inputs, targets, mode)
    const moved = move(weights())
    expect(total.item()).toBeCloseTo(lossAt(moved).item(), 12)
    expectClose(penalties.term ?? loss, [lossAt(moved).item() - loss.item()])
    expect(penalties.term?.item()).toBeGreaterThan(0.01)
    for (const [index, gradient] of Object.values(gradients).entries())
      expectClose(gradient, slopesAt(moved)[index] ?? loss)
  })

  it('takes the steps of two passes, written out, one after the other', () => {
    const { model, evaluate, weights } = setUp(penalty, 1)
    const optimizer = new Optimizer(sgd({ learningRate: 0.5 }), model)
    let wanted = weights()
    const step = compile((x: Tensor) => {
      optimizer.apply(evaluate(x, targets, mode).gradients)
    })
    for (let number = 0; number < 5; number++) {
      const slopes = slopesAt(move(wanted))
      wanted = mapWeights(wanted, (w, i) => w.sub(slopes[i].mul(0.5)))
      step(inputs)
    }
    for (const [index, weight] of weights().entries()) expectClose(weight, wanted[index] ?? inputs)
  })
})

it('a weight of sam between 0 and 1 mixes both gradients', () => {
  const { evaluate, weights } = setUp(sam({ radius: 0.3 }), 0.25)
  const { gradients } = evaluate(inputs, targets, mode)
  const [here, there] = [slopesAt(weights()), slopesAt(moves.sam?.move(weights()) ?? weights())]
  for (const [index, gradient] of Object.values(gradients).entries())
    expectClose(gradient, (here[index] ?? inputs).mul(0.75).add((there[index] ?? inputs).mul(0.25)))
})

it('sam leaves the weights where the gradient is 0', () => {
  const { evaluate, model } = setUp(sam(), 1)
  for (const variable of Object.values(model.variables())) variable.assign(variable.value.mul(0))
  const even = int32([0, 1, 2, 0, 1, 2])
  expect(evaluate(inputs, even, mode).penalties.term?.item()).toBeCloseTo(0, 15)
})

it('weightNoise has noise of its standard deviation, on the weights that are chosen alone', () => {
  // Of f(x) = w x at w = 0 for targets of 0, the loss at x = 1 grows by the mean square of the noise.
  const model = new Dense(1, 1000, { rng, dtype: 'float64' })
  model.kernel.assign(model.kernel.value.mul(0))
  const loss = (outputs: Tensor): Tensor => outputs.square().mean(1)
  const penalties = { term: { penalty: weightNoise({ standardDeviation: 0.1 }), weight: 1 } }
  const x = inputs.slice([{ stop: 1 }, { stop: 1 }])
  const { total } = objective({ model, loss, penalties })(x.div(x), x, mode)
  expect(Math.sqrt(total.item()) / 0.1).toBeCloseTo(1, 1)
})

it('gam is the length of the gradient where its length grows fastest, times the radius', () => {
  const { evaluate, weights } = setUp(gam({ radius: 0.2 }), 1)
  const { loss, penalties, gradients } = evaluate(inputs, targets, mode)
  const lengthAt = (w: Weights): Tensor =>
    slopesAt(w)
      .map((slope) => slope.square().sum())
      .reduce((total, part) => total.add(part))
      .sqrt()
  const ascent: Weights = grad(lengthAt)(weights())
  const moved = mapWeights(weights(), (w, i) => w.add(ascent[i].mul(0.2 / lengthOf(ascent))))
  expectClose(penalties.term ?? loss, [0.2 * lengthAt(moved).item()])
  const [here, there]: [Weights, Weights] = [slopesAt(weights()), grad(lengthAt)(moved)]
  for (const [index, gradient] of Object.values(gradients).entries())
    expectClose(gradient, (here[index] ?? loss).add((there[index] ?? loss).mul(0.2)))
})
