// A network that learns the score of a density from samples: npx tsx examples/sliced-score-matching.ts
//
// The score s(x) = ∇ log p(x) of two bumps in the plane is learned without knowing p: the mean of vᵀ(∂s/∂x)v + ½ ‖s‖²
// over samples x and random directions v is smallest at the score (Song, Garg, Shi & Ermon 2019). The derivative by
// the inputs is what training differentiates. Samples that follow the learned score then find the bumps.
import { compile, Rng, softplus, type Tensor, tensor } from '@sobolev/core'
import { adam, Dense, Optimizer, objective, Sequential, slicedScoreMatching } from '@sobolev/nn'

const rng = new Rng(2)
const centres = tensor([
  [-1.5, 0],
  [1.5, 0],
])
const deviation = 0.7

/** Samples of the density: a centre each, and normal noise. */
function draw(source: Rng, rows: number): Tensor {
  const which = source.split('which').bernoulli(0.5, [rows]).cast('int32')
  const noise = source.split('noise').normal([rows, 2], { standardDeviation: deviation })
  return centres.gather(which).add(noise)
}

/** ∇ log p, written out: towards both centres, as likely as x comes from each. */
function score(x: Tensor): Tensor {
  const rows = x.shape[0] ?? 0
  const away = centres.reshape([1, 2, 2]).sub(x.reshape([rows, 1, 2]))
  const shares = away
    .square()
    .sum(2)
    .div(-2 * deviation * deviation)
    .softmax(1)
  return away
    .mul(shares.reshape([rows, 2, 1]))
    .sum(1)
    .div(deviation * deviation)
}

const model = new Sequential([
  new Dense(2, 32, { rng: rng.split(0), activation: softplus }),
  new Dense(32, 32, { rng: rng.split(1), activation: softplus }),
  new Dense(32, 2, { rng: rng.split(2) }),
])
// The penalty is all there is to learn: the loss is zero.
const evaluate = objective({
  model,
  loss: (outputs) => outputs.mul(0).sum(1),
  penalties: { score: { penalty: slicedScoreMatching(), weight: 1 } },
})
const optimizer = new Optimizer(adam({ learningRate: 0.005 }), model)
const train = compile((source: Rng) => {
  const x = draw(source, 256)
  const { gradients, total } = evaluate(x, x, { training: true, rng: source })
  optimizer.apply(gradients)
  return total
})

const test = draw(rng.split('test'), 500)
const error = (): number => {
  const off = model.call(test, { training: false }).sub(score(test))
  return off.square().sum().div(score(test).square().sum()).sqrt().item()
}
console.log(error().toFixed(2)) // 1.59
for (let step = 0; step < 1500; step++) train(rng.split('step').split(step))
console.log(error().toFixed(2)) // 0.13

// Langevin dynamics: steps along the learned score, and noise.
let samples = rng.split('begin').normal([400, 2], { standardDeviation: 3 })
const move = compile((x: Tensor, source: Rng) =>
  x
    .add(model.call(x, { training: false }).mul(0.05))
    .add(source.normal([400, 2], { standardDeviation: 0.316 })),
)
for (let i = 0; i < 200; i++) samples = move(samples, rng.split('move').split(i))
console.log(samples.slice([{}, 0]).abs().mean().item().toFixed(1)) // 1.5
