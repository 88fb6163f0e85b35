import {
  acos,
  acosh,
  asin,
  asinh,
  atan,
  atan2,
  atanh,
  celu,
  cosh,
  digamma,
  elu,
  erfc,
  erfInv,
  gelu,
  leakyRelu,
  lerp,
  lgamma,
  log2,
  logAddExp,
  logSigmoid,
  mish,
  mod,
  mul,
  selu,
  silu,
  sinh,
  type Tensor,
  tan,
} from '../../index.ts'
import {
  alike,
  alikeTwice,
  any,
  binary,
  broadcasting,
  positive,
  type Row,
  type Sample,
  slopeOf,
  unary,
  within,
} from './row.fixture.ts'

const row = (
  name: string,
  run: (x: Tensor) => Tensor,
  value: (x: number) => number,
  input: Sample = any(),
): Row => unary(name, run, input, { shapes: alike, value })

const below = within(-2, -0.3)
const inside = within(-0.5, 0.5)
const logistic = (x: number): number => 1 / (1 + Math.exp(-x))

/** The power series of the error function; exact to 1e-14 up to 2. */
function erf(x: number): number {
  let [term, sum] = [x, x]
  for (let n = 1; n < 80; n++) {
    term *= (-x * x) / n
    sum += term / (2 * n + 1)
  }
  return (2 / Math.sqrt(Math.PI)) * sum
}

/** The inverse of that series by Newton's steps. */
function erfInverse(y: number): number {
  let x = y
  for (let n = 0; n < 30; n++) x -= (erf(x) - y) * Math.exp(x * x) * (Math.sqrt(Math.PI) / 2)
  return x
}

const bent = (x: number, alpha: number, width = 1): number =>
  x > 0 ? x : alpha * Math.expm1(x / width)
const normal = (x: number): number => (1 + erf(x * Math.SQRT1_2)) / 2
const geluTanh = (x: number): number =>
  0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)))

/** Functions of one number and of two, and activations. */
export const elementwiseRows: readonly Row[] = [
  row('acos', acos, Math.acos, inside),
  row('acosh', acosh, Math.acosh, within(1.3, 4)),
  row('acosh, its slope', slopeOf(acosh), (x) => 1 / Math.sqrt(x * x - 1), within(1.3, 4)),
  row('asin', asin, Math.asin, inside),
  row('asin, its slope', slopeOf(asin), (x) => 1 / Math.sqrt(1 - x * x), inside),
  row('asinh', asinh, Math.asinh),
  row('asinh, its slope', slopeOf(asinh), (x) => 1 / Math.sqrt(1 + x * x)),
  row('atan', atan, Math.atan),
  row('atanh', atanh, Math.atanh, inside),
  row('atanh, its slope', slopeOf(atanh), (x) => 1 / (1 - x * x), inside),
  row('cosh', cosh, Math.cosh),
  unary('digamma', digamma, positive(), { shapes: alike }),
  unary('digamma, its slope', slopeOf(digamma), positive(), { shapes: alike }),
  row('erfc', erfc, (x) => 1 - erf(x)),
  row('erfInv', erfInv, erfInverse, inside),
  unary('lgamma', lgamma, positive(), { shapes: alike }),
  row('log2', log2, Math.log2, positive()),
  row('sinh', sinh, Math.sinh),
  row('tan', tan, Math.tan, within(-1, 1)),
  row('celu above 0', celu, (x) => x, positive()),
  row(
    'celu below 0',
    (x) => celu(x, { alpha: 0.7 }),
    (x) => bent(x, 0.7, 0.7),
    below,
  ),
  row('elu above 0', elu, (x) => x, positive()),
  row(
    'elu below 0',
    (x) => elu(x, { alpha: 1.3 }),
    (x) => bent(x, 1.3),
    below,
  ),
  row('gelu', gelu, (x) => x * normal(x)),
  row('gelu by tanh', (x) => gelu(x, { approximate: 'tanh' }), geluTanh),
  row(
    'leakyRelu above 0',
    (x) => leakyRelu(x).mul(x),
    (x) => x * x,
    positive(),
  ),
  row(
    'leakyRelu below 0',
    (x) => leakyRelu(x, { slope: 0.2 }).mul(x),
    (x) => 0.2 * x * x,
    below,
  ),
  row('logSigmoid', logSigmoid, (x) => Math.log(logistic(x))),
  row('mish', mish, (x) => x * Math.tanh(Math.log1p(Math.exp(x)))),
  row('selu above 0', selu, (x) => 1.0507009873554805 * x, positive()),
  row('selu below 0', selu, (x) => 1.0507009873554805 * bent(x, 1.6732632423543772), below),
  row('silu', silu, (x) => x * logistic(x)),
  binary('atan2, right', atan2, any(), positive(), { shapes: alikeTwice, value: Math.atan2 }),
  binary('atan2, above and left', atan2, positive(), below, {
    shapes: alikeTwice,
    value: Math.atan2,
  }),
  binary('atan2, broadcast', atan2, positive([3]), any([2, 1]), { shapes: broadcasting }),
  binary('lerp', (a, b) => lerp(a, b, mul(a, b)), any(), any(), {
    shapes: alikeTwice,
    value: (a, b) => a + a * b * (b - a),
  }),
  binary('lerp, broadcast', (a, b) => lerp(a, b, 0.3), any([3]), any([2, 1]), {
    shapes: broadcasting,
  }),
  binary('logAddExp', logAddExp, any(), any(), {
    shapes: alikeTwice,
    value: (a, b) => Math.log(Math.exp(a) + Math.exp(b)),
  }),
  binary('logAddExp, broadcast', logAddExp, any([3]), any([2, 1]), { shapes: broadcasting }),
  binary('mod', (a, b) => mul(mod(a, b), b), within(2.1, 2.9), within(0.8, 1), {
    shapes: alikeTwice,
    value: (a, b) => (a - b * Math.floor(a / b)) * b,
  }),
  binary('mod, signs', (a, b) => mul(mod(a, b), a), within(0.2, 0.9), within(-1.9, -1), {
    shapes: alikeTwice,
    value: (a, b) => (a + b) * a,
  }),
  binary('mod, broadcast', mod, within(2.1, 2.9, [3]), within(5, 6, [2, 1]), {
    shapes: broadcasting,
  }),
]
