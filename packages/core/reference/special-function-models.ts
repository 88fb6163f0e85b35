import {
  acosh,
  asinh,
  atanh,
  grad,
  logAddExp,
  square,
  stack,
  sum,
  type Tensor,
} from '../src/index.ts'
import type { Model } from './reference-case.ts'

const functions: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  asinh,
  acosh: (x) => acosh(x.add(1)),
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
