import { BatchError, CompileError, DTypeError, ShapeError } from '../errors/errors.ts'
import { checkOptions } from '../errors/options.ts'
import { ORIGIN, type Origin, originOf } from '../errors/origin.ts'
import { refusesClone, textOnly } from '../errors/plain-javascript.ts'
import { withOperationName } from '../errors/with-operation-name.ts'
import { detached, isBatched } from './batching.ts'
import type { DType, TypedArray } from './dtype.ts'
import { tensor } from './from-values.ts'
import { normalizeAxis, type Shape, sameShape, showShape, sizeOf } from './shape.ts'
import { type Nested, Tensor } from './tensor.ts'

/** What a variable is in its layer, the same for all layers: penalties, weight decay and the like are chosen by it. */
export type VariableRole =
  | 'kernel'
  | 'bias'
  | 'scale'
  | 'embedding'
  | 'statistic'
  | (string & NonNullable<unknown>)

/** Options of `new Variable`. */
export interface VariableOptions {
  /**
   * Of its elements, where it is made of numbers; of a tensor it is the tensor’s.
   *
   * @default 'float32', and of booleans 'bool'
   */
  readonly dtype?: DType
  /** Named in errors and checkpoints. */
  readonly name?: string
  /**
   * What it is in its layer.
   * @default no role
   */
  readonly role?: VariableRole
  /**
   * For a kernel, the axis that counts the units: 1 of [in, out], 0 of a convolution’s [out, in, ...]. Negative ones
   * count from the end.
   * @default unknown
   */
  readonly unitsAxis?: number
  /**
   * Whether tapes watch it and optimizers change it.
   *
   * @default true
   */
  readonly trainable?: boolean
}

/** The place in the machine's memory where compiled programs keep the value of a variable between their runs. */
export interface MachineStorage {
  read(): TypedArray
  write(data: TypedArray): void
}

/** Is told of every read of a variable: a tape that is recording. */
export interface VariableReader {
  /** `strangers`: the readers for which `value` is no value of the variable, because it stands in for one. */
  read(variable: Variable, value: Tensor, strangers?: readonly VariableReader[]): void
}

/** Holds the values of variables while a function is compiled: they change in its graph. */
export interface VariableStore {
  read(variable: Variable): Tensor
  assign(variable: Variable, value: Tensor): void
}

/** The value of a variable, and the readers for which it is none. */
export interface ReadValue {
  readonly value: Tensor
  readonly strangers?: readonly VariableReader[]
}

/**
 * What gives the values of variables while a function runs: the values that they had when they were first read, in a
 * loop's steps and in runs of a checkpoint, or other tensors, within `withValues` and `withState`.
 */
export interface VariableValues {
  /** Whether other tensors stand in for the values of variables. */
  readonly hasStandIns: boolean
  /** `held`: gives the value that the variable has without it. */
  read(variable: Variable, held: () => Tensor): ReadValue
  /** The readers for which what is read of the variable is no value of it; none where that is its own. */
  strangersTo(variable: Variable): readonly VariableReader[]
  /**
   * Takes a new value of the variable; false where the variable itself, or what holds its values around, shall take
   * it. Throws where it must not be assigned.
   */
  assign(variable: Variable, value: Tensor): boolean
}

/**
 * What reading and assigning variables depends on: the tapes, compiled function and loop, checkpoint or `withValues`
 * that are running. Set by the files of `context` and by `primitive/tracing.ts`.
 */
export const variableContext: {
  readers: readonly VariableReader[]
  store: VariableStore | null
  values: VariableValues | null
} = { readers: [], store: null, values: null }

/** The only mutable state: a named place for a tensor of fixed shape and dtype. */
export class Variable {
  /** By what errors call it. */
  readonly name: string
  /** What it is in its layer, such as `kernel` or `bias`; undefined if it has no role. */
  readonly role: VariableRole | undefined
  /** The axis of a kernel that counts the units; undefined if it was not told. */
  readonly unitsAxis: number | undefined
  /** Whether tapes watch it by themselves, and optimizers train it. */
  readonly trainable: boolean
  /** The lengths of its axes, which never change. */
  readonly shape: Shape
  /** The type of its elements, which never changes. */
  readonly dtype: DType
  // Null while the newest value is on the machine alone.
  #value: Tensor | null
  #machineStorage: MachineStorage | null = null
  #isOnMachine = false
  protected readonly clone: object = clone

