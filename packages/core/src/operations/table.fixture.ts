import {
  abs,
  broadcastTo,
  cast,
  ceil,
  clip,
  concat,
  cos,
  div,
  erf,
  exp,
  expm1,
  floor,
  gather,
  identity,
  log,
  log1p,
  logSumExp,
  matmul,
  max,
  maximum,
  min,
  minimum,
  mul,
  neg,
  norm,
  pad,
  pick,
  pow,
  reciprocal,
  relu,
  reshape,
  round,
  rsqrt,
  scatterAdd,
  sigmoid,
  sign,
  sin,
  slice,
  softmax,
  softplus,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
  variance,
  where,
} from '../index.ts'

/** Values drawn evenly from an interval in a shape, away from the kinks of the operation. */
export interface Sample {
  readonly shape: readonly number[]
  readonly low: number
  readonly high: number
}

/** One way to call an operation on float inputs. */
export interface Row {
  readonly name: string
  readonly run: (...inputs: Tensor[]) => Tensor
  readonly inputs: readonly Sample[]
}

const within = (low: number, high: number, shape: readonly number[] = [2, 3]): Sample => ({
  shape,
  low,
  high,
})
const any = (shape?: readonly number[]): Sample => within(-2, 2, shape)
const positive = (shape?: readonly number[]): Sample => within(0.3, 2.5, shape)

const unary = (name: string, run: (x: Tensor) => Tensor, input: Sample = any()): Row => ({
  name,
  run,
  inputs: [input],
})
const binary = (
  name: string,
  run: (a: Tensor, b: Tensor) => Tensor,
  a: Sample = any(),
  b: Sample = any(),
): Row => ({ name, run, inputs: [a, b] })

/** Every operation that has a derivative, in at least one form; checked to third order in float64. */
export const table: readonly Row[] = [
  unary('abs below 0', abs, within(-2, -0.3)),
  unary('abs above 0', abs, positive()),
  unary('ceil', ceil, within(0.1, 0.9)),
  unary('cos', cos),
  unary('erf', erf),
  unary('exp', exp),
  unary('expm1', expm1),
  unary('floor', floor, within(0.1, 0.9)),
  unary('identity', (x) => mul(identity(x), x)),
  unary('log', log, positive()),
  unary('log1p', log1p, positive()),
  unary('neg', (x) => mul(neg(x), x)),
  unary('reciprocal', reciprocal, positive()),
  unary('relu above 0', relu, positive()),
  unary('relu below 0', relu, within(-2, -0.3)),
  unary('round', round, within(0.6, 1.4)),
  unary('rsqrt', rsqrt, positive()),
  unary('sigmoid', sigmoid),
  unary('sign', sign, positive()),
  unary('sin', sin),
  unary('softplus', softplus),
  unary('sqrt', sqrt, positive()),
  unary('square', square),
  unary('tanh', tanh),
  binary('add', (a, b) => mul(a.add(b), a)),
  binary('add, broadcast', (a, b) => mul(a.add(b), b), any([4, 1]), any([3])),
  binary('div', div, any(), positive()),
  binary('maximum', maximum, within(-2, -0.3), positive()),
  binary('maximum, other side', (a, b) => mul(maximum(a, b), b), positive(), within(-2, -0.3)),
  binary('minimum', (a, b) => mul(minimum(a, b), a), within(-2, -0.3), positive()),
  binary('mul', mul),
  binary('pow', pow, positive(), any()),
  unary('pow 3', (x) => pow(x, 3)),
  unary('pow 2 at 0', (x) => pow(mul(x, 0), 2)),
  unary('pow −1.5', (x) => pow(x, -1.5), positive()),
  binary('sub', (a, b) => mul(sub(a, b), b)),
  unary('clip inside', (x) => clip(x, -3, 3).mul(x)),
  unary('clip outside', (x) => clip(x, 5, 6).mul(x)),
  binary('where', (a, b) => where(tensor([true, false, true]), a, b).mul(a.add(b))),
  unary('cast to float32 and back', (x) => cast(cast(mul(x, 0), 'float32'), 'float64').add(x)),
  unary('sum', (x) => square(sum(x))),
  unary('sum along 0', (x) => exp(sum(x, 0))),
  unary('sum along 0 and 2', (x) => exp(sum(x, [0, 2])), any([2, 3, 2])),
  unary('sum, kept', (x) => mul(sum(x, 1, { keepDims: true }), x)),
  unary('broadcastTo', (x) => exp(broadcastTo(x, [2, 4, 3])), any([4, 1])),
  unary('max', (x) => mul(max(x, 1, { keepDims: true }), x)),
  unary('min', (x) => mul(min(x), x)),
  unary('reshape', (x) => exp(reshape(x, [3, -1]))),
  unary('transpose', (x) => matmul(transpose(x), exp(x))),
  unary('transpose, 3 axes', (x) => exp(transpose(x, [1, 2, 0])), any([2, 3, 2])),
  unary('slice', (x) => exp(slice(x, [1, { start: -1, step: -2 }])), any([3, 5])),
  unary('pad', (x) =>
    exp(
      pad(x, [
        [1, 0],
        [0, 2],
      ]),
    ),
  ),
  binary('concat', (a, b) => exp(concat([a, b, a], 1)), any([2, 2]), any([2, 3])),
  unary('gather', (x) => exp(gather(x, [2, 0, 2], 1))),
  unary('pick', (x) => exp(pick(x, [2, 0]))),
  unary('scatterAdd', (x) => exp(scatterAdd(x, [3, 0, 3], 4, 1))),
  binary('matmul', (a, b) => exp(matmul(a, b)), any([2, 3]), any([3, 2])),
  binary('matmul, aᵀ', (a, b) => exp(matmul(a, b, { transposeA: true })), any([3, 2]), any([3, 2])),
  binary('matmul, bᵀ', (a, b) => exp(matmul(a, b, { transposeB: true })), any([2, 3]), any([2, 3])),
  binary(
    'matmul, aᵀbᵀ',
    (a, b) => exp(matmul(a, b, { transposeA: true, transposeB: true })),
    any([3, 2]),
    any([2, 3]),
  ),
  binary('matmul, batch', (a, b) => exp(matmul(a, b)), any([2, 1, 2, 3]), any([2, 3, 2])),
  binary('matmul, vectors', (a, b) => exp(matmul(a, b)), any([3]), any([3])),
  unary('logSumExp', (x) => logSumExp(x, 1)),
  unary('softmax', (x) => softmax(x)),
  unary('variance', (x) => variance(x, 0)),
  unary('norm', (x) => norm(x, 2, 1), positive()),
]
