// Weights from which one step learns a new task: npx tsx examples/maml.ts
//
// Each task is a sine of its own height and phase, known at ten places. MAML trains the weights that a gradient step
// begins with, through that step: a derivative of a derivative (Finn, Abbeel & Levine 2017, "Model-agnostic
// meta-learning for fast adaptation of deep networks"). The weights are tensors by name; vmap takes a task after the
// other, each with weights of its own.
import { compile, grad, Rng, type Tensor, Variable, valueAndGrad, vmap } from '@sobolev/core'
import { adam, glorotUniform, Optimizer } from '@sobolev/nn'

const rng = new Rng(1)
const [tasks, learningRate] = [16, 0.05]
const begin = {
  first: new Variable(glorotUniform(rng.split('first'), [1, 32])),
  shift: new Variable(rng.split('shift').normal([32])),
  second: new Variable(glorotUniform(rng.split('second'), [32, 32])),
  last: new Variable(glorotUniform(rng.split('last'), [32, 1])),
}
type Weights = { readonly [Name in keyof typeof begin]: Tensor }
const current = (): Weights => ({
  ...{ first: begin.first.value, shift: begin.shift.value },
  ...{ second: begin.second.value, last: begin.last.value },
})

function lossOf({ first, shift, second, last }: Weights, x: Tensor, y: Tensor): Tensor {
  const outputs = x.matmul(first).add(shift).tanh().matmul(second).tanh().matmul(last)
  return outputs.sub(y).square().mean()
}

/** The weights after a gradient step on a few points of a task. */
function adapted(weights: Weights, x: Tensor, y: Tensor): Weights {
  const slopes = grad((inner: Weights) => lossOf(inner, x, y))(weights)
  const moved = (name: keyof Weights): Tensor => weights[name].sub(slopes[name].mul(learningRate))
  return {
    ...{ first: moved('first'), shift: moved('shift') },
    ...{ second: moved('second'), last: moved('last') },
  }
}

/** Points of sines of heights from 0.5 to 2, [tasks, n, 1] each. */
function draw(source: Rng, n: number, task: Rng): readonly [Tensor, Tensor] {
  const height = task.split('height').uniform([tasks, 1, 1], { low: 0.5, high: 2 })
  const phase = task.split('phase').uniform([tasks, 1, 1], { high: Math.PI })
  const x = source.uniform([tasks, n, 1], { low: -3, high: 3 })
  return [x, x.add(phase).sin().mul(height)]
}

/** The mean loss over tasks, of points that the step has not seen. */
function metaLoss(weights: Weights, source: Rng): Tensor {
  const [x, y] = draw(source.split('few'), 10, source)
  const [others, wanted] = draw(source.split('more'), 20, source)
  return vmap((x: Tensor, y: Tensor, others: Tensor, wanted: Tensor) =>
    lossOf(adapted(weights, x, y), others, wanted),
  )(x, y, others, wanted).mean()
}

const optimizer = new Optimizer(adam({ learningRate: 0.003 }), begin)
const train = compile((source: Rng) => {
  const { value, grad: slopes } = valueAndGrad((weights: Weights) => metaLoss(weights, source))(
    current(),
  )
  optimizer.apply(slopes)
  return value
})
const judge = (): string => metaLoss(current(), rng.split('test')).item().toFixed(2)

console.log(judge()) // 0.81
for (let step = 0; step < 600; step++) train(rng.split('step').split(step))
console.log(judge()) // 0.08
