import { describeValue } from '../describe-value.ts'
import { CompileError } from '../errors.ts'
import { foreignClass } from '../origin.ts'
import { isPromise } from '../promise.ts'
import { Rng } from '../rng.ts'
import { Tensor } from '../tensor.ts'

// Objects that stand for themselves, such as a module: another object is another signature.
const identities = new WeakMap<object, number>()
let objects = 0

function identityOf(object: object): number {
  const known = identities.get(object) ?? ++objects
  identities.set(object, known)
  return known
}

const isPlain = (value: object): boolean => {
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
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
  const sign = (value: unknown): string => {
    if (value instanceof Tensor) {
      // One tensor in two places is one tensor still: a derivative by it counts both.
      const known = places.get(value)
      if (known !== undefined) return `tensor ${known}`
      places.set(value, places.size)
      return `${value.dtype}[${value.shape}]`
    }
    if (value instanceof Rng) return `rng ${sign(value.key)}`
    if (Array.isArray(value)) return `[${value.map(sign)}]`
    if (ArrayBuffer.isView(value))
      throw new CompileError(
        `compile: an argument must not be a ${value.constructor.name}, whose elements would become constants of the program; pass tensor(x)`,
      )
    if (typeof value === 'object' && value !== null) {
      if (foreignClass(value))
        throw new CompileError(`compile: an argument must not be ${describeValue(value)}`)
      if (!isPlain(value)) return `object ${identityOf(value)}`
      return `{${Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}:${sign(inner)}`)}}`
    }
    if (typeof value === 'function') return `function ${identityOf(value)}`
    if (Object.is(value, -0)) return '-0'
    if (typeof value === 'bigint') return `${value}n`
    return typeof value === 'string' ? JSON.stringify(value) : String(value)
  }
  const signature = sign(values)
  return { tensors: [...places.keys()], signature }
}

/** The same nesting with its tensors replaced. */
export function replaceTensors(values: unknown, replace: (tensor: Tensor) => Tensor): unknown {
  const walk = (value: unknown): unknown => {
    if (value instanceof Tensor) return replace(value)
    if (value instanceof Rng) return new Rng(replace(value.key))
    if (Array.isArray(value)) return value.map(walk)
    if (typeof value === 'object' && value !== null && isPlain(value))
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner)]))
    return value
  }
  return walk(values)
}

/** Throws a CompileError for a promise: what an async function does later is not traced. */
export function refusePromise(value: unknown): void {
  if (isPromise(value))
    throw new CompileError(
      'compile: the function must not be async, got a promise; await outside and pass the values in',
    )
}
