import { ORIGIN, type Origin, originOf } from '../errors/origin.ts'
import { refusesClone, textOnly } from '../errors/plain-javascript.ts'
import type { DType, TypedArray } from './dtype.ts'
import { type Shape, sizeOf } from './shape.ts'

/** The elements of a tensor as nested arrays; a plain number (or boolean) for a scalar. */
export type Nested = number | boolean | readonly Nested[]

/** A tape that is recording, as far as a tensor must know it. */
export interface Watcher {
  /** True if an operation on these tensors must be recorded. */
  watches(tensors: readonly Tensor[]): boolean
}

let watchers: readonly Watcher[] = []

/** Sets the tapes that are recording; called by `context/recording.ts`. */
export function setWatchers(next: readonly Watcher[]): void {
  watchers = next
}

/**
 * True if a tape that records watches `tensor`, and would lose its derivative were its numbers read and used elsewhere:
 * what copies them must then go through operations, or refuse.
 */
export const isWatched = (tensor: Tensor): boolean =>
  watchers.some((watcher) => watcher.watches([tensor]))

// Arrays read from a tensor that a tape watched: a tensor made of such an array would lose its derivative.
const readFrom = new WeakMap<object, Tensor>()

/** True if these numbers were read, as they are, out of a tensor that a recording tape watches. */
export function isWatchedData(data: object): boolean {
  const tensor = readFrom.get(data)
  return tensor !== undefined && isWatched(tensor)
}

/** Elements that are not in JavaScript memory: `data()` fetches them, or throws if there are none yet. */
export interface Deferred {
  data(): TypedArray
}

/** The elements of a tensor, or how to get them. */
export type Storage = TypedArray | Deferred

/** An immutable array of numbers with a shape and a dtype, row-major. Operations return new ones; none is ever disposed. */
export class Tensor {
  /** The lengths of its axes; [] of a scalar. */
  readonly shape: Shape
  /** The type of its elements. */
  readonly dtype: DType
  readonly #storage: Storage
  protected readonly clone: object = clone

  /** Wraps `storage` without a copy; user code calls `tensor(values)`, which checks and copies. */
  constructor(shape: Shape, dtype: DType, storage: Storage) {
    if (storage === undefined)
      throw new TypeError('Tensor: tensor(values) makes one of numbers, got no storage')
    this.shape = shape
    this.dtype = dtype
    this.#storage = storage
  }

  /** The number of axes. */
  get rank(): number {
    return this.shape.length
  }

  /** The number of elements. */
  get size(): number {
    return sizeOf(this.shape)
  }

  /** The elements in row-major order: the tensor's own memory, to be read and not written. */
  get data(): TypedArray {
    const data = Tensor.elements(this)
    this.#noteReading(data)
    return data
  }

  /** The storage of a tensor; internal. */
  static storage(tensor: Tensor): Storage {
    return tensor.#storage
  }

  /** The elements of a tensor; internal: unlike `data`, not noted as a read of a tensor that a tape watches. */
  static elements(tensor: Tensor): TypedArray {
    const storage = tensor.#storage
    return 'data' in storage ? storage.data() : storage
  }

  /**
   * The value of a tensor of one element; `bool` gives 0 or 1. To every tape the returned number is a constant.
   * Throws a RangeError for other sizes.
   */
  item(): number {
    const data = Tensor.elements(this)
    const [value] = data
    if (data.length !== 1 || value === undefined)
      throw new RangeError(
        `item: the tensor must have one element, got shape [${this.shape.join(', ')}]; toArray() gives them all`,
      )
    return value
  }

  /** The elements as nested arrays of numbers (booleans for `bool`). */
  toArray(): Nested {
    const data = Tensor.elements(this)
    const read = (axis: number, offset: number, step: number): Nested => {
      const length = this.shape[axis]
      if (length === undefined) {
        const value = data[offset] ?? 0
        return this.dtype === 'bool' ? value === 1 : value
      }
      const inner = length === 0 ? 0 : step / length
      return Array.from({ length }, (_, index) => read(axis + 1, offset + index * inner, inner))
    }
    const nested = read(0, 0, this.size)
    if (typeof nested === 'object') this.#noteReading(nested)
    return nested
  }

  // An array read from a tensor that no tape watches is a constant, also if it was read from a watched one before.
  #noteReading(data: object): void {
    if (isWatched(this)) readFrom.set(data, this)
    else readFrom.delete(data)
  }

  /** The elements and the dtype; of more than 100 elements only the shape. */
  toString(): string {
    const shown = this.size > 100 ? `shape [${this.shape.join(', ')}]` : `${show(this.toArray())}`
    return `Tensor(${shown}, ${this.dtype})`
  }

  /** What `JSON.stringify` writes: the elements, as `toArray` gives them; NaN and infinities become null there. */
  toJSON(): Nested {
    return this.toArray()
  }

  /** Throws a TypeError where JavaScript's operators, such as `+`, would compute with the tensor's text. */
  [Symbol.toPrimitive](hint: string): string {
    return textOnly('Tensor', this, hint)
  }

  get [ORIGIN](): Origin {
    return origin
  }

  /** What consoles print. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }
}

const origin = originOf('Tensor')

const clone = refusesClone(
  'a Tensor',
  'send { data: x.data, shape: x.shape }, of which tensor(data, { shape }) makes it again',
)

// As JSON, but with NaN and infinities, which it would write as null.
const show = (values: Nested): string =>
  Array.isArray(values) ? `[${values.map(show).join(', ')}]` : String(values)
