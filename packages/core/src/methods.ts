import type { TensorLike } from './convert.ts'
import * as operations from './operations/fluent.ts'
import { Tensor } from './tensor.ts'
import { Variable } from './variable.ts'

type Method<F> = F extends (x: TensorLike, ...rest: infer Rest) => infer Result
  ? (...rest: Rest) => Result
  : never

/** The operations as methods: `x.mul(2)` is `mul(x, 2)`. */
export type Methods = { readonly [K in keyof typeof operations]: Method<(typeof operations)[K]> }

const table: Readonly<Record<string, (x: TensorLike, ...rest: never[]) => unknown>> = operations

for (const [name, operation] of Object.entries(table)) {
  function value(this: TensorLike, ...rest: never[]): unknown {
    return operation(this, ...rest)
  }
  Object.defineProperty(Tensor.prototype, name, { value, writable: true })
  Object.defineProperty(Variable.prototype, name, { value, writable: true })
}

/** Changes of a variable in place of its value: `v.assignAdd(x)` is `v.assign(v.add(x))`. */
export interface Assignments {
  assignAdd(x: TensorLike): Variable
  assignSub(x: TensorLike): Variable
}

const assignments: Assignments & ThisType<Variable> = {
  assignAdd(x) {
    return this.assign(this.add(x))
  },
  assignSub(x) {
    return this.assign(this.sub(x))
  },
}
Object.assign(Variable.prototype, assignments)
