// A network that solves Burgers' equation, by L-BFGS: npx tsx examples/burgers-equation.ts
//
// u_t + u u_x = (0.01/π) u_xx on −1 ≤ x ≤ 1 and 0 ≤ t ≤ 1, from u(x, 0) = −sin πx with u(±1, t) = 0: the derivatives
// of the network by its inputs are tensors that training keeps near the equation (Raissi, Perdikaris & Karniadakis
// 2019, "Physics-informed neural networks"). benchmarks/burgers.ts is the same at full size.
import { concat, grad, Rng, type Tensor, tanh, tensor } from '@sobolev/core'
import { Dense, lbfgs, minimize, Sequential } from '@sobolev/nn'

const viscosity = 0.01 / Math.PI
const rng = new Rng(1)
const draw = (name: string, rows: number, low: number, high: number): Tensor =>
  rng.split(name).uniform([rows, 1], { low, high, dtype: 'float64' })
const float64 = (values: number[][]): Tensor => tensor(values, { dtype: 'float64' })

const layer = (name: string, inputs: number, outputs: number): Dense =>
  new Dense(inputs, outputs, { rng: rng.split(name), dtype: 'float64' })
const model = new Sequential([layer('a', 2, 12), tanh, layer('b', 12, 12), tanh, layer('c', 12, 1)])

/** The solution at rows (x, t): [n, 1]. */
const u = (points: Tensor): Tensor => model.call(points, { training: false })
const column = (rows: Tensor, index: number): Tensor =>
  rows.slice([null, { start: index, stop: index + 1 }])
/** Rows (u_x, u_t). */
const slopes = grad((points: Tensor) => u(points).sum())
/** Rows (u_xx, u_xt). */
const curvatures = grad((points: Tensor) => column(slopes(points), 0).sum())

/** By how much the equation is missed. */
function residual(points: Tensor): Tensor {
  const slope = slopes(points)
  const transported = column(slope, 1).add(u(points).mul(column(slope, 0)))
  return transported.sub(column(curvatures(points), 0).mul(viscosity))
}

const inside = concat([draw('x', 200, -1, 1), draw('t', 200, 0, 1)], 1)
const edge = float64(Array.from({ length: 40 }, (_, i) => [i % 2 === 0 ? 1 : -1, i / 40]))
const begin = float64(Array.from({ length: 41 }, (_, i) => [i / 20 - 1, 0]))
const first = column(begin, 0).mul(Math.PI).sin().neg()

const loss = (): Tensor =>
  residual(inside)
    .square()
    .mean()
    .add(u(begin).sub(first).square().mean())
    .add(u(edge).square().mean())

console.log(loss().item().toFixed(3)) // 0.555
const { value, steps, evaluations } = minimize(loss, model, {
  optimizer: lbfgs({ history: 50 }),
  steps: 300,
})
console.log(steps, evaluations) // 300 322
console.log(value.toFixed(3)) // 0.060
