import {
  add,
  cos,
  type Elementwise,
  erf,
  exp,
  expm1,
  GradientTape,
  grad,
  hessian,
  hvp,
  log,
  log1p,
  logSumExp,
  matmul,
  mean,
  pow,
  reciprocal,
  reshape,
  rsqrt,
  sigmoid,
  sin,
  slice,
  softplus,
  sqrt,
  square,
  stack,
  sum,
  type Tensor,
  tanh,
} from '../src/index.ts'
import { type Model, prefixed } from './reference-case.ts'

/** The full Hessian of a network's loss by its weights in one vector, and its product with a vector. */
export const hessianOfLoss: Model = (given) => {
  const x = given('x')
  const y = given('y')
  const w = given('w')
  const d = x.shape[1] ?? 0
  const h = w.size / (d + 1)
  const loss = (weights: Tensor): Tensor => {
    const w1 = reshape(slice(weights, [{ stop: d * h }]), [d, h])
    const w2 = reshape(slice(weights, [{ start: d * h }]), [h, 1])
    return mean(square(matmul(tanh(matmul(x, w1)), w2).sub(y)))
  }
  return {
    gradient: grad(loss)(w),
    hessian: hessian(loss)(w),
    hvp: hvp(loss, w, given('v')),
  }
}

/** uₜ − uₓₓ by tapes in tapes, and the weights' gradient of its mean square: third order. */
export const heatEquation: Model = (given) => {
  const points = given('X')
  const x = slice(points, [null, { stop: 1 }])
  const t = slice(points, [null, { start: 1 }])
  const w1 = given('w1')
  const b1 = given('b1')
  const w2 = given('w2')
  const b2 = given('b2')
  const w3 = given('w3')
  const weights = { w1, b1, w2, b2, w3 }
  const outer = new GradientTape()
  outer.watch(weights)
  const values = outer.record(() => {
    const tape = new GradientTape({ persistent: true })
    tape.watch([x, t])
    return tape.record(() => {
      const input = matmul(x, slice(w1, [{ stop: 1 }])).add(matmul(t, slice(w1, [{ start: 1 }])))
      const hidden = tanh(matmul(tanh(input.add(b1)), w2).add(b2))
      const u = matmul(hidden, w3)
      const [ux, ut] = tape.gradient(u, [x, t])
      const uxx = tape.gradient(ux, x)
      const total = mean(square(ut.sub(uxx)))
      const n = [x.shape[0] ?? 0]
      return { u, u_x: reshape(ux, n), u_t: reshape(ut, n), u_xx: reshape(uxx, n), total }
    })
  })
  return { ...values, ...prefixed('d_', outer.gradient(values.total, weights)) }
}

const gelu: Elementwise = (x) => {
  const z = add(x, 0)
  return z.mul(0.5).mul(erf(z.mul(Math.SQRT1_2)).add(1))
}

/** The slope of a scalar function along v, as a function again. */
const along =
  (f: (x: Tensor) => Tensor, v: Tensor) =>
  (x: Tensor): Tensor =>
    sum(grad(f)(x).mul(v))

/** Third derivatives along a direction, and their gradient by the weights: fourth order. */
export const smoothActivations: Model = (given) => {
  const x = given('x')
  const v = given('v')
  const weights = { w1: given('w1'), b1: given('b1'), w2: given('w2'), w3: given('w3') }
  type Weights = typeof weights
  const netOf =
    ({ w1, b1, w2, w3 }: Weights) =>
    (at: Tensor): Tensor =>
      sum(gelu(matmul(erf(matmul(sigmoid(matmul(at, w1).add(b1)), w2)), w3)))
  const twice = (at: Weights): ((x: Tensor) => Tensor) => along(along(netOf(at), v), v)
  const d = grad((at: Weights) => along(twice(at), v)(x))(weights)
  return {
    value: netOf(weights)(x),
    first: grad(netOf(weights))(x),
    second: grad(along(netOf(weights), v))(x),
    third: grad(twice(weights))(x),
    ...prefixed('d_', d),
  }
}

/** Rows far from zero, where only a stable form keeps the digits; the Hessian, and one order more. */
export const logSumExpHessian: Model = (given) => {
  const x = given('x')
  const f = (at: Tensor): Tensor => sum(logSumExp(at.add(given.attribute('offset')), 1))
  const v = given('v')
  return {
    value: f(x),
    gradient: grad(f)(x),
    hessian: hessian(f)(x),
    third: grad(along(along(f, v), v))(x),
  }
}

const functions: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  exp,
  expm1,
  log,
  log1p,
  sin,
  cos,
  tanh,
  sigmoid,
  softplus,
  erf,
  sqrt,
  rsqrt,
  reciprocal,
  power: (x) => pow(x, 2.7),
  exponential: (x) => pow(1.3, x),
  selfPower: (x) => pow(x, x),
  gelu,
}

/** Each elementary function with its first four derivatives, point by point: [5, points]. */
export const elementaryFunctions: Model = (given) => {
  const x = given('x')
  return Object.fromEntries(
    Object.entries(functions).map(([name, f]) => {
      const orders = [f]
      for (let order = 1; order <= 4; order++) {
        const below = orders[order - 1] ?? f
        orders.push((at) => grad((inner: Tensor) => sum(below(inner)))(at))
      }
      return [name, stack(orders.map((derivative) => derivative(x)))]
    }),
  )
}
