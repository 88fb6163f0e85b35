import {
  abs,
  add,
  cos,
  cosh,
  div,
  exp,
  full,
  log,
  mul,
  neg,
  pow,
  sigmoid,
  sin,
  sinh,
  sqrt,
  sub,
  type Tensor,
  tan,
  tanh,
} from '@sobolev/core'
import type { Expression, FunctionName, Operator } from './parse-equation.ts'

const functions: { readonly [Name in FunctionName]: (x: Tensor) => Tensor } = {
  ...{ sin, cos, tan, sinh, cosh, tanh, exp, log, sqrt, abs, sigmoid },
}

const operations: { readonly [O in Operator]: (left: Tensor, right: Tensor) => Tensor } = {
  ...{ '+': add, '-': sub, '*': mul, '/': div, '^': pow },
}

/** What an expression comes to, [n] or a scalar, with tensors for its names; numbers have the dtype. */
export function evaluateEquation(
  expression: Expression,
  tensorNamed: (name: string) => Tensor,
  dtype: 'float32' | 'float64',
): Tensor {
  return value(expression)

  function value(part: Expression): Tensor {
    switch (part.kind) {
      case 'number':
        return full([], part.value, { dtype })
      case 'name':
        return tensorNamed(part.name)
      case 'call':
        return functions[part.name](value(part.argument))
      case 'negative':
        return neg(value(part.of))
      case 'operation':
        return operations[part.operator](value(part.left), value(part.right))
    }
  }
}
