import {
  acosh,
  asinh,
  atanh,
  digamma,
  exp,
  grad,
  lgamma,
  logAddExp,
  matmul,
  median,
  pow,
  quantile,
  square,
  stack,
  sum,
  type Tensor,
  tanh,
} from '../src/index.ts'
import { penalised } from './penalised.ts'
import type { Model } from './reference-case.ts'

const functions: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  asinh,
  acosh: (x) => acosh(x.add(1)),
  lgamma,
  digamma,
  atanh: (x) => atanh(x.div(4)),
  logAddExp: (x) => logAddExp(x, square(x).sub(2)),
}

/** Each function with its first four derivatives, point by point: [5, points]. */
export const specialFunctions: Model = (given) => {
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

/** Through the order of elements: medians along both axes, quantiles along one, and one of all. */
export const quantiles: Model = (given) =>
  penalised(given, ['x', 'w'], 'x', ({ x, w }) => {
    const z = tanh(matmul(x, w))
    return sum(square(median(z, 0)))
      .add(sum(exp(median(z, 1))))
      .add(sum(pow(quantile(z, [0.1, 0.75], 0), 3)))
      .add(quantile(z, 0.3))
  })
