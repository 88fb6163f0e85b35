import {
  add,
  erf,
  greaterEqual,
  matmul,
  mul,
  range,
  reshape,
  sigmoid,
  slice,
  softmax,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
  where,
  zeros,
} from '../src/index.ts'
import { standardised } from './layer-models.ts'
import { penalised } from './penalised.ts'
import type { Model } from './reference-case.ts'

interface Kernels {
  readonly wq: Tensor
  readonly wk: Tensor
  readonly wv: Tensor
  readonly wo: Tensor
}

/** Self-attention of [batch, time, d], where no step sees a later one. */
function attention(x: Tensor, { wq, wk, wv, wo }: Kernels, heads: number): Tensor {
  const [batch = 0, time = 0, d = 0] = x.shape
  const split = (w: Tensor): Tensor =>
    transpose(reshape(matmul(x, w), [batch, time, heads, d / heads]), [0, 2, 1, 3])
  const scores = matmul(split(wq), split(wk), { transposeB: true }).div(Math.sqrt(d / heads))
  const seen = greaterEqual(reshape(range(time), [time, 1]), range(time))
  const mixed = matmul(softmax(where(seen, scores, -Infinity)), split(wv))
  return matmul(reshape(transpose(mixed, [0, 2, 1, 3]), [batch, time, d]), wo)
}

/** Several heads behind a mask of −∞. */
export const causalAttention: Model = (given) =>
  penalised(given, ['x', 'wq', 'wk', 'wv', 'wo'], 'x', (at) =>
    sum(square(tanh(attention(at.x, at, given.attribute('heads'))))),
  )

const gelu = (x: Tensor): Tensor => mul(x, erf(x.mul(Math.SQRT1_2)).add(1)).mul(0.5)

/** Attention and two dense layers, each behind a layer normalisation and beside a residual path. */
export const transformerBlock: Model = (given) => {
  const attending = ['x', 'wq', 'wk', 'wv', 'wo'] as const
  const others = ['scale1', 'shift1', 'scale2', 'shift2', 'w1', 'b1', 'w2', 'b2'] as const
  const normal = (x: Tensor, scale: Tensor, shift: Tensor): Tensor =>
    standardised(x, 2).mul(scale).add(shift)
  return penalised(given, [...attending, ...others], 'x', (p) => {
    const heads = given.attribute('heads')
    const mixed = add(p.x, attention(normal(p.x, p.scale1, p.shift1), p, heads))
    const hidden = gelu(matmul(normal(mixed, p.scale2, p.shift2), p.w1).add(p.b1))
    const y = add(mixed, matmul(hidden, p.w2).add(p.b2))
    return sum(square(tanh(y)))
  })
}

const recurrent = ['x', 'wx', 'wh', 'bx', 'bh'] as const

interface Recurrent {
  readonly wx: Tensor
  readonly wh: Tensor
  readonly bx: Tensor
  readonly bh: Tensor
}

/** Part `index` of the gates along the last axis. */
const gate = (gates: Tensor, index: number, units: number): Tensor =>
  slice(gates, [null, { start: index * units, stop: (index + 1) * units }])

const projected = (x: Tensor, kernel: Tensor, bias: Tensor): Tensor =>
  matmul(x, kernel, { transposeB: true }).add(bias)

function gruStep(x: Tensor, state: Tensor, { wx, wh, bx, bh }: Recurrent): Tensor {
  const units = state.shape[1] ?? 0
  const fromInput = projected(x, wx, bx)
  const fromState = projected(state, wh, bh)
  const both = (index: number): Tensor =>
    sigmoid(add(gate(fromInput, index, units), gate(fromState, index, units)))
  const proposed = tanh(add(gate(fromInput, 2, units), mul(both(0), gate(fromState, 2, units))))
  const update = both(1)
  return add(mul(sub(1, update), proposed), mul(update, state))
}

/** Twelve steps, one after the other. */
export const gru: Model = (given) =>
  penalised(given, recurrent, 'x', ({ x, ...weights }) => {
    const [time = 0, batch = 0] = x.shape
    let state = zeros([batch, weights.wh.shape[1] ?? 0], { dtype: x.dtype })
    let total = zeros([], { dtype: x.dtype })
    for (let step = 0; step < time; step++) {
      state = gruStep(slice(x, [step]), state, weights)
      total = total.add(sum(square(state)))
    }
    return total
  })

/** Twelve steps with a cell. */
export const lstm: Model = (given) =>
  penalised(given, recurrent, 'x', ({ x, wx, wh, bx, bh }) => {
    const [time = 0, batch = 0] = x.shape
    const units = wh.shape[1] ?? 0
    let state = zeros([batch, units], { dtype: x.dtype })
    let cell = state
    let total = zeros([], { dtype: x.dtype })
    for (let step = 0; step < time; step++) {
      const gates = add(projected(slice(x, [step]), wx, bx), projected(state, wh, bh))
      const kept = mul(sigmoid(gate(gates, 1, units)), cell)
      const added = mul(sigmoid(gate(gates, 0, units)), tanh(gate(gates, 2, units)))
      cell = add(kept, added)
      state = mul(sigmoid(gate(gates, 3, units)), tanh(cell))
      total = total.add(sum(square(state)))
    }
    return total.add(sum(square(cell)))
  })
