import type { Rerun } from '../context/entry.ts'
import { PinnedVariables } from '../context/pinned-variables.ts'
import {
  isRecording,
  markUntracked,
  recordEntry,
  recordingOnly,
  recordingWith,
} from '../context/recording.ts'
import { checkFunction } from '../errors/check-function.ts'
import { GradientError } from '../errors/errors.ts'
import { stopGradient } from '../operations/elementwise/stop-gradient.ts'
import { copyAll } from '../operations/layout/copy.ts'
import { apply } from '../primitive/apply.ts'
import { primitive, type Unary } from '../primitive/primitive.ts'
import { TapeRecord } from '../tape/tape-record.ts'
import { captureLevels, unaryBatchRule, viewsOf } from '../tensor/batching.ts'
import { isFloat } from '../tensor/dtype.ts'
import { isWatched, type Tensor } from '../tensor/tensor.ts'
import { currentTensor, rebuild } from '../tensor/tree.ts'
import { type Argument, type ArgumentsLike, sourcesOf } from './argument.ts'
import { ClosureRecorder } from './closure-recorder.ts'

/**
 * An identity that common-subexpression elimination must not merge, which `call` prevents: otherwise `compile` would
 * keep the activations of the forward pass instead of computing them again.
 */
const recomputeOp = primitive<Unary, { call: number }>({
  name: 'recompute',
  shape: ([x]) => x.shape,
  view: true,
  distinct: true,
  batch: unaryBatchRule,
  lower: copyAll,
  vjp: [(g) => g],
})

let calls = 0

/** The function that `checkpoint` returns: in place of tensors it takes variables and numbers too. */
interface Checkpointed<A extends readonly object[], R> {
  (...args: ArgumentsLike<A>): R
  (...args: A): R
}

/**
 * The same function, of which tapes keep only the arguments: intermediate results are not kept in memory but computed
 * again for a derivative, of any order. For networks that are too deep for memory; costs one more run of `f`.
 * Variables and tensors that `f` closes over are differentiated as usual. `f` must not assign variables, and must
 * return what is used outside: a tensor that leaves it in another way is an error.
 *
 * Chen et al. 2016, "Training deep nets with sublinear memory cost".
 *
 * @see tf.recompute_grad, jax.checkpoint and jax.remat, torch.utils.checkpoint
 */
export const checkpoint =
  <A extends readonly object[], R extends Argument<R>>(f: (...args: A) => R): Checkpointed<A, R> =>
  (...args: readonly unknown[]) => {
    checkFunction('checkpoint', f)
    const { tree, leaves } = sourcesOf('checkpoint', args)
    const argTensors = leaves.map(({ leaf }) => currentTensor(leaf))
    const pinned = new PinnedVariables()
    /** Runs `f` with `tensors` as the leaves of its arguments; returns its result and the tensors in it. */
    const run = (tensors: readonly Tensor[]): { result: R; results: readonly Tensor[] } =>
      pinned.run(() => {
        const result = f(...(rebuild(tree, tensors) as A))
        const results = sourcesOf('checkpoint', result).leaves
        return { result, results: results.map(({ leaf }) => currentTensor(leaf)) }
      })
    if (!isRecording()) {
      const { result, results } = run(argTensors)
      return rebuild(result, results) as R
    }
    // `f` gets aliases of its arguments: if it also closes over an argument's tensor, that use counts as closed over.
    const aliases = argTensors.map(stopGradient)
    const watched = argTensors.flatMap((tensor, index) => {
      const views = viewsOf(aliases[index] ?? tensor)
      return viewsOf(tensor).flatMap((view, i) => (isWatched(view) ? (views[i] ?? []) : []))
    })
    const options = { reads: true, throughIntegers: true }
    const recorder = new ClosureRecorder(aliases, watched, options)
    const { result, results } = recordingOnly(recorder, () => run(aliases))
    for (const tensor of results) recorder.use(tensor)
    const { holdsDerivative } = recorder
    const closedOver = [...recorder.closedOver]
    const outputs = results.map(stopGradient)
    markUntracked('checkpoint', floats([...recorder.reached]))
    const withSameLevels = captureLevels()
    const call = ++calls
    const inputs = [...argTensors.flatMap(viewsOf), ...closedOver]
    const rerun = (): Rerun =>
      withSameLevels(() => {
        const aliases = argTensors.map((tensor) => apply(recomputeOp, [tensor], { call }))
        const sources = [...aliases.flatMap(viewsOf), ...closedOver]
        const record = new TapeRecord(false)
        for (const source of sources) record.watch(source)
        const repeated = recordingWith(record, () => run(aliases).results)
        if (repeated.length !== results.length)
          throw new GradientError(
            'checkpoint: the function must compute the same when it runs again',
          )
        return { entries: record.entries, inputs: sources, outputs: repeated.flatMap(viewsOf) }
      })
    recordEntry(inputs, () => ({
      ...{ operation: 'checkpoint', inputs, outputs: outputs.flatMap(viewsOf), rerun },
      holdsDerivative,
      pull: () => [],
    }))
    return rebuild(result, outputs) as R
  }

const floats = (tensors: readonly Tensor[]): readonly Tensor[] =>
  tensors.filter(({ dtype }) => isFloat(dtype))
