import { refusesLength } from '../errors/plain-javascript.ts'
import type { TensorLike } from '../tensor/convert.ts'
import { Tensor } from '../tensor/tensor.ts'
import { Variable } from '../tensor/variable.ts'
import * as operations from './fluent.ts'
import type * as functions from './functions.ts'
import type { Methods } from './method-types.ts'

const table: Readonly<Record<keyof Methods, (x: TensorLike, ...rest: never[]) => unknown>> =
  operations

// Only the names: the operations themselves are in those bundles that call them.
const functionsAlone: readonly (keyof typeof functions)[] = [
  ...(['celu', 'elu', 'gelu', 'leakyRelu', 'logSigmoid', 'mish', 'selu', 'silu'] as const),
  ...(['erfc', 'erfInv', 'digamma', 'lgamma', 'logAddExp', 'median', 'quantile'] as const),
  ...(['diagonalMatrix', 'tril', 'triu', 'pad', 'roll', 'tile', 'topK', 'takeAlongAxis'] as const),
  ...(['gatherAt', 'setAt', 'addAt', 'mulAt', 'maximumAt', 'minimumAt'] as const),
  ...(['cholesky', 'determinant', 'inverse', 'solve', 'triangularSolve'] as const),
  ...(['dot', 'outer', 'tensordot', 'convolution', 'convolutionTransposed'] as const),
  ...(['averagePool', 'globalAveragePool', 'globalMaxPool', 'maxPool'] as const),
  ...(['resize', 'overlapAdd', 'windows'] as const),
]

/** Set to false by a bundler, where a program calls functions alone: it then leaves out what the program does not use. */
declare const __SOBOLEV_METHODS__: boolean

// Bundlers put a constant in place of the name, and take the rest away if that is false.
if (typeof __SOBOLEV_METHODS__ === 'undefined' || __SOBOLEV_METHODS__) {
  const define = (name: string, value: unknown): void => {
    for (const { prototype } of [Tensor, Variable])
      Object.defineProperty(prototype, name, { value, writable: true })
  }
  for (const [name, operation] of Object.entries(table))
    define(name, function (this: TensorLike, ...rest: never[]): unknown {
      return operation(this, ...rest)
    })
  for (const name of functionsAlone)
    define(name, (): never => {
      throw new TypeError(
        `${name}: is no method but a function of @sobolev/core, got x.${name}(…); write ${name}(x, …)`,
      )
    })
}

// Not a member of the classes, whose types have no `length` either.
Object.defineProperty(Tensor.prototype, 'length', refusesLength('Tensor'))
Object.defineProperty(Variable.prototype, 'length', refusesLength('Variable'))

/** Changes of a variable in place of its value. */
interface Assignments {
  /** Adds to the value: `v.assignAdd(x)` is `v.assign(v.add(x))`. */
  assignAdd(x: TensorLike): Variable
  /** Subtracts from the value: `v.assignSub(x)` is `v.assign(v.sub(x))`. */
  assignSub(x: TensorLike): Variable
}

const assignments: Assignments & ThisType<Variable> = {
  assignAdd(x) {
    return this.assign(operations.add(this, x))
  },
  assignSub(x) {
    return this.assign(operations.sub(this, x))
  },
}
Object.assign(Variable.prototype, assignments)

declare module '../tensor/tensor.ts' {
  interface Tensor extends Methods {}
}

declare module '../tensor/variable.ts' {
  interface Variable extends Methods, Assignments {}
}
