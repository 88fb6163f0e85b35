import type { DType } from './dtype.ts'
import { DTypeError, ShapeError } from './errors.ts'
import { tensor } from './from-values.ts'
import type { Methods } from './methods.ts'
import { announceRead } from './recording.ts'
import { type Shape, sameShape, showShape } from './shape.ts'
import { type Nested, Tensor } from './tensor.ts'

export interface VariableOptions {
  /** Named in errors and checkpoints. */
  readonly name?: string
  /** Whether tapes watch it and optimizers change it; true unless said otherwise. */
  readonly trainable?: boolean
}

/** The only mutable state: a named place for a tensor of fixed shape and dtype. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: methods.ts puts exactly these methods on the prototype
export class Variable {
  readonly name: string
  readonly trainable: boolean
  readonly shape: Shape
  readonly dtype: DType
  #value: Tensor

  /** `initial`: a tensor, or what `tensor()` takes. */
  constructor(
    initial: Tensor | Nested,
    { name = 'variable', trainable = true }: VariableOptions = {},
  ) {
    const value = initial instanceof Tensor ? initial : tensor(initial)
    this.name = name
    this.trainable = trainable
    this.shape = value.shape
    this.dtype = value.dtype
    this.#value = detached(value)
  }

  /** The value now. Reading a trainable variable makes the recording tapes watch it. */
  get value(): Tensor {
    announceRead(this, this.#value)
    return this.#value
  }

  /**
   * Sets the value; not differentiable. Throws a ShapeError or DTypeError unless shape and dtype
   * are the variable's own.
   */
  assign(value: Tensor | Variable): this {
    const next = value instanceof Variable ? value.#value : value
    if (!sameShape(next.shape, this.shape))
      throw new ShapeError(
        `assign: "${this.name}" must have shape ${showShape(this.shape)}, got ${showShape(next.shape)}`,
      )
    if (next.dtype !== this.dtype)
      throw new DTypeError(`assign: "${this.name}" must be ${this.dtype}, got ${next.dtype}`)
    this.#value = detached(next)
    return this
  }

  toString(): string {
    return `Variable(${this.name}, ${this.#value})`
  }
}

export interface Variable extends Methods {}

// A tensor of its own: nothing recorded for the tensor that was assigned leads to the variable.
const detached = (value: Tensor): Tensor =>
  new Tensor(value.shape, value.dtype, Tensor.storage(value))
