import { Rng } from '../../operations/random/rng.ts'
import type { DType } from '../../tensor/dtype.ts'
import { isPlainObject } from '../../tensor/nesting.ts'
import { type Shape, sameShape } from '../../tensor/shape.ts'
import { Tensor } from '../../tensor/tensor.ts'

/**
 * The form of a nesting, with all but the elements of its tensors. Functions are called with the same form again and
 * again: to compare with one that is known costs a tenth of writing a signature.
 */
export type Pattern =
  /** The tensor of a number, counted by first occurrence, by itself or as the key of a source of random numbers. */
  | {
      readonly kind: 'tensor' | 'rng'
      readonly dtype: DType
      readonly shape: Shape
      readonly index: number
    }
  | { readonly kind: 'array'; readonly parts: readonly Pattern[] }
  | {
      readonly kind: 'fields'
      readonly prototype: object | null
      readonly keys: readonly string[]
      readonly parts: readonly Pattern[]
    }
  | { readonly kind: 'value'; readonly value: unknown }

/** Nestings that are deeper have no pattern: it is followed by recursion. */
const DEEPEST = 50

/** The pattern of a nesting that contains no part of itself; null of one that is too deep, or has symbols for names. */
export function patternOf(values: unknown): Pattern | null {
  const tensors: Tensor[] = []
  const of = (value: unknown, depth: number): Pattern | null => {
    if (value instanceof Tensor) return tensorPattern('tensor', value, tensors)
    if (value instanceof Rng) return tensorPattern('rng', value.key, tensors)
    if (depth > DEEPEST) return null
    if (Array.isArray(value)) {
      const parts = Array.from(value, (part) => of(part, depth + 1))
      return isWhole(parts) ? { kind: 'array', parts } : null
    }
    if (!isPlainObject(value)) return { kind: 'value', value }
    if (Object.getOwnPropertySymbols(value).length > 0) return null
    const keys = Object.keys(value)
    const parts = keys.map((key) => of(value[key], depth + 1))
    const prototype: object | null = Object.getPrototypeOf(value)
    return isWhole(parts) ? { kind: 'fields', prototype, keys, parts } : null
  }
  return of(values, 0)
}

const isWhole = (parts: readonly (Pattern | null)[]): parts is readonly Pattern[] =>
  !parts.includes(null)

function tensorPattern(kind: 'tensor' | 'rng', tensor: Tensor, tensors: Tensor[]): Pattern {
  const { dtype, shape } = tensor
  const known = tensors.indexOf(tensor)
  return { kind, dtype, shape, index: known >= 0 ? known : tensors.push(tensor) - 1 }
}

/** A nesting of the pattern, with a tensor for each place where there is one, in their order. */
export function filled(pattern: Pattern, next: () => Tensor): unknown {
  switch (pattern.kind) {
    case 'tensor':
      return next()
    case 'rng':
      return new Rng(next())
    case 'array':
      return pattern.parts.map((part) => filled(part, next))
    case 'fields': {
      const fields: Record<string, unknown> = Object.create(pattern.prototype)
      for (const [index, part] of pattern.parts.entries()) {
        const key = pattern.keys[index] ?? ''
        const value = filled(part, next)
        // An assignment would take the key for another thing.
        if (key === '__proto__')
          Object.defineProperty(fields, key, {
            ...{ value, enumerable: true, configurable: true, writable: true },
          })
        else fields[key] = value
      }
      return fields
    }
    default:
      return pattern.value
  }
}

/** The tensors of a nesting, each once, if it has the pattern; else null. */
export function tensorsIn(values: unknown, pattern: Pattern): readonly Tensor[] | null {
  const tensors: Tensor[] = []
  return fits(values, pattern, tensors) ? tensors : null
}

function fits(value: unknown, pattern: Pattern, tensors: Tensor[]): boolean {
  switch (pattern.kind) {
    case 'tensor':
      return value instanceof Tensor && fitsTensor(value, pattern, tensors)
    case 'rng':
      return value instanceof Rng && fitsTensor(value.key, pattern, tensors)
    case 'array':
      return (
        Array.isArray(value) &&
        value.length === pattern.parts.length &&
        pattern.parts.every((part, index) => fits(value[index], part, tensors))
      )
    case 'fields': {
      if (!isPlainObject(value) || Object.getPrototypeOf(value) !== pattern.prototype) return false
      const keys = Object.keys(value)
      return (
        keys.length === pattern.keys.length &&
        Object.getOwnPropertySymbols(value).length === 0 &&
        pattern.parts.every((part, index) => {
          const key = keys[index] ?? ''
          return key === pattern.keys[index] && fits(value[key], part, tensors)
        })
      )
    }
    default:
      return Object.is(value, pattern.value)
  }
}

function fitsTensor(
  tensor: Tensor,
  { dtype, shape, index }: Extract<Pattern, { readonly kind: 'tensor' | 'rng' }>,
  tensors: Tensor[],
): boolean {
  if (tensor.dtype !== dtype || !sameShape(tensor.shape, shape)) return false
  if (index < tensors.length) return tensors[index] === tensor
  if (tensors.includes(tensor)) return false
  tensors.push(tensor)
  return true
}
