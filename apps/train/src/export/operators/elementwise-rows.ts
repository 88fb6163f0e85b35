import * as z from 'zod'
import type { Value } from '../graph/graph-writer.ts'
import type { ElementType } from '../graph/onnx-graph.ts'
import {
  attributesOf,
  broadcastLengths,
  looseInputOf,
  type OperatorRow,
  type RowContext,
} from './operator-row.ts'

/** Applies an operator that broadcasts, to values that may be repeated later. */
function elementwise(
  { writer, shape, type }: RowContext,
  operator: string,
  inputs: readonly Value[],
  resultType: ElementType = type,
): Value {
  const stored = broadcastLengths(...inputs.map((input) => input.stored))
  return writer.emit(operator, inputs, { type: resultType, shape, stored })
}

/** An operator that is the operation itself. */
const same =
  (operator: string): OperatorRow =>
  (context) =>
    elementwise(context, operator, context.inputs)

/** A formula in operators: `x`, `y` are the inputs, `number` a constant of their type. */
const formula =
  (
    write: (
      apply: (operator: string, ...inputs: Value[]) => Value,
      number: (value: number) => Value,
      x: Value,
      y: Value,
    ) => Value,
  ): OperatorRow =>
  (context) => {
    const x = looseInputOf(context, 0)
    const typeOf = (operator: string): ElementType => (isTest.test(operator) ? 'bool' : x.type)
    return write(
      (operator, ...inputs) => elementwise(context, operator, inputs, typeOf(operator)),
      (value) => context.writer.scalar(value, x.type),
      x,
      context.inputs[1] ?? x,
    )
  }

const isTest = /^(?:Less|Greater|Equal|Not|And|Or|Is)/

// log(1 + x) as log(u) · x / (u − 1) with u = 1 + x, which is right to the last digits near 0 too (Kahan).
const log1p = formula((apply, number, x) => {
  const u = apply('Add', x, number(1))
  const isOne = apply('Equal', u, number(1))
  const ratio = apply('Div', apply('Mul', apply('Log', u), x), apply('Sub', u, number(1)))
  const isInfinite = apply('Greater', u, number(3e38))
  return apply('Where', isOne, x, apply('Where', isInfinite, apply('Log', u), ratio))
})

// eˣ − 1 as 2 tanh(x/2) / (1 − tanh(x/2)) near 0.
const expm1 = formula((apply, number, x) => {
  const half = apply('Tanh', apply('Mul', x, number(0.5)))
  const near = apply('Div', apply('Mul', half, number(2)), apply('Sub', number(1), half))
  const isNear = apply('Less', apply('Abs', x), number(0.5))
  return apply('Where', isNear, near, apply('Sub', apply('Exp', x), number(1)))
})

// max(x, 0) + log(1 + e^−|x|).
const softplus: OperatorRow = (context) => {
  const part = formula((apply, _, x) => apply('Exp', apply('Neg', apply('Abs', x))))(context)
  const logarithm = log1p({ ...context, inputs: [part] })
  const positive = formula((apply, number, x) => apply('Max', x, number(0)))(context)
  return elementwise(context, 'Add', [positive, logarithm])
}

const cast: OperatorRow = (context) => {
  const x = looseInputOf(context, 0)
  const types = { float32: 1, float64: 11, int32: 6, bool: 9 } as const
  const { dtype } = attributesOf(
    context,
    z.object({ dtype: z.enum(['float32', 'float64', 'int32', 'bool']) }),
  )
  return context.writer.emit(
    'Cast',
    [x],
    { ...context, type: dtype, stored: x.stored },
    {
      to: types[dtype],
    },
  )
}

/** Operations that work element by element, by the names of their primitives. */
export const elementwiseRows: Readonly<Record<string, OperatorRow>> = {
  add: same('Add'),
  sub: same('Sub'),
  mul: same('Mul'),
  div: same('Div'),
  neg: same('Neg'),
  pow: same('Pow'),
  // The sign of the divisor, as Python's %: a − ⌊a / b⌋ b.
  mod: formula((apply, _, a, b) =>
    apply('Sub', a, apply('Mul', apply('Floor', apply('Div', a, b)), b)),
  ),
  maximum: same('Max'),
  minimum: same('Min'),
  exp: same('Exp'),
  expm1,
  log: same('Log'),
  log1p,
  log2: formula((apply, number, x) => apply('Div', apply('Log', x), number(Math.LN2))),
  sin: same('Sin'),
  cos: same('Cos'),
  tan: same('Tan'),
  asin: same('Asin'),
  acos: same('Acos'),
  atan: same('Atan'),
  sinh: same('Sinh'),
  cosh: same('Cosh'),
  tanh: same('Tanh'),
  sigmoid: same('Sigmoid'),
  softplus,
  erf: same('Erf'),
  erfc: formula((apply, number, x) => apply('Sub', number(1), apply('Erf', x))),
  square: formula((apply, _, x) => apply('Mul', x, x)),
  cube: formula((apply, _, x) => apply('Mul', apply('Mul', x, x), x)),
  sqrt: same('Sqrt'),
  safeSqrt: same('Sqrt'),
  norm: same('Sqrt'),
  std: same('Sqrt'),
  rsqrt: formula((apply, number, x) => apply('Div', number(1), apply('Sqrt', x))),
  reciprocal: formula((apply, number, x) => apply('Div', number(1), x)),
  abs: same('Abs'),
  sign: same('Sign'),
  floor: same('Floor'),
  ceil: same('Ceil'),
  round: same('Round'),
  equal: same('Equal'),
  notEqual: formula((apply, _, a, b) => apply('Not', apply('Equal', a, b))),
  less: same('Less'),
  lessEqual: same('LessOrEqual'),
  greater: same('Greater'),
  greaterEqual: same('GreaterOrEqual'),
  logicalAnd: same('And'),
  logicalOr: same('Or'),
  logicalNot: same('Not'),
  where: same('Where'),
  cast,
}
