import { refusesLength } from '../errors/plain-javascript.ts'
import type { TensorLike } from '../tensor/convert.ts'
import { Tensor } from '../tensor/tensor.ts'
import { Variable } from '../tensor/variable.ts'
import * as operations from './fluent.ts'
import type { Methods } from './method-types.ts'

const table: Readonly<Record<keyof Methods, (x: TensorLike, ...rest: never[]) => unknown>> =
  operations

/** Set to false by a bundler, where a program calls functions alone: it then leaves out what the program does not use. */
declare const __SOBOLEV_METHODS__: boolean

// Bundlers put a constant in place of the name, and take the rest away if that is false.
if (typeof __SOBOLEV_METHODS__ === 'undefined' || __SOBOLEV_METHODS__)
  for (const [name, operation] of Object.entries(table)) {
    const value = function (this: TensorLike, ...rest: never[]): unknown {
      return operation(this, ...rest)
    }
    Object.defineProperty(Tensor.prototype, name, { value, writable: true })
    Object.defineProperty(Variable.prototype, name, { value, writable: true })
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
