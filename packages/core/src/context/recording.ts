import { GradientError } from '../errors/errors.ts'
import { setWatchers, type Tensor, type Watcher } from '../tensor/tensor.ts'
import { type VariableReader, variableContext } from '../tensor/variable.ts'
import type { Entry } from './entry.ts'

/** What follows a computation while it runs, such as a tape. */
export interface Recorder extends Watcher, VariableReader {
  /** Called with every operation on a tensor that it watches. */
  record(entry: Entry): void
}

// The recorders whose function is running, the outermost first.
let recorders: readonly Recorder[] = []

function setRecorders(next: readonly Recorder[]): void {
  recorders = next
  setWatchers(next)
  variableContext.readers = next
}

function recordingBy<T>(next: readonly Recorder[], fn: () => T): T {
  const before = recorders
  setRecorders(next)
  try {
    return fn()
  } finally {
    setRecorders(before)
  }
}

/** Runs `fn` with one more recorder; restores the recorders also if it throws. */
export const recordingWith = <T>(recorder: Recorder, fn: () => T): T =>
  recordingBy([...recorders, recorder], fn)

/** Runs `fn` with only this recorder, or none; restores the recorders also if it throws. */
export const recordingOnly = <T>(recorder: Recorder | null, fn: () => T): T =>
  recordingBy(recorder ? [recorder] : [], fn)

// Tensors computed inside a scan or checkpoint, which tapes record as one operation: no derivative passes to them.
const untracked = new WeakMap<Tensor, string>()

/** Marks intermediate tensors of `operation` through which no derivative passes: using them outside is an error. */
export function markUntracked(operation: string, tensors: Iterable<Tensor>): void {
  for (const tensor of tensors) untracked.set(tensor, operation)
}

function refuseUntracked(inputs: readonly Tensor[]): void {
  for (const input of inputs) {
    const operation = untracked.get(input)
    const way = operation === 'scan' ? 'the step, in its carry or its output,' : 'the function'
    if (operation !== undefined)
      throw new GradientError(
        `${operation}: a tensor computed within was used outside, where no derivative passes to it; return it from ${way} and use the result, or wrap it in stopGradient() to say that it is a constant`,
      )
  }
}

/** Passes an operation to every recorder that watches one of its inputs; `entry` is called once, if at all. */
export function recordEntry(inputs: readonly Tensor[], entry: () => Entry): void {
  let madeEntry: Entry | null = null
  if (recorders.length > 0) refuseUntracked(inputs)
  for (const recorder of recorders)
    if (recorder.watches(inputs)) {
      madeEntry ??= entry()
      recorder.record(madeEntry)
    }
}

/** Remembers the recorders of now; returns a function that tells them of a variable's read, whenever it is called. */
export function captureReaders(): VariableReader['read'] {
  const current = recorders
  return (variable, value, strangers) => {
    for (const recorder of current)
      if (!strangers?.includes(recorder)) recorder.read(variable, value, strangers)
  }
}

/** Whether operations that run now are passed to `recorder`. */
export const isListening = (recorder: Recorder): boolean => recorders.includes(recorder)

/** True while any tape records. */
export const isRecording = (): boolean => recorders.length > 0

/** Whether a recorder of now watches a tensor. */
export const isFollowed = (tensor: Tensor): boolean => captureWatchers()(tensor)

/** Remembers the recorders of now; returns a function that tells whether one of them watches a tensor. */
export function captureWatchers(): (tensor: Tensor) => boolean {
  const now = recorders
  return (tensor) => now.some((recorder) => recorder.watches([tensor]))
}
