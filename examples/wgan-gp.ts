// A generator of points on a ring of eight bumps, none of them left out: npx tsx examples/wgan-gp.ts
//
// A critic tells the generator's points from real ones; what keeps it honest is a penalty on the length of its slope
// between them, which training differentiates again (Gulrajani, Ahmed, Arjovsky, Dumoulin & Courville 2017, "Improved
// training of Wasserstein GANs", figure 1).
import { compile, grad, linspace, norm, Rng, relu, stack, type Tensor } from '@sobolev/core'
import { adam, mlp, Optimizer, type Tensors } from '@sobolev/nn'

const steps = Number(process.env.STEPS ?? 1500)
const [modes, deviation, batch, units] = [8, 0.05, 128, 64]
const rng = new Rng(1)

const angles = linspace(0, 2 * Math.PI, modes + 1).slice([{ stop: modes }])
const centres = stack([angles.cos(), angles.sin()], 1).mul(2)
const samples = (source: Rng): Tensor =>
  centres
    .gather(source.split('mode').integers([batch], { high: modes }))
    .add(source.split('spread').normal([batch, 2]).mul(deviation))

const hidden = [units, units, units]
const generator = mlp([2, ...hidden, 2], { activation: relu, rng: rng.split('generator') })
const critic = mlp([2, ...hidden, 1], { activation: relu, rng: rng.split('critic') })
const rates = adam({ learningRate: 1e-3, beta1: 0.5, beta2: 0.9 })
const [ofGenerator, ofCritic] = [new Optimizer(rates, generator), new Optimizer(rates, critic)]

/** How far the critic is from telling points apart, with its penalty. */
function criticLoss(weights: Tensors, source: Rng): Tensor {
  const [real, fake] = [samples(source), generator.call(source.split('noise').normal([batch, 2]))]
  const score = (x: Tensor): Tensor => critic.callWith(weights, x)
  const between = real.lerp(fake, source.split('between').uniform([batch, 1]))
  const slopes = norm(grad((x: Tensor) => score(x).sum())(between), 2, 1)
  return score(fake).sub(score(real)).mean().add(slopes.sub(1).square().mean().mul(10))
}
const step = compile((source: Rng) => {
  for (let index = 0; index < 5; index++) {
    const loss = (weights: Tensors): Tensor => criticLoss(weights, source.split(index))
    ofCritic.apply(grad(loss)(critic.parameters()))
  }
  const noise = source.split('generator').normal([batch, 2])
  const loss = (weights: Tensors): Tensor =>
    critic.call(generator.callWith(weights, noise)).mean().neg()
  ofGenerator.apply(grad(loss)(generator.parameters()))
})
for (let number = 0; number < steps; number++) step(rng.split('step').split(number))

const points = generator.call(rng.split('seen').normal([2000, 2]))
const distances = norm(points.expandDims(1).sub(centres), 2, 2)
const near = distances.less(4 * deviation).cast('float32')
const found = near.mean(0).greater(0.01).cast('int32').sum().item()
console.log(found, near.sum().div(2000).item().toFixed(2)) // 8 0.78
