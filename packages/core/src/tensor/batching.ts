import { BatchError } from '../errors/errors.ts'
import type { TypedArray } from './dtype.ts'
import type { Shape } from './shape.ts'
import { type Deferred, Tensor } from './tensor.ts'

/** One example after the other, whatever the operation. */
export type InTurns = <A>(
  operands: readonly Operand[],
  attributes: A,
  again: (inputs: never, attributes: A) => Tensor,
  size: number,
) => Tensor

let made = 0
// The levels whose examples exist now, the outermost first.
let running: readonly Level[] = []

function runningAt<T>(levels: readonly Level[], fn: () => T): T {
  const before = running
  running = [...before, ...levels.filter((level) => !before.includes(level))]
  try {
    return fn()
  } finally {
    running = before
  }
}

/** One `vmap` and its examples. Those of a later level stand around those of an earlier one. */
export class Level {
  readonly size: number
  /** The rule of primitives that have none. */
  readonly inTurns: InTurns
  readonly order: number = ++made

  constructor(size: number, inTurns: InTurns) {
    this.size = size
    this.inTurns = inTurns
  }

  /** Runs `fn` for the examples of this level: within `vmap`, or again for a derivative. */
  run<T>(fn: () => T): T {
    return runningAt([this], fn)
  }

  /** False when `vmap` has returned: what it computed with is of no use any more. */
  get running(): boolean {
    return running.includes(this)
  }
}

/** Runs `fn` at a new level. */
export function atLevel<T>(size: number, inTurns: InTurns, fn: (level: Level) => T): T {
  const level = new Level(size, inTurns)
  return level.run(() => fn(level))
}

/** True within the function that a `vmap` maps. */
export const isMapping = (): boolean => running.length > 0

/** Runs a function later for the examples of now. */
export function forExamplesOfNow(): <T>(fn: () => T) => T {
  const now = running
  return (fn) => runningAt(now, fn)
}

/** In place of the elements of one example: those of all of them, along a first axis. */
export class Batched implements Deferred {
  readonly all: Tensor
  readonly level: Level

  constructor(all: Tensor, level: Level) {
    this.all = all
    this.level = level
  }

  /** Throws a BatchError: one example has no elements of its own. */
  data(): TypedArray {
    throw new BatchError(
      `vmap: the value of one example ${JSON.stringify(this.all.shape.slice(1))} was read, where there are those of ${this.level.size} at once; ` +
        'return it and read the result of vmap, or choose with where()',
    )
  }
}

/** Whether `tensor` stands for one example of a `vmap`. */
export const isBatched = (tensor: Tensor): boolean => Tensor.storage(tensor) instanceof Batched

/** The order of the level that was made last. */
export const newestLevel = (): number => made

/** The level of which `tensor` stands for one example; null where it stands for itself. */
export function ownLevel(tensor: Tensor): Level | null {
  const storage = Tensor.storage(tensor)
  return storage instanceof Batched ? storage.level : null
}

/** The tensor, and where it is one example of a `vmap` the tensors of all examples, level by level. */
export function viewsOf(tensor: Tensor): readonly Tensor[] {
  const storage = Tensor.storage(tensor)
  return storage instanceof Batched ? [tensor, ...viewsOf(storage.all)] : [tensor]
}

/** The tensor of one example, of whose batch `all` holds all along its first axis. */
export const exampleOf = (all: Tensor, level: Level): Tensor =>
  new Tensor(all.shape.slice(1), all.dtype, new Batched(all, level))

/** An operand within `vmap`: all examples along a first axis, or one value for all of them. */
export interface Operand {
  readonly tensor: Tensor
  readonly mapped: boolean
  /** The shape of one example. */
  readonly shape: Shape
}

/** `tensor` as an operand at one level. */
export function operandAt(tensor: Tensor, level: Level): Operand {
  const storage = Tensor.storage(tensor)
  return storage instanceof Batched && storage.level === level
    ? { tensor: storage.all, mapped: true, shape: tensor.shape }
    : { tensor, mapped: false, shape: tensor.shape }
}

/** The innermost level that one of the tensors belongs to; null outside of any `vmap`. */
export function levelOf(tensors: readonly Tensor[]): Level | null {
  let innermost: Level | null = null
  for (const tensor of tensors) {
    const storage = Tensor.storage(tensor)
    if (!(storage instanceof Batched)) continue
    const { level } = storage
    if (!level.running)
      throw new BatchError(
        'vmap: a tensor of one example was used after its vmap; return it from the mapped function instead',
      )
    if (!innermost || level.order > innermost.order) innermost = level
  }
  return innermost
}

/** The rule of operations on one tensor that change nothing about its axes. */
export const alone = <A>(
  [x]: readonly [Operand],
  attributes: A,
  again: (inputs: readonly [Tensor], attributes: A) => Tensor,
): Tensor => again([x.tensor], attributes)