  /** `initial`: a tensor, or what `tensor()` takes. Throws a CompileError inside of a function that is compiled, a ShapeError for an axis that is none. */
  constructor(initial: Tensor | Nested, options: VariableOptions = {}) {
    const {
      name = 'variable',
      role,
      unitsAxis,
      trainable = true,
      dtype,
    } = checkOptions('Variable', options, {
      dtype: 'any',
      name: 'string',
      role: 'string',
      unitsAxis: 'number',
      trainable: 'boolean',
    })
    // A traced function runs once: all calls would share one variable where each call should make its own.
    if (variableContext.store)
      throw new CompileError(
        `compile: variables must be made outside of the function, got "${name}" inside; make it before, and read and assign it there`,
      )
    const value =
      initial instanceof Tensor
        ? initial
        : withOperationName('Variable', () => tensor(initial, dtype === undefined ? {} : { dtype }))
    if (dtype !== undefined && value.dtype !== dtype)
      throw new DTypeError(
        `Variable: the dtype must be that of its tensor, ${value.dtype}, got ${dtype}; cast(x, "${dtype}") converts`,
      )
    if (isBatched(value))
      throw new BatchError(
        `vmap: variable "${name}" was made of the value of one example, where there are those of many at once; make it outside`,
      )
    this.name = name
    this.role = role
    this.unitsAxis =
      unitsAxis === undefined ? undefined : normalizeAxis('Variable', unitsAxis, value.rank)
    this.trainable = trainable
    this.shape = value.shape
    this.dtype = value.dtype
    this.#value = detached(value)
  }

  /** The number of axes. */
  get rank(): number {
    return this.shape.length
  }

  /** The number of elements. */
  get size(): number {
    return sizeOf(this.shape)
  }

  /** The value now. Reading a trainable variable makes the recording tapes watch it. */
  get value(): Tensor {
    const { readers, store, values } = variableContext
    const held = (): Tensor => store?.read(this) ?? this.#current()
    const { value, strangers } = values?.read(this, held) ?? { value: held() }
    for (const reader of readers)
      if (!strangers?.includes(reader)) reader.read(this, value, strangers)
    return value
  }

  set value(_: never) {
    throw new TypeError(
      `Variable: the value of "${this.name}" is changed by assign(x), not by v.value = x`,
    )
  }

  /**
   * Sets the value; not differentiable. Numbers take the variable's dtype. Throws a ShapeError or
   * DTypeError unless shape and dtype are the variable's own.
   */
  assign(value: Tensor | Variable | Nested): this {
    const next = withOperationName('assign', () => this.#asTensor(value))
    if (!sameShape(next.shape, this.shape))
      throw new ShapeError(
        `assign: "${this.name}" must have shape ${showShape(this.shape)}, got ${showShape(next.shape)}`,
      )
    if (next.dtype !== this.dtype)
      throw new DTypeError(`assign: "${this.name}" must be ${this.dtype}, got ${next.dtype}`)
    const { store, values } = variableContext
    if (values?.assign(this, detached(next))) return this
    if (isBatched(next))
      throw new BatchError(
        `vmap: variable "${this.name}" was assigned the value of one example, where there are those of many at once; return it, and assign outside`,
      )
    if (store) store.assign(this, detached(next))
    else {
      this.#value = detached(next)
      this.#isOnMachine = false
    }
    return this
  }

  #asTensor(value: Tensor | Variable | Nested): Tensor {
    if (value instanceof Tensor) return value
    return value instanceof Variable ? value.value : tensor(value, { dtype: this.dtype })
  }

  /** Writes the newest value where compiled programs read it, unless it is there; `storage` is the same in every call. */
  static writeToMachine(variable: Variable, storage: MachineStorage): void {
    if (variable.#isOnMachine) return
    storage.write(Tensor.elements(variable.#current()))
    variable.#machineStorage = storage
    variable.#isOnMachine = true
  }

  /** Says that a compiled program has changed the value on the machine. */
  static changedOnMachine(variable: Variable): void {
    variable.#value = null
  }

  // A copy of what is on the machine: programs change that, but no tensor that was handed out.
  #current(): Tensor {
    const storage = this.#machineStorage
    if (this.#value === null && storage)
      this.#value = new Tensor(this.shape, this.dtype, storage.read())
    if (this.#value === null) throw new Error(`Variable "${this.name}" has lost its value`)
    return this.#value
  }

  /** Its name and its value. */
  toString(): string {
    return `Variable(${this.name}, ${this.#current()})`
  }

  /** What `JSON.stringify` writes: the elements of the value now. */
  toJSON(): Nested {
    return this.#current().toArray()
  }

  /** Throws a TypeError where JavaScript's operators, such as `+`, would compute with the variable's text. */
  [Symbol.toPrimitive](hint: string): string {
    return textOnly('Variable', this, hint)
  }

  get [ORIGIN](): Origin {
    return origin
  }

  /** What consoles print. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }
}

const origin = originOf('Variable')

const clone = refusesClone(
  'a Variable',
  'send { data: v.value.data, shape: v.shape }, of which new Variable(tensor(data, { shape })) makes it again',
)
