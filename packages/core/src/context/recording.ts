import { GradientError } from '../errors/errors.ts'
import type { Taken } from '../primitive/primitive.ts'
import type { Tensor } from '../tensor/tensor.ts'
import type { Variable } from '../tensor/variable.ts'

/** Which elements of a result came from one of the two arguments between which an operation chose. */
export interface Choice {
  /** What was chosen by: with `argument`, tells a choice from others. */
  readonly by: object
  readonly argument: number
  /** The elements of `g` where the argument was taken, 0 elsewhere. */
  readonly keep: (g: Tensor) => Tensor
}

/** The operations of a function that ran again, with its own tensors in place of an entry's. */
export interface Rerun {
  readonly entries: readonly Entry[]
  readonly inputs: readonly Tensor[]
  readonly outputs: readonly Tensor[]
}

/** One operation that ran: enough to send cotangents of its outputs back to its inputs. */
export interface Entry {
  readonly operation: string
  readonly inputs: readonly Tensor[]
  readonly outputs: readonly Tensor[]
  /** False where integers among the outputs come of none of the float inputs; else they may. */
  readonly cuts?: boolean
  /** True where there is one output, whose element i needs element i of each input and no other. */
  readonly elementwise?: boolean
  /** What the one output is of the first input, where it is part of it and no other input has a derivative. */
  readonly taken?: Taken
  /** True where the rule of an input gives 0 for a cotangent that is 0, whatever the inputs are. */
  keepsZeros?(argument: number): boolean
  /** What the operation took of an argument, if it chooses between its arguments. */
  choice?(argument: number): Choice
  /** Of a tensor that is 0 for some elements of the output: one that is 0 for those of an input that lead to them alone. */
  carryZeros?(output: Tensor, argument: number): Tensor | null
  /**
   * The cotangents of the needed inputs, each at its place, from those of the outputs, null where none has
   * come; null again where the operation is not differentiable by an input.
   */
  pull(
    cotangents: readonly (Tensor | null)[],
    needed: readonly boolean[],
  ): readonly (Tensor | null)[]
  /** True where the outputs are derivatives of the inputs: how they change with them is recorded by itself, if they do. */
  readonly isDerivative?: boolean
  /** True where a derivative was taken among the operations of which this one is made. */
  readonly holdsDerivative?: boolean
  /** In place of `pull`: the operations of which this one is made, run again. */
  again?(): Rerun
}

/** What follows a computation while it runs: a tape. */
export interface Recorder {
  /** True if an operation on these inputs must be recorded. */
  watches(inputs: readonly Tensor[]): boolean
  record(entry: Entry): void
  read(variable: Variable, value: Tensor): void
}

// The stack of tapes whose `record` is running: the with-blocks around the current line.
let recorders: readonly Recorder[] = []

/** Runs `fn` with one more recorder listening; restores the stack whatever happens. */
export function recordingWith<T>(recorder: Recorder, fn: () => T): T {
  const before = recorders
  recorders = [...before, recorder]
  try {
    return fn()
  } finally {
    recorders = before
  }
}

/** Runs `fn` with only this recorder listening, or none; restores the stack whatever happens. */
export function recordingOnly<T>(recorder: Recorder | null, fn: () => T): T {
  const before = recorders
  recorders = recorder ? [recorder] : []
  try {
    return fn()
  } finally {
    recorders = before
  }
}

// What a function computed that tapes took for one operation: their path to it is lost.
const lost = new WeakMap<Tensor, string>()

/** Says that no derivative passes through these tensors, which `operation` computed on its way. */
export function losePath(operation: string, tensors: Iterable<Tensor>): void {
  for (const tensor of tensors) lost.set(tensor, operation)
}

function refuseLost(inputs: readonly Tensor[]): void {
  for (const input of inputs) {
    const operation = lost.get(input)
    const way = operation === 'scan' ? 'the step, in its carry or its output,' : 'the function'
    if (operation !== undefined)
      throw new GradientError(
        `${operation}: a tensor computed within was used outside, where no derivative passes to it; return it from ${way} and use the result, or wrap it in stopGradient() to say that it is a constant`,
      )
  }
}

/** Shows an operation to every recorder that watches one of its inputs; the entry is made once, if at all. */
export function announce(inputs: readonly Tensor[], entry: () => Entry): void {
  let made: Entry | null = null
  if (recorders.length > 0) refuseLost(inputs)
  for (const recorder of recorders)
    if (recorder.watches(inputs)) {
      made ??= entry()
      recorder.record(made)
    }
}

/** Tells every recorder that a variable was read. */
export function announceRead(variable: Variable, value: Tensor): void {
  for (const recorder of recorders) recorder.read(variable, value)
}

/** `announceRead`, to the recorders of this moment. */
export function readersNow(): (variable: Variable, value: Tensor) => void {
  const now = recorders
  return (variable, value) => {
    for (const recorder of now) recorder.read(variable, value)
  }
}

/** True if what happens now is shown to `recorder`. */
export const isListening = (recorder: Recorder): boolean => recorders.includes(recorder)

/** True while any tape records. */
export const isRecording = (): boolean => recorders.length > 0

/** `isWatched`, asked of the recorders of this moment, whoever listens later. */
export function watchedNow(): (tensor: Tensor) => boolean {
  const now = recorders
  return (tensor) => now.some((recorder) => recorder.watches([tensor]))
}

/** True if some recorder would lose the derivative of `tensor` were its numbers used elsewhere. */
export const isWatched = (tensor: Tensor): boolean => watchedNow()(tensor)
