// A network that solves Burgers' equation, by L-BFGS: npx tsx examples/burgers-equation.ts
//
// u_t + u u_x = (0.01/π) u_xx on −1 ≤ x ≤ 1 and 0 ≤ t ≤ 1, from u(x, 0) = −sin πx with u(±1, t) = 0, a wave that becomes
// a shock at x = 0: the derivatives of the network by its inputs are tensors that training keeps near the equation (Raissi,
// Perdikaris & Karniadakis 2019, "Physics-informed neural networks"). What is known is built in: the beginning, the ends,
// and that u is odd in x. The equation counts less where u is steep (Liu, Liu, Xie, Xu & Luo 2023, "Discontinuity
// computing using physics-informed neural networks"), and each round has points where it was missed most (Wu, Zhu, Tan,
// Kartha & Lu 2023, "residual-based adaptive sampling").
import { readFileSync } from 'node:fs'
import { concat, grad, Rng, type Tensor, tanh } from '@sobolev/core'
import { lbfgs, minimize, mlp, parseCsv, sobolPoints } from '@sobolev/nn'

const steps = Number(process.env.STEPS ?? 1500)
const [ofRound, count, width, dtype] = [500, 800, 20, 'float64'] as const
const rng = new Rng(1)
const sizes = [3, width, width, width, 1]
const model = mlp(sizes, { activation: tanh, rng: rng.split('model'), dtype })

/** What the network says of rows (x, t), which sees the middle magnified too. */
const network = (x: Tensor, t: Tensor): Tensor => model.call(concat([x, x.mul(20).tanh(), t], 1))

/** The solution at rows (x, t): −sin πx at first, 0 at both ends, and odd. */
function u(points: Tensor): Tensor {
  const [x, t] = [points.column(0), points.column(1)]
  const free = network(x, t).sub(network(x.neg(), t))
  return t.mul(x.square().sub(1)).mul(free).sub(x.mul(Math.PI).sin())
}
/** Rows (u_x, u_t). */
const slopes = grad((points: Tensor) => u(points).sum())

/** By how much the equation is missed, less where u is steep. */
function residual(points: Tensor): Tensor {
  const [ux, ut] = [slopes(points).column(0), slopes(points).column(1)]
  const uxx = grad((rows: Tensor) => slopes(rows).column(0).sum())(points).column(0)
  const missed = ut.add(u(points).mul(ux)).sub(uxx.mul(0.01 / Math.PI))
  return missed.div(ux.abs().mul(0.1).add(1))
}

const file = new URL('../datasets/burgers-inside.csv', import.meta.url)
const table = parseCsv(readFileSync(file, 'utf8'))
const [tested, solution] = [table.numbers(['x', 't'], { dtype }), table.numbers(['u'], { dtype })]
const length = (x: Tensor): number => x.square().sum().sqrt().item()
const error = (): string => (length(u(tested).sub(solution)) / length(solution)).toFixed(4)

const pool = sobolPoints(8192, 2, { rng: rng.split('pool'), low: [-1, 0], high: 1, dtype })
const loss = (points: Tensor) => (): Tensor => residual(points).square().mean()
let points = pool.slice([{ stop: count }])
for (let done = 0; done < steps; done += ofRound) {
  if (done > 0) {
    const missed = residual(pool).abs().squeeze(1)
    const chances = missed.div(missed.mean()).add(1).log()
    points = pool.gather(rng.split(done / ofRound - 1).categorical(chances, [count]))
  }
  const optimizer = lbfgs({ history: 50 })
  minimize(loss(points), model, { optimizer, steps: Math.min(ofRound, steps - done) })
}
console.log(error()) // 0.0025
