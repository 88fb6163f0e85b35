import {
  abs,
  ceil,
  cos,
  cube,
  erf,
  exp,
  expm1,
  floor,
  identity,
  log,
  log1p,
  mul,
  neg,
  reciprocal,
  relu,
  round,
  rsqrt,
  sigmoid,
  sign,
  sin,
  softplus,
  sqrt,
  square,
  type Tensor,
  tanh,
} from '../../index.ts'
import { alike, any, positive, type Row, type Sample, unary, within } from './row.fixture.ts'

const row = (
  name: string,
  run: (x: Tensor) => Tensor,
  value: (x: number) => number,
  input: Sample = any(),
): Row => unary(name, run, input, { shapes: alike, value })

const logistic = (x: number): number => 1 / (1 + Math.exp(-x))

/** Functions of one number. */
export const functionRows: readonly Row[] = [
  row('abs below 0', abs, Math.abs, within(-2, -0.3)),
  row('abs above 0', abs, Math.abs, positive()),
  row('ceil', ceil, Math.ceil, within(0.1, 0.9)),
  row('cos', cos, Math.cos),
  row('cube', cube, (x) => x * x * x),
  unary('erf', erf, any(), { shapes: alike }),
  row('exp', exp, Math.exp),
  row('expm1', expm1, Math.expm1),
  row('floor', floor, Math.floor, within(0.1, 0.9)),
  row(
    'identity',
    (x) => mul(identity(x), x),
    (x) => x * x,
  ),
  row('log', log, Math.log, positive()),
  row('log1p', log1p, Math.log1p, positive()),
  row(
    'neg',
    (x) => mul(neg(x), x),
    (x) => -x * x,
  ),
  row('reciprocal', reciprocal, (x) => 1 / x, positive()),
  row('relu above 0', relu, (x) => x, positive()),
  row('relu below 0', relu, () => 0, within(-2, -0.3)),
  row('round', round, Math.round, within(0.6, 1.4)),
  row('rsqrt', rsqrt, (x) => 1 / Math.sqrt(x), positive()),
  row('sigmoid', sigmoid, logistic),
  row('sign', sign, Math.sign, positive()),
  row('sin', sin, Math.sin),
  row('softplus', softplus, (x) => Math.log1p(Math.exp(x))),
  row('sqrt', sqrt, Math.sqrt, positive()),
  row('square', square, (x) => x * x),
  row('tanh', tanh, Math.tanh),
]
