import { apply } from '../apply.ts'
import { alone } from '../batching.ts'
import { tensorNow } from '../cotangents.ts'
import { isFloat } from '../dtype.ts'
import { GradientError } from '../errors.ts'
import { copyAll } from '../operations/copy.ts'
import { PinnedVariables } from '../pinned-variables.ts'
import { primitive, type Unary } from '../primitive.ts'
import {
  announceRead,
  type Entry,
  isRecording,
  losePath,
  type Recorder,
  recordingOnly,
  watchedNow,
} from '../recording.ts'
import { GradientTape } from '../tape.ts'
import { Tensor } from '../tensor.ts'
import { leavesOf, rebuild, type Source, type Tree } from '../tree.ts'
import { withRule } from './with-rule.ts'

/** The same tensor under a number of its own, so that what is computed from it again is not taken for what was computed before. */
export const recomputeOp = primitive<Unary, { call: number }>({
  name: 'recompute',
  shape: ([x]) => x.shape,
  view: true,
  batch: alone,
  lower: copyAll,
  vjp: [(g) => g],
})

let calls = 0

/**
 * `f` as it is, but remembering its arguments alone: what it computes in between is forgotten, and computed
 * again for a derivative, of any order. For networks that are too deep for memory; costs one more run of f
 * for each result of f. Variables and tensors that f closes over have their derivatives as ever; f may not
 * assign variables, and must return what is used outside: a tensor that leaves it by other ways is a constant.
 *
 * Chen et al. 2016, "Training deep nets with sublinear memory cost".
 */
export const checkpoint =
  <A extends readonly Tree<Source>[], R extends Tree<Tensor>>(
    f: (...args: A) => R,
  ): ((...args: A) => R) =>
  (...args) => {
    if (!isRecording()) return f(...args)
    const own = leavesOf('checkpoint', args).map(({ leaf }) => tensorNow(leaf))
    const pinned = new PinnedVariables()
    const run = (leaves: readonly Tensor[]): R =>
      pinned.run(() => f(...(rebuild(args, leaves) as A)))
    const { result, closedOver } = forgetting(own, () => run(own))
    const call = ++calls
    const inputs = [...own, ...closedOver]
    const again = (index: number): { tape: GradientTape; sources: Tensor[]; output: Tensor } => {
      const aliases = own.map((tensor) => apply(recomputeOp, [tensor], { call }))
      const sources = [...aliases, ...closedOver]
      const tape = new GradientTape({ watchAccessedVariables: false })
      tape.watch(sources.filter(({ dtype }) => isFloat(dtype)))
      const outputs = tape.record(() => leavesOf('checkpoint', run(aliases)))
      const leaf = outputs[index]?.leaf
      if (leaf instanceof Tensor) return { tape, sources, output: leaf }
      throw new GradientError('checkpoint: the function must compute the same when it runs again')
    }
    const outputs = leavesOf('checkpoint', result).map(({ leaf }, index) =>
      withRule('checkpoint', inputs, tensorNow(leaf), (cotangent) => {
        const { tape, sources, output } = again(index)
        const floats = sources.filter(({ dtype }) => isFloat(dtype))
        const options = { outputGradients: cotangent, unconnectedGradients: 'none' } as const
        const pulled = tape.gradient(output, floats, options)
        return sources.map((source) => pulled[floats.indexOf(source)] ?? null)
      }),
    )
    return rebuild(result, outputs) as R
  }

/** Runs `fn` unseen by the tapes, but for the variables it reads; finds what it closes over that they watch. */
function forgetting<R extends Tree<Tensor>>(
  own: readonly Tensor[],
  fn: () => R,
): { readonly result: R; readonly closedOver: readonly Tensor[] } {
  const watched = watchedNow()
  const entries: Entry[] = []
  const reads: [Parameters<Recorder['read']>[0], Tensor][] = []
  const follower: Recorder = {
    watches: () => true,
    record: (entry) => entries.push(entry),
    read: (variable, value) => reads.push([variable, value]),
  }
  const result = recordingOnly(follower, fn)
  for (const [variable, value] of reads) announceRead(variable, value)
  const made = new Set([...own, ...entries.flatMap(({ outputs }) => outputs)])
  const closedOver = new Set(
    entries
      .flatMap(({ inputs }) => inputs)
      .filter((input) => !made.has(input) && isFloat(input.dtype) && watched(input)),
  )
  const onTheWay = new Set([...own.filter(watched), ...closedOver])
  const results = new Set<Source>(leavesOf('checkpoint', result).map(({ leaf }) => leaf))
  for (const { inputs, outputs } of entries)
    if (inputs.some((input) => onTheWay.has(input)))
      for (const output of outputs) {
        onTheWay.add(output)
        if (isFloat(output.dtype) && !results.has(output)) losePath('checkpoint', [output])
      }
  return { result, closedOver: [...closedOver] }
}
