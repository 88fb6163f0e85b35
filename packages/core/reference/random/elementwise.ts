import type { Tensor } from '../../src/index.ts'
import * as S from '../../src/index.ts'
import type { Draw } from './draw.ts'
import { type Domain, fromEachOther, fromWhole, fromZero, type Operation, of } from './operation.ts'

type Distance = NonNullable<Operation['distance']>

const unary = (
  run: (x: Tensor) => Tensor,
  domain: Domain = 'any',
  distance?: Distance,
): Operation => ({
  draw: (draw) => ({ shapes: [draw.shape(draw.whole(0, 3))], domains: [domain] }),
  run: ([x]) => run(x ?? S.zeros([])),
  ...(distance && { distance }),
})

/** Two shapes that broadcast. */
const pair = (draw: Draw): number[][] => {
  const shape = draw.shape(draw.whole(1, 3))
  const other = shape.slice(draw.whole(0, shape.length)).map((length) => draw.pick(length, 1))
  return draw.shuffled([shape, other])
}

const binary = (
  run: (a: Tensor, b: Tensor) => Tensor,
  domains: readonly Domain[] = [],
  distance?: Distance,
): Operation => ({
  draw: (draw) => ({ shapes: pair(draw), domains }),
  run: ([a, b]) => run(a ?? S.zeros([]), b ?? S.zeros([])),
  ...(distance && { distance }),
})

/** `a` where the comparison holds, else `b`: what a boolean is for. */
const chosenBy = (compare: (a: Tensor, b: Tensor) => Tensor): Operation =>
  binary((a, b) => S.where(compare(a, b), a.mul(a), b.mul(3)), [], fromEachOther)

const byBooleans = (x: Tensor, y: Tensor, join: (a: Tensor, b: Tensor) => Tensor): Tensor =>
  S.where(join(x.greater(0), y.greater(0)), x.mul(y), x.sub(y))

const fromZeroEach: Distance = (values) => fromZero(values)

