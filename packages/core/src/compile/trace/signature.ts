import { describeValue } from '../../errors/describe-value.ts'
import { CompileError } from '../../errors/errors.ts'
import { foreignClass } from '../../errors/origin.ts'
import { isPromise } from '../../errors/promise.ts'
import { Rng } from '../../operations/random/rng.ts'
import { mapNesting, visitNesting } from '../../tensor/nesting.ts'
import { Tensor } from '../../tensor/tensor.ts'

// Objects that stand for themselves, such as a module: another object is another signature.
const identities = new WeakMap<object, number>()
const symbols = new Map<symbol, number>()
let numbered = 0

function identityOf(value: object | symbol): number {
  const known = typeof value === 'symbol' ? symbols.get(value) : identities.get(value)
  if (known !== undefined) return known
  numbered++
  if (typeof value === 'symbol') symbols.set(value, numbered)
  else identities.set(value, numbered)
  return numbered
}

/** What is different from call to call: tensors, by their elements. All else is part of the signature. */
export interface Flattened {
  /** Each once, also where it stands in several places. */
  readonly tensors: readonly Tensor[]
  /** Two calls with one signature run the same program. */
  readonly signature: string
}

/** Splits a nesting of arguments into its tensors and the rest. Throws a CompileError for a typed array. */
export function flattenArguments(values: unknown): Flattened {
  const places = new Map<Tensor, number>()
  let signature = ''
  let isFirst = true
  const write = (word: string, key: string | number | null): void => {
    if (!isFirst) signature += ','
    if (typeof key === 'string') signature += `${JSON.stringify(key)}:`
    signature += word
    isFirst = false
  }
  visitNesting('compile', values, {
    leaf: (value, key) => write(sign(value, places), key),
    enter: (nest, key) => {
      if (Object.getOwnPropertySymbols(nest).length > 0)
        throw new CompileError(
          'compile: the fields of an argument must have text for names, got a symbol',
        )
      write(Array.isArray(nest) ? '[' : '{', key)
      isFirst = true
    },
    leave: (nest) => {
      signature += Array.isArray(nest) ? ']' : '}'
      isFirst = false
    },
  })
  return { tensors: [...places.keys()], signature }
}

/** What tells a part of the arguments from others; tensors are given their places. */
function sign(value: unknown, places: Map<Tensor, number>): string {
  if (value instanceof Tensor) {
    // One tensor in two places is one tensor still: a derivative by it counts both.
    const known = places.get(value)
    if (known !== undefined) return `tensor ${known}`
    places.set(value, places.size)
    return `${value.dtype}[${value.shape}]`
  }
  if (value instanceof Rng) return `rng ${sign(value.key, places)}`
  if (ArrayBuffer.isView(value))
    throw new CompileError(
      `compile: an argument must not be a ${value.constructor.name}, whose elements would become constants of the program; pass tensor(x)`,
    )
  if (typeof value === 'object' && value !== null) {
    if (foreignClass(value))
      throw new CompileError(`compile: an argument must not be ${describeValue(value)}`)
    return `object ${identityOf(value)}`
  }
  if (typeof value === 'function' || typeof value === 'symbol')
    return `${typeof value} ${identityOf(value)}`
  if (Object.is(value, -0)) return '-0'
  if (typeof value === 'bigint') return `${value}n`
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}

/** The same nesting with its tensors replaced. */
export const replaceTensors = (values: unknown, replace: (tensor: Tensor) => Tensor): unknown =>
  mapNesting('compile', values, (leaf) => {
    if (leaf instanceof Tensor) return replace(leaf)
    return leaf instanceof Rng ? new Rng(replace(leaf.key)) : leaf
  })

/** Throws a CompileError for a promise: what an async function does later is not traced. */
export function refusePromise(value: unknown): void {
  if (isPromise(value))
    throw new CompileError(
      'compile: the function must not be async, got a promise; await outside and pass the values in',
    )
}
