import {
  averagePool,
  concat,
  convolution,
  convolutionTransposed,
  globalMaxPool,
  grad,
  logSoftmax,
  matmul,
  maxPool,
  neg,
  pick,
  pow,
  resize,
  sin,
  slice,
  square,
  sum,
  type Tensor,
  tanh,
  valueAndGrad,
} from '../src/index.ts'
import { type Model, prefixed } from './reference-case.ts'

/** A classifier whose windows overlap, have holes, meet padding and keep to their groups. */
export const convolutionPooling: Model = (given) => {
  const [x, k1, b1] = [given('x'), given('k1'), given('b1')]
  const points = { x, k1, b1, k2: given('k2'), w: given('w') }
  const lossOf = (random: typeof points): Tensor => {
    const first = convolution(random.x, random.k1, {
      ...{ stride: [1, 2], dilation: [2, 1], groups: 2 },
      padding: [
        [2, 2],
        [1, 1],
      ],
    })
    const pooled = maxPool(tanh(first.add(random.b1.reshape([-1, 1, 1]))), 3, {
      stride: 2,
      padding: 1,
    })
    const second = tanh(convolution(pooled, random.k2, { padding: 1 }))
    const smooth = averagePool(second, 2, { stride: 1, padding: 1 })
    return sum(neg(pick(logSoftmax(matmul(globalMaxPool(smooth), random.w)), given('labels'))))
  }
  const slopeOf = (at: typeof points): Tensor => grad((x: Tensor) => lossOf({ ...at, x }))(at.x)
  const { value: total, grad: slopes } = valueAndGrad((at: typeof points) =>
    lossOf(at).add(sum(square(slopeOf(at)))),
  )(points)
  return { loss: lossOf(points), slope: slopeOf(points), total, ...prefixed('d_', slopes) }
}

/** Through one, two and three dimensions, and back up. */
export const convolutionAxes: Model = (given) => {
  const points = { x: given('x'), k1: given('k1'), k3: given('k3'), up: given('up') }
  const lossOf = (p: typeof points): Tensor => {
    const line = tanh(convolution(p.x, p.k1, { padding: 1 }))
    const cube = line
      .reshape([2, 3, 7, 1, 1])
      .mul(line.reshape([2, 3, 1, 7, 1]))
      .mul(line.reshape([2, 3, 1, 1, 7]))
    const cut = slice(cube, [null, null, { stop: 4 }, { stop: 3 }])
    const solid = tanh(convolution(cut, p.k3, { stride: [1, 2, 2] }))
    const smooth = averagePool(solid, [2, 1, 2], { stride: 1 })
    const [examples = 0, channels = 0, , , columns = 0] = smooth.shape
    const plane = maxPool(smooth, [2, 1, 1], { stride: 1 }).reshape([
      examples,
      channels,
      -1,
      columns,
    ])
    const wide = convolutionTransposed(concat([plane, square(plane)], 1), p.up, {
      ...{ stride: 2, padding: 1, outputPadding: 1, dilation: [1, 2], groups: 2 },
    })
    const near = resize(wide, [3, 5], { method: 'nearest' })
    return sum(pow(resize(wide, [5, 3]), 3)).add(sum(sin(near)))
  }
  const slopeOf = (at: typeof points): Tensor => grad((x: Tensor) => lossOf({ ...at, x }))(at.x)
  const { value: total, grad: slopes } = valueAndGrad((at: typeof points) =>
    lossOf(at).add(sum(square(slopeOf(at)))),
  )(points)
  return { loss: lossOf(points), slope: slopeOf(points), total, ...prefixed('d_', slopes) }
}