/** Functions of one number or two, and choices. */
export const elementwise: Readonly<Record<string, Operation>> = {
  abs: unary(S.abs, 'any', fromZero),
  acos: unary(S.acos, 'unit'),
  acosh: unary((x) => S.acosh(x.add(1)), 'positive'),
  add: binary(S.add),
  asin: unary(S.asin, 'unit'),
  asinh: unary(S.asinh),
  atan: unary(S.atan),
  atan2: binary(S.atan2, ['any', 'positive']),
  atanh: unary(S.atanh, 'unit'),
  cast: unary((x) => S.stopGradient(x.cast('int32').cast(x.dtype)).add(x), 'any', fromWhole()),
  ceil: unary((x) => S.ceil(x).mul(x), 'any', fromWhole()),
  celu: {
    draw: (draw) => ({ shapes: [draw.shape(2)], attributes: { alpha: draw.number(0.5, 2) } }),
    run: ([x = S.zeros([])], a) => S.celu(x, { alpha: of(a, 'alpha') }),
    distance: fromZero,
  },
  clip: {
    draw: (draw) => ({
      shapes: [draw.shape(2)],
      attributes: { low: draw.number(-1, 0), high: draw.number(0.1, 1) },
    }),
    run: ([x = S.zeros([])], a) => S.clip(x, of<number>(a, 'low'), of<number>(a, 'high')),
    distance: ([x = []], a) =>
      Math.min(
        fromZero([x.map((v) => v - of<number>(a, 'low'))]),
        fromZero([x.map((v) => v - of<number>(a, 'high'))]),
      ),
  },
  cos: unary(S.cos),
  cosh: unary(S.cosh),
  cube: unary(S.cube),
  digamma: unary(S.digamma, 'positive'),
  div: binary(S.div, ['any', 'positive']),
  elu: {
    draw: (draw) => ({ shapes: [draw.shape(2)], attributes: { alpha: draw.number(0.5, 2) } }),
    run: ([x = S.zeros([])], a) => S.elu(x, { alpha: of(a, 'alpha') }),
    distance: fromZero,
  },
  equal: chosenBy(S.equal),
  erf: unary(S.erf),
  erfInv: unary(S.erfInv, 'unit'),
  erfc: unary(S.erfc),
  exp: unary(S.exp),
  expm1: unary(S.expm1),
  floor: unary((x) => S.floor(x).mul(x), 'any', fromWhole()),
  gelu: {
    draw: (draw) => ({
      shapes: [draw.shape(2)],
      attributes: { approximate: draw.pick('tanh', 'none') },
    }),
    run: ([x = S.zeros([])], a) => S.gelu(x, { approximate: of(a, 'approximate') }),
  },
  greater: chosenBy(S.greater),
  greaterEqual: chosenBy(S.greaterEqual),
  identity: unary(S.identity),
  isFinite: unary((x) => S.where(S.isFinite(x.div(x.mul(0))), x, x.exp())),
  isNaN: unary((x) => S.where(S.isNaN(x.mul(0).log().mul(0)), x.square(), x)),
  leakyRelu: {
    draw: (draw) => ({ shapes: [draw.shape(2)], attributes: { slope: draw.number(0.01, 0.5) } }),
    run: ([x = S.zeros([])], a) => S.leakyRelu(x, { slope: of(a, 'slope') }),
    distance: fromZero,
  },
  lerp: binary((a, b) => S.lerp(a, b, 0.3)),
  less: chosenBy(S.less),
  lessEqual: chosenBy(S.lessEqual),
  lgamma: unary(S.lgamma, 'positive'),
  log: unary(S.log, 'positive'),
  log1p: unary(S.log1p, 'positive'),
  log2: unary(S.log2, 'positive'),
  logAddExp: binary(S.logAddExp),
  logSigmoid: unary(S.logSigmoid),
  logicalAnd: binary((a, b) => byBooleans(a, b, S.logicalAnd), [], fromZeroEach),
  logicalNot: unary((x) => S.where(S.logicalNot(x.less(0)), x.square(), x), 'any', fromZero),
  logicalOr: binary((a, b) => byBooleans(a, b, S.logicalOr), [], fromZeroEach),
  logicalXor: binary((a, b) => byBooleans(a, b, S.logicalXor), [], fromZeroEach),
  maximum: binary(S.maximum, [], fromEachOther),
  minimum: binary(S.minimum, [], fromEachOther),
  mish: unary(S.mish),
  mod: {
    draw: (draw) => ({ shapes: [draw.shape(2)], attributes: { by: draw.number(0.5, 1.5) } }),
    run: ([x = S.zeros([])], a) => S.mod(x, S.exp(x.mul(0)).mul(of<number>(a, 'by'))).mul(x),
    distance: ([x = []], a) => fromWhole()([x.map((v) => v / of<number>(a, 'by'))]),
  },
  mul: binary(S.mul),
  neg: unary(S.neg),
  notEqual: chosenBy(S.notEqual),
  pow: binary(S.pow, ['positive', 'any']),
  reciprocal: unary(S.reciprocal, 'positive'),
  relu: unary(S.relu, 'any', fromZero),
  round: unary((x) => S.round(x).mul(x), 'any', fromWhole(0.5)),
  rsqrt: unary(S.rsqrt, 'positive'),
  safeSqrt: unary(S.safeSqrt, 'positive'),
  selu: unary(S.selu, 'any', fromZero),
  sigmoid: unary(S.sigmoid),
  sign: unary((x) => S.sign(x).mul(x.square()), 'any', fromZero),
  silu: unary(S.silu),
  sin: unary(S.sin),
  sinh: unary(S.sinh),
  softplus: unary(S.softplus),
  sqrt: unary(S.sqrt, 'positive'),
  square: unary(S.square),
  stopGradient: unary((x) => S.stopGradient(x).mul(x)),
  sub: binary(S.sub),
  tan: unary(S.tan, 'angle'),
  tanh: unary(S.tanh),
  where: chosenBy(S.greater),
}
