import {
  gather,
  grad,
  logSumExp,
  matmul,
  mean,
  pick,
  rsqrt,
  softplus,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
  valueAndGrad,
  variance,
} from '../src/index.ts'
import { penalised, take } from './penalised.ts'
import { type Model, prefixed } from './reference-case.ts'

/** Centred and divided by the deviation along one axis. */
export function standardised(x: Tensor, axis: number, epsilon = 1e-5): Tensor {
  const centred = sub(x, mean(x, axis, { keepDims: true }))
  return centred.mul(rsqrt(variance(x, axis, { keepDims: true }).add(epsilon)))
}

const squaredTanh = (x: Tensor): Tensor => sum(square(tanh(x)))

/** Normalised over the features of each row. */
export const layerNormalization: Model = (given) =>
  penalised(given, ['x', 'w', 'scale', 'shift', 'v'], 'x', ({ x, w, scale, shift, v }) =>
    squaredTanh(matmul(standardised(matmul(x, w), 1).mul(scale).add(shift), v)),
  )

/** Two layers whose rows mix in the statistics of the batch. */
export const deepBatchNormalization: Model = (given) => {
  const names = ['x', 'w1', 'scale1', 'shift1', 'w2', 'scale2', 'shift2', 'v'] as const
  const layer = (x: Tensor, w: Tensor, scale: Tensor, shift: Tensor): Tensor =>
    softplus(standardised(matmul(x, w), 0).mul(scale).add(shift))
  return penalised(given, names, 'x', (at) => {
    const hidden = layer(at.x, at.w1, at.scale1, at.shift1)
    return squaredTanh(matmul(layer(hidden, at.w2, at.scale2, at.shift2), at.v))
  })
}

/** Divided by the root of the mean square. */
export const rmsNormalization: Model = (given) =>
  penalised(given, ['x', 'w', 'scale', 'v'], 'x', ({ x, w, scale, v }) => {
    const z = matmul(x, w)
    const root = rsqrt(mean(square(z), 1, { keepDims: true }).add(1e-6))
    return squaredTanh(matmul(z.mul(root).mul(scale), v))
  })

/** Rows of weights as a length and a direction. */
export const weightNormalization: Model = (given) => {
  const names = ['x', 'v1', 'g1', 'b1', 'v2', 'g2'] as const
  const dense = (x: Tensor, v: Tensor, g: Tensor): Tensor => {
    const lengths = sqrt(sum(square(v), 1, { keepDims: true }))
    return matmul(x, v.mul(g.div(lengths)), { transposeB: true })
  }
  return penalised(given, names, 'x', ({ x, v1, g1, b1, v2, g2 }) =>
    squaredTanh(dense(tanh(dense(x, v1, g1).add(b1)), v2, g2)),
  )
}

/** One table that words are looked up in and scored by; the penalty is on what was looked up. */
export const tiedEmbedding: Model = (given) => {
  const weights = take(given, ['table', 'w', 'bias'])
  type Weights = typeof weights
  const lossOf = (embedded: Tensor, { table, w, bias }: Weights): Tensor => {
    const logits = matmul(tanh(matmul(embedded, w)), transpose(table)).add(bias)
    return mean(sub(logSumExp(logits, 1), pick(logits, given('targets'))))
  }
  const embed = ({ table }: Weights): Tensor => gather(table, given('tokens'))
  const slopeOf = (at: Weights): Tensor => grad((e: Tensor) => lossOf(e, at))(embed(at))
  const penaltyOf = (at: Weights): Tensor => sum(square(slopeOf(at)))
  const total = valueAndGrad((at: Weights) => lossOf(embed(at), at).add(penaltyOf(at)))(weights)
  return {
    value: lossOf(embed(weights), weights),
    input_gradient: slopeOf(weights),
    penalty: penaltyOf(weights),
    ...prefixed('d_', total.grad),
  }
}
