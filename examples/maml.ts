// Weights from which a few steps learn a new task: npx tsx examples/maml.ts
//
// Each task is a sine of its own height and phase, known at ten places. MAML trains the weights that gradient steps begin
// with, through a step: a derivative of a derivative (Finn, Abbeel & Levine 2017, "Model-agnostic meta-learning for fast
// adaptation of deep networks", section 5.1, with its network, tasks and rates). vmap takes many tasks at once, each with
// weights of its own.
import { compile, grad, mapTree, Rng, relu, type Tensor, valueAndGrad, vmap } from '@sobolev/core'
import { adam, mlp, Optimizer, squaredError, type Tensors } from '@sobolev/nn'

const steps = Number(process.env.STEPS ?? 2000)
const rng = new Rng(1)
const model = mlp([1, 40, 40, 1], { activation: relu, rng: rng.split('model') })

const lossOf = (weights: Tensors, x: Tensor, y: Tensor): Tensor =>
  squaredError(model.callWith(weights, x), y).mean()

/** The weights after gradient steps on a few points of a task. */
function adapted(weights: Tensors, x: Tensor, y: Tensor, count: number): Tensors {
  if (count === 0) return weights
  const slopes = grad((inner: Tensors) => lossOf(inner, x, y))(weights)
  return adapted(
    mapTree((w, slope) => w.sub(slope.mul(0.01)), weights, slopes),
    x,
    y,
    count - 1,
  )
}

/** The mean loss over tasks after so many steps on ten points each, of points that the steps have not seen. */
function metaLoss(weights: Tensors, source: Rng, tasks: number, count: number): Tensor {
  const height = source.split('height').uniform([tasks, 1, 1], { low: 0.1, high: 5 })
  const phase = source.split('phase').uniform([tasks, 1, 1], { high: Math.PI })
  const x = source.split('x').uniform([tasks, 20, 1], { low: -5, high: 5 })
  const y = x.sub(phase).sin().mul(height)
  return vmap((xs: Tensor, ys: Tensor) => {
    const [few, known] = [xs.slice([{ stop: 10 }]), ys.slice([{ stop: 10 }])]
    const [more, wanted] = [xs.slice([{ start: 10 }]), ys.slice([{ start: 10 }])]
    return lossOf(adapted(weights, few, known, count), more, wanted)
  })(x, y).mean()
}

const optimizer = new Optimizer(adam({ learningRate: 0.001 }), model)
const train = compile((source: Rng) => {
  const loss = (weights: Tensors): Tensor => metaLoss(weights, source, 25, 1)
  const { value, grad: slopes } = valueAndGrad(loss)(model.parameters())
  optimizer.apply(slopes)
  return value
})
const judge = (count: number): string =>
  metaLoss(model.parameters(), rng.split('test'), 200, count).item().toFixed(2)

console.log(judge(5)) // 3.82
for (let step = 0; step < steps; step++) train(rng.split('step').split(step))
console.log(judge(0), judge(1), judge(5)) // 2.89 0.63 0.32
