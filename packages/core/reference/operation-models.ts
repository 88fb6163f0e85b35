import {
  clip,
  concat,
  exp,
  flip,
  gather,
  grad,
  matmul,
  max,
  maximum,
  mul,
  pad,
  scatterAdd,
  sin,
  slice,
  square,
  sum,
  type Tensor,
  tanh,
  transpose,
  valueAndGrad,
  where,
} from '../src/index.ts'
import { type Model, prefixed } from './reference-case.ts'

/** Derivatives through choices: the branch taken carries them all, to any order. */
export const choices: Model = (given) => {
  const points = { x: given('x'), w: given('w') }
  type Points = typeof points
  const f = ({ x, w }: Points): Tensor => {
    const z = matmul(x, w)
    const largest = max(mul(z, square(z)), 1)
    const branch = where(z.greater(0.2), mul(z, exp(z)), sin(z))
    const held = mul(clip(z, -0.8, 0.8), square(z))
    const larger = maximum(mul(z, z), z.mul(x.shape[1] ?? 1).add(0.3))
    return sum(largest)
      .add(sum(branch))
      .add(sum(held))
      .add(sum(mul(larger, z)))
  }
  const penaltyOf = (at: Points): Tensor => {
    const slope = grad(f)(at)
    return sum(square(slope.x)).add(sum(square(slope.w)))
  }
  return {
    value: f(points),
    ...prefixed('first_', grad(f)(points)),
    ...prefixed('second_', grad(penaltyOf)(points)),
  }
}

/** A batch of matrix products whose leading axes broadcast, read plain and transposed. */
export const batchMatmul: Model = (given) => {
  const points = { a: given('a'), b: given('b') }
  type Points = typeof points
  const f = ({ a, b }: Points): Tensor => {
    const product = tanh(matmul(a, b))
    const square_ = matmul(product, product, { transposeA: true })
    return sum(mul(square_, tanh(square_)))
  }
  const { value, grad: second } = valueAndGrad((at: Points) => {
    const slope = grad(f)(at)
    return sum(square(slope.a)).add(sum(square(slope.b)))
  })(points)
  return {
    value: f(points),
    ...prefixed('first_', grad(f)(points)),
    penalty: value,
    ...prefixed('second_', second),
  }
}

/** Rows of a table picked with repeats, summed back into places, then moved about. */
export const gatherScatter: Model = (given) => {
  const table = given('table')
  const f = (x: Tensor): Tensor => {
    const rows = tanh(gather(x, given('picks')))
    const places = scatterAdd(mul(rows, rows), given('places'), given.attribute('length'))
    const framed = pad(places, [
      [1, 0],
      [0, 2],
    ])
    const parts = slice(framed, [{ step: 2 }, { start: 1, stop: -1 }])
    const joined = concat([transpose(parts), transpose(flip(parts, [1])).mul(2)], 1)
    return sum(mul(square(joined), joined))
  }
  return {
    value: f(table),
    first: grad(f)(table),
    second: grad((at: Tensor) => sum(square(grad(f)(at))))(table),
  }
}
