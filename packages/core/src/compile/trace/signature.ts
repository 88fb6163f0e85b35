import { describeValue } from '../../errors/describe-value.ts'
import { CompileError } from '../../errors/errors.ts'
import { foreignClass } from '../../errors/origin.ts'
import { isPromise } from '../../errors/promise.ts'
import { Rng } from '../../operations/random/rng.ts'
import { mapNesting, visitNesting } from '../../tensor/nesting.ts'
import { Tensor } from '../../tensor/tensor.ts'
import { filled, type Pattern, patternOf, tensorsIn } from './pattern.ts'

// Numbers for what is compared by identity, such as a module: another object is another signature.
const identities = new WeakMap<object, number>()
const symbols = new Map<symbol, number>()
let lastIdentity = 0

function identityOf(value: object | symbol): number {
  const known = typeof value === 'symbol' ? symbols.get(value) : identities.get(value)
  if (known !== undefined) return known
  lastIdentity++
  if (typeof value === 'symbol') symbols.set(value, lastIdentity)
  else identities.set(value, lastIdentity)
  return lastIdentity
}

/** Arguments as a program takes them: their tensors, whose elements may differ from call to call, and all else. */
export interface Flattened {
  /** Each once, also where it occurs several times. */
  readonly tensors: readonly Tensor[]
  /** All but the elements of tensors as text: two calls with the same run the same program. */
  readonly signature: string
}

/** Splits a nesting of arguments into its tensors and the rest. Throws a CompileError for a typed array. */
export function flattenArguments(values: unknown): Flattened {
  const tensorIndices = new Map<Tensor, number>()
  let signature = ''
  let isFirst = true
  const write = (word: string, key: string | number | null): void => {
    if (!isFirst) signature += ','
    if (typeof key === 'string') signature += `${JSON.stringify(key)}:`
    signature += word
    isFirst = false
  }
  visitNesting('compile', values, {
    leaf: (value, key) => write(sign(value, tensorIndices), key),
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
  return { tensors: [...tensorIndices.keys()], signature }
}

/** Splits one nesting of arguments after the other: quickly where they have the form of the last. */
export class ArgumentReader {
  #pattern: Pattern | null = null
  #signature = ''

  flatten(values: unknown): Flattened {
    const tensors = this.#pattern && tensorsIn(values, this.#pattern)
    if (tensors) return { tensors, signature: this.#signature }
    const flattened = flattenArguments(values)
    this.#pattern = patternOf(values)
    this.#signature = flattened.signature
    return flattened
  }
}

/** What makes the results of a program: what its function returned, with other tensors, in their order. */
export function resultMaker<R>(result: R): (tensors: readonly Tensor[]) => R {
  const pattern = patternOf(result)
  return (tensors) => {
    let place = 0
    const next = (): Tensor => {
      const tensor = tensors[place++]
      if (!tensor) throw new RangeError('compile: a program must give all of its results')
      return tensor
    }
    // The nesting that the function returned, and so its type.
    return (pattern ? filled(pattern, next) : replaceTensors(result, next)) as R
  }
}

/** The text of one value in the signature. A tensor is added to `tensorIndices`. */
function sign(value: unknown, tensorIndices: Map<Tensor, number>): string {
  if (value instanceof Tensor) {
    // One tensor given twice is another program than two alike: a derivative by it counts both uses.
    const known = tensorIndices.get(value)
    if (known !== undefined) return `tensor ${known}`
    tensorIndices.set(value, tensorIndices.size)
    return `${value.dtype}[${value.shape}]`
  }
  if (value instanceof Rng) return `rng ${sign(value.key, tensorIndices)}`
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
