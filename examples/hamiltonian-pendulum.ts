// A network that learns the energy of a pendulum, and keeps it: npx tsx examples/hamiltonian-pendulum.ts
//
// A pendulum's place q and momentum p change by dq/dt = ∂H/∂p and dp/dt = −∂H/∂q with H = p²/2 − cos q. A plain
// network learns the two changes; a Hamiltonian one learns H, of which its outputs are derivatives, so that training
// differentiates a derivative (Greydanus, Dzamba & Yosinski 2019). Both see the same noisy changes; what differs is
// where a long motion ends.
import { compile, concat, Rng, range, scan, type Tensor, tanh, tensor } from '@sobolev/core'
import { adam, fit, Hamiltonian, mlp, type Sequential, squaredError } from '@sobolev/nn'

const epochs = Number(process.env.STEPS ?? 1000)
const rng = new Rng(3)

const inputs = rng.split('states').uniform([200, 2], { low: -2, high: 2 })
const noise = rng.split('noise').normal([200, 2], { standardDeviation: 0.1 })
const targets = concat([inputs.column(1), inputs.column(0).sin().neg()], 1).add(noise)

const energy = (state: Tensor): Tensor => state.column(1).square().div(2).sub(state.column(0).cos())

const network = (name: string, outputs: number): Sequential =>
  mlp([2, 32, 32, outputs], { activation: tanh, rng: rng.split(name) })

/** How far the energy is from where it began, on average over 100 units of time, from three places. */
function drift(model: Sequential | Hamiltonian): number {
  const begin = tensor([
    [1, 0],
    [0, 1.2],
    [-1.5, 0.3],
  ])
  const step = (state: Tensor) => {
    const a = model.call(state)
    const b = model.call(state.add(a.mul(0.05)))
    const c = model.call(state.add(b.mul(0.05)))
    const d = model.call(state.add(c.mul(0.1)))
    const carry = state.add(a.add(b.mul(2)).add(c.mul(2)).add(d).div(60))
    return { carry, output: energy(carry).sub(energy(begin)).abs().mean() }
  }
  return compile(() => scan(step, begin, range(1000)).outputs.mean())().item()
}

/** The drift of the energy after training. */
async function trained(model: Sequential | Hamiltonian): Promise<string> {
  const optimizer = adam({ learningRate: 0.005 })
  const training = { inputs, targets }
  await fit({ model, loss: squaredError, optimizer, training, epochs, batchSize: 200, rng })
  return drift(model).toFixed(3)
}

console.log(await trained(network('plain', 2))) // 0.536
console.log(await trained(new Hamiltonian([network('energy', 1)]))) // 0.029
