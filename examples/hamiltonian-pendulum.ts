// A network that learns the energy of a pendulum, and keeps it: npx tsx examples/hamiltonian-pendulum.ts
//
// A pendulum's place q and momentum p change by dq/dt = ∂H/∂p and dp/dt = −∂H/∂q with H = p²/2 − cos q. A plain
// network learns the two changes; a Hamiltonian one learns H, of which its outputs are derivatives, so that training
// differentiates a derivative (Greydanus, Dzamba & Yosinski 2019). Both see the same noisy changes; what differs is
// where a long motion ends.
import { compile, concat, Rng, type Tensor, tanh, tensor } from '@sobolev/core'
import {
  adam,
  Dense,
  Hamiltonian,
  Optimizer,
  objective,
  Sequential,
  squaredError,
} from '@sobolev/nn'

const rng = new Rng(3)
const energy = (state: Tensor): Tensor => {
  const [q, p] = [state.slice([{}, 0]), state.slice([{}, 1])]
  return p.square().div(2).sub(q.cos())
}

const states = rng.split('states').uniform([200, 2], { low: -2, high: 2 })
const [q, p] = [states.slice([{}, { stop: 1 }]), states.slice([{}, { start: 1 }])]
const noise = rng.split('noise').normal([200, 2], { standardDeviation: 0.1 })
const changes = concat([p, q.sin().neg()], 1).add(noise)

const layers = (name: string, outputs: number) => [
  new Dense(2, 32, { rng: rng.split(`${name} 0`), activation: tanh }),
  new Dense(32, 32, { rng: rng.split(`${name} 1`), activation: tanh }),
  new Dense(32, outputs, { rng: rng.split(`${name} 2`) }),
]
const models = {
  plain: new Sequential(layers('plain', 2)),
  hamiltonian: new Hamiltonian(layers('energy', 1)),
}

/** How far the energy is from where it began, on average over 100 units of time, from three places. */
function drift(model: Sequential | Hamiltonian): number {
  const mode = { training: false } as const
  const step = compile((state: Tensor) => {
    const h = 0.1
    const a = model.call(state, mode)
    const b = model.call(state.add(a.mul(h / 2)), mode)
    const c = model.call(state.add(b.mul(h / 2)), mode)
    const d = model.call(state.add(c.mul(h)), mode)
    return state.add(
      a
        .add(b.mul(2))
        .add(c.mul(2))
        .add(d)
        .mul(h / 6),
    )
  })
  const begin = tensor([
    [1, 0],
    [0, 1.2],
    [-1.5, 0.3],
  ])
  let [state, off] = [begin, 0]
  for (let i = 0; i < 1000; i++) {
    state = step(state)
    off += energy(state).sub(energy(begin)).abs().mean().item() / 1000
  }
  return off
}

/** The drift of the energy after training. */
function trained(model: Sequential | Hamiltonian): string {
  const evaluate = objective({ model, loss: squaredError })
  const optimizer = new Optimizer(adam({ learningRate: 0.005 }), model)
  const train = compile(() => {
    const { loss, gradients } = evaluate(states, changes, { training: false })
    optimizer.apply(gradients)
    return loss
  })
  for (let step = 0; step < 1000; step++) train()
  return drift(model).toFixed(3)
}

console.log(trained(models.plain)) // 0.451
console.log(trained(models.hamiltonian)) // 0.027
