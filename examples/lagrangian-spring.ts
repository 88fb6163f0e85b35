// A network that learns a mass on a spring that swings, in polar coordinates: npx tsx examples/lagrangian-spring.ts
//
// The accelerations of (r, θ) come of a Lagrangian that is learned, by the equations of Euler and Lagrange: second
// derivatives of the network, a system of equations for each example, and training differentiates all of it (Cranmer
// et al. 2020). No momenta are needed, and the mass that θ has depends on r.
import { compile, concat, Rng, softplus, type Tensor, tanh } from '@sobolev/core'
import {
  adam,
  Dense,
  Lagrangian,
  Optimizer,
  objective,
  Sequential,
  squaredError,
} from '@sobolev/nn'

const [gravity, stiffness] = [1, 4]
const rng = new Rng(5)

/** States (r, θ, ṙ, θ̇), and their accelerations by L = ½ (ṙ² + r² θ̇²) + g r cos θ − ½ k (r − 1)². */
function draw(name: string, rows: number): readonly [Tensor, Tensor] {
  const unit = rng.split(name).uniform([rows, 4], { low: -1, high: 1 })
  const column = (index: number): Tensor => unit.slice([{}, { start: index, stop: index + 1 }])
  const [r, angle, speed, turn] = [column(0).mul(0.4).add(1.2), column(1), column(2), column(3)]
  const outwards = r.mul(turn.square()).add(angle.cos().mul(gravity)).sub(r.sub(1).mul(stiffness))
  const around = angle.sin().mul(gravity).add(speed.mul(turn).mul(2)).neg().div(r)
  return [concat([r, angle, speed, turn], 1), concat([outwards, around], 1)]
}
const [states, accelerations] = draw('states', 40)
const [others, wanted] = draw('others', 500)

const layers = (name: string, outputs: number, activation: (x: Tensor) => Tensor) => [
  new Dense(4, 24, { rng: rng.split(`${name} 0`), activation }),
  new Dense(24, 24, { rng: rng.split(`${name} 1`), activation }),
  new Dense(24, outputs, { rng: rng.split(`${name} 2`) }),
]
const models = {
  plain: new Sequential(layers('plain', 2, tanh)),
  lagrangian: new Lagrangian(layers('lagrangian', 1, softplus)),
}

/** The error on other states after training. */
function trained(model: Sequential | Lagrangian): string {
  const evaluate = objective({ model, loss: squaredError })
  const optimizer = new Optimizer(adam({ learningRate: 0.01 }), model)
  const train = compile(() => {
    const { loss, gradients } = evaluate(states, accelerations, { training: false })
    optimizer.apply(gradients)
    return loss
  })
  for (let step = 0; step < 1500; step++) train()
  const error = squaredError(model.call(others, { training: false }), wanted).mean()
  return error.item().toFixed(4)
}

console.log(trained(models.plain)) // 0.0175
console.log(trained(models.lagrangian)) // 0.0051
