// Derivatives of functions, to any order: npx tsx examples/higher-derivatives.ts
import { grad, hessian, hvp, jacobian, type Tensor, tensor } from '@sobolev/core'

// The best-known framework of this language gives 1.2695 for this one.
const f = (x: Tensor): Tensor => x.mul(x.tanh())
console.log(grad(grad(f))(tensor(0.7)).item().toFixed(4)) // 0.7324

// Rosenbrock's valley, at its lowest point: no slope, and a curvature that is far from even.
const valley = (p: Tensor): Tensor => {
  const x = p.slice([0])
  const y = p.slice([1])
  return x.sub(1).square().add(y.sub(x.square()).square().mul(100))
}
const lowest = tensor([1, 1])
console.log(grad(valley)(lowest).toArray()) // [ 0, 0 ]
console.log(hessian(valley)(lowest).toArray()) // [ [ 802, -400 ], [ -400, 200 ] ]

// One column of the Hessian, without the Hessian.
console.log(hvp(valley, lowest, tensor([1, 0])).toArray()) // [ 802, -400 ]

// Arguments and results may be nested.
const line = ({ slope, start }: { slope: Tensor; start: Tensor }): Tensor =>
  slope.mul([1, 2, 3]).add(start)
const J = jacobian(line)({ slope: tensor(2), start: tensor(0) })
console.log(J.slope.toArray(), J.start.toArray()) // [ 1, 2, 3 ] [ 1, 1, 1 ]
