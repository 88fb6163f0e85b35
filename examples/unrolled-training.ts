// Ten points that teach what six hundred do: npx tsx examples/unrolled-training.ts
//
// Points are learned, so that a network that takes a few gradient steps on them alone is right about all the data:
// training passes through the steps of another training (Wang, Zhu, Torralba & Efros 2018, "Dataset distillation").
// Beside that their gradients are matched with those of the data, which needs no steps (Zhao, Mopuri & Bilen 2021,
// "Dataset condensation with gradient matching"). Both are derivatives of functions of gradients.
import {
  compile,
  concat,
  grad,
  Rng,
  softplus,
  type Tensor,
  tensor,
  Variable,
  valueAndGrad,
} from '@sobolev/core'
import { adam, glorotUniform, Optimizer } from '@sobolev/nn'

const rng = new Rng(4)
const [steps, learningRate] = [10, 1]

/** Two half moons, and on which of them each point is: 1 or −1. */
const angle = rng.split('angle').uniform([300, 1], { high: Math.PI })
const moons = concat([
  concat([angle.cos(), angle.sin()], 1),
  concat([angle.cos().neg().add(1), angle.sin().neg().add(0.5)], 1),
]).add(rng.split('noise').normal([600, 2], { standardDeviation: 0.15 }))
const sides = concat([
  tensor(new Float32Array(300).fill(1)),
  tensor(new Float32Array(300).fill(-1)),
])
const labels = tensor([1, 1, 1, 1, 1, -1, -1, -1, -1, -1])

interface Weights {
  readonly first: Tensor
  readonly shift: Tensor
  readonly last: Tensor
}
const freshWeights = (source: Rng): Weights => ({
  first: glorotUniform(source.split('first'), [2, 16]).mul(2),
  shift: source.split('shift').normal([16]),
  last: glorotUniform(source.split('last'), [16, 1]),
})
const scores = ({ first, shift, last }: Weights, x: Tensor): Tensor =>
  x.matmul(first).add(shift).tanh().matmul(last).sum(1)
const lossOf = (weights: Weights, x: Tensor, y: Tensor): Tensor =>
  softplus(scores(weights, x).mul(y).neg()).mean()
const slopesOf = (weights: Weights, x: Tensor, y: Tensor): Weights =>
  grad((inner: Weights) => lossOf(inner, x, y))(weights)

/** Weights after gradient steps on some points. */
function trainedOn(points: Tensor, begin: Weights): Weights {
  let weights = begin
  for (let step = 0; step < steps; step++) {
    const { first, shift, last } = slopesOf(weights, points, labels)
    weights = {
      first: weights.first.sub(first.mul(learningRate)),
      shift: weights.shift.sub(shift.mul(learningRate)),
      last: weights.last.sub(last.mul(learningRate)),
    }
  }
  return weights
}

/** By how much the gradients by points and by the data differ. */
function mismatch(points: Tensor, weights: Weights): Tensor {
  const [ours, theirs] = [slopesOf(weights, points, labels), slopesOf(weights, moons, sides)]
  const parts = [
    ours.first.sub(theirs.first),
    ours.shift.sub(theirs.shift),
    ours.last.sub(theirs.last),
  ]
  return parts.map((part) => part.square().sum()).reduce((sum, part) => sum.add(part))
}

const points = new Variable(rng.split('points').normal([10, 2], { standardDeviation: 0.5 }))
const optimizer = new Optimizer(adam({ learningRate: 0.05 }), { points })
const learn = compile((source: Rng) => {
  const begin = freshWeights(source)
  const { value, grad: slopes } = valueAndGrad((x: Tensor) =>
    lossOf(trainedOn(x, begin), moons, sides).add(mismatch(x, begin)),
  )(points.value)
  optimizer.apply({ points: slopes })
  return value
})

/** The share of the data that networks of new weights tell right after steps on the points. */
function accuracy(): string {
  const shares = [0, 1, 2, 3, 4].map((index) => {
    const weights = trainedOn(points.value, freshWeights(rng.split('test').split(index)))
    return scores(weights, moons).mul(sides).greater(0).cast('float32').mean().item() / 5
  })
  return shares.reduce((sum, share) => sum + share).toFixed(2)
}
console.log(accuracy()) // 0.23
for (let step = 0; step < 150; step++) learn(rng.split('step').split(step))
console.log(accuracy()) // 0.85
