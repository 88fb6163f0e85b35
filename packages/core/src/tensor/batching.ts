import { BatchError } from '../errors/errors.ts'
import type { TypedArray } from './dtype.ts'
import type { Shape } from './shape.ts'
import { type Deferred, Tensor } from './tensor.ts'

/** The type of `sequentialBatchRule`, which works for every primitive. */
export type SequentialBatchRule = <A>(
  operands: readonly Operand[],
  attributes: A,
  applyBatched: (inputs: never, attributes: A) => Tensor,
  size: number,
) => Tensor

let levelCount = 0
// The levels of the `vmap`s that are running, the outermost first.
let activeLevels: readonly Level[] = []

function withLevels<T>(levels: readonly Level[], fn: () => T): T {
  const before = activeLevels
  activeLevels = [...before, ...levels.filter((level) => !before.includes(level))]
  try {
    return fn()
  } finally {
    activeLevels = before
  }
}

/** One call of `vmap`. In nested calls the inner one has the higher `order`. */
export class Level {
  readonly size: number
  /** The batch rule of primitives that have none of their own. */
  readonly sequentialRule: SequentialBatchRule
  readonly order: number = ++levelCount

  constructor(size: number, sequentialRule: SequentialBatchRule) {
    this.size = size
    this.sequentialRule = sequentialRule
  }

  /** Runs `fn` with this level active: within `vmap`, or later for a derivative. */
  run<T>(fn: () => T): T {
    return withLevels([this], fn)
  }

  /** False once `vmap` has returned: tensors of its examples must not be used any more. */
  get isActive(): boolean {
    return activeLevels.includes(this)
  }
}

/** Runs `fn` at a new level. */
export function withNewLevel<T>(
  size: number,
  sequentialRule: SequentialBatchRule,
  fn: (level: Level) => T,
): T {
  const level = new Level(size, sequentialRule)
  return level.run(() => fn(level))
}

/** True within the function that a `vmap` maps. */
export const isMapping = (): boolean => activeLevels.length > 0

/** Remembers the levels that are active now; returns a function that runs another one with them. */
export function captureLevels(): <T>(fn: () => T) => T {
  const now = activeLevels
  return (fn) => withLevels(now, fn)
}

/** The storage of a tensor that stands for one example of a `vmap`: the tensor of all examples, along its first axis. */
class Batched implements Deferred {
  readonly examples: Tensor
  readonly level: Level

  constructor(all: Tensor, level: Level) {
    this.examples = all
    this.level = level
  }

  /** Throws a BatchError: one example has no elements of its own. */
  data(): TypedArray {
    throw new BatchError(
      `vmap: the value of one example ${JSON.stringify(this.examples.shape.slice(1))} was read, where there are those of ${this.level.size} at once; ` +
        'return it and read the result of vmap, or choose with where()',
    )
  }
}

/** Whether `tensor` stands for one example of a `vmap`. */
export const isBatched = (tensor: Tensor): boolean => Tensor.storage(tensor) instanceof Batched

/** The `order` of the level that was created last. */
export const newestLevelOrder = (): number => levelCount

/** The level of which `tensor` is one example; null for an ordinary tensor. */
export function levelOfExample(tensor: Tensor): Level | null {
  const storage = Tensor.storage(tensor)
  return storage instanceof Batched ? storage.level : null
}

/** The tensor, followed by the tensor of all examples at each level if it is one example of a `vmap`. */
export function viewsOf(tensor: Tensor): readonly Tensor[] {
  const storage = Tensor.storage(tensor)
  return storage instanceof Batched ? [tensor, ...viewsOf(storage.examples)] : [tensor]
}

/** The tensor that stands for one example of `level`; `examples` holds all of them along its first axis. */
export const exampleOf = (examples: Tensor, level: Level): Tensor =>
  new Tensor(examples.shape.slice(1), examples.dtype, new Batched(examples, level))

/**
 * A tensor of the same elements, to which no recorded path leads. Of an example of `vmap` that of all examples is another
 * too: tapes outside watch that one.
 */
export function detached(tensor: Tensor): Tensor {
  const storage = Tensor.storage(tensor)
  if (storage instanceof Batched) return exampleOf(detached(storage.examples), storage.level)
  return new Tensor(tensor.shape, tensor.dtype, storage)
}

/** An operand within `vmap`: all examples along a first axis, or one value for all of them. */
export interface Operand {
  /** The values, of all examples where it is mapped. */
  readonly tensor: Tensor
  /** Whether its first axis counts examples. */
  readonly mapped: boolean
  /** The shape of one example. */
  readonly shape: Shape
}

/** `tensor` as an operand at one level. */
export function operandAt(tensor: Tensor, level: Level): Operand {
  const storage = Tensor.storage(tensor)
  return storage instanceof Batched && storage.level === level
    ? { tensor: storage.examples, mapped: true, shape: tensor.shape }
    : { tensor, mapped: false, shape: tensor.shape }
}

/** The innermost level that one of the tensors belongs to; null outside of any `vmap`. */
export function levelOf(tensors: readonly Tensor[]): Level | null {
  let innermost: Level | null = null
  for (const tensor of tensors) {
    const storage = Tensor.storage(tensor)
    if (!(storage instanceof Batched)) continue
    const { level } = storage
    if (!level.isActive)
      throw new BatchError(
        'vmap: a tensor of one example was used after its vmap; return it from the mapped function instead',
      )
    if (!innermost || level.order > innermost.order) innermost = level
  }
  return innermost
}

/** The batch rule of operations on one tensor that do not depend on its axes, such as elementwise ones. */
export const unaryBatchRule = <A>(
  [x]: readonly [Operand],
  attributes: A,
  applyBatched: (inputs: readonly [Tensor], attributes: A) => Tensor,
): Tensor => applyBatched([x.tensor], attributes)
