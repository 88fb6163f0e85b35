// A neural ODE that takes a short way: npx tsx examples/neural-ode.ts
//
// Points move by dz/dt = f(z, t), f a network, from t = 0 to 1, and should arrive at their targets. Many motions do so;
// penalties on ∫ ‖f‖² dt and ∫ ‖εᵀ∂f/∂z‖² dt choose one that is nearly straight, so that few steps compute it (Finlay,
// Jacobsen, Nurbekyan & Oberman 2020, "How to train your neural ODE"). The second is a derivative by the state, which
// training differentiates again.
import { compile, concat, full, grad, Rng, type Tensor, tanh } from '@sobolev/core'
import {
  adam,
  Dense,
  type Mode,
  Module,
  Optimizer,
  objective,
  type Penalty,
  Sequential,
  squaredError,
} from '@sobolev/nn'

const rng = new Rng(6)

class NeuralOde extends Module {
  readonly field: Sequential
  constructor(source: Rng) {
    super()
    this.field = new Sequential([
      new Dense(3, 32, { rng: source.split(0), activation: tanh }),
      new Dense(32, 32, { rng: source.split(1), activation: tanh }),
      new Dense(32, 2, { rng: source.split(2) }),
    ])
  }

  /** f(z, t). */
  at(z: Tensor, t: number, mode: Mode): Tensor {
    return this.field.call(concat([z, full([z.shape[0] ?? 0, 1], t)], 1), mode)
  }

  /** Where points arrive by steps of the midpoint rule, and the states that they pass, with their times. */
  path(x: Tensor, steps: number, mode: Mode): { end: Tensor; passed: [Tensor, number][] } {
    const passed: [Tensor, number][] = []
    let end = x
    for (let step = 0; step < steps; step++) {
      const t = step / steps
      const middle = end.add(this.at(end, t, mode).div(2 * steps))
      passed.push([middle, t + 0.5 / steps])
      end = end.add(this.at(middle, t + 0.5 / steps, mode).div(steps))
    }
    return { end, passed }
  }

  override call(x: Tensor, mode: Mode): Tensor {
    return this.path(x, 4, mode).end
  }
}

/** The means of ‖f‖² and of ‖εᵀ∂f/∂z‖² along the way, ε of random signs. */
const shortWay =
  (model: NeuralOde): Penalty =>
  ({ inputs, mode, rng: source }) => {
    const epsilon = source.rademacher(inputs.shape)
    const { passed } = model.path(inputs, 4, mode)
    const costs = passed.map(([z, t]) => {
      const row = grad((state: Tensor) => model.at(state, t, mode).mul(epsilon).sum())(z)
      return model.at(z, t, mode).square().sum(1).add(row.square().sum(1)).mean().div(4)
    })
    return costs.reduce((sum, cost) => sum.add(cost))
  }

// Points of the plane, and what they should become: turned by a quarter and bent.
const x = rng.split('x').normal([128, 2])
const [first, second] = [x.slice([{}, { stop: 1 }]), x.slice([{}, { start: 1 }])]
const y = concat([second.neg().add(2), first.add(second.sin())], 1)

/** The loss, the cost of the way, and the loss of a single step, after training. */
function trained(weight: number): string {
  const model = new NeuralOde(rng.split('model'))
  const penalties = { shortWay: { penalty: shortWay(model), weight } }
  const evaluate = objective({ model, loss: squaredError, penalties })
  const optimizer = new Optimizer(adam({ learningRate: 0.01 }), model)
  const train = compile((source: Rng) => {
    const { loss, penalties: values, gradients } = evaluate(x, y, { training: true, rng: source })
    optimizer.apply(gradients)
    return { loss, cost: values.shortWay ?? loss }
  })
  for (let step = 0; step < 200; step++) train(rng.split('step').split(step))
  const { loss, cost } = train(rng.split('last'))
  const coarse = squaredError(model.path(x, 1, { training: false }).end, y).mean()
  return [loss, cost, coarse].map((value) => value.item().toFixed(3)).join(' ')
}

console.log(trained(0)) // 0.026 12.133 0.324
console.log(trained(0.02)) // 0.041 10.160 0.073
