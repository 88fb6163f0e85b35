import { isListening, recordingWith } from '../context/recording.ts'
import { refuseStranger } from '../context/with-values.ts'
import { checkFunction } from '../errors/check-function.ts'
import { GradientError, ShapeError } from '../errors/errors.ts'
import { checkOptions } from '../errors/options.ts'
import { isPromise } from '../errors/promise.ts'
import { zeros } from '../operations/layout/constant.ts'
import { reshape } from '../operations/layout/reshape.ts'
import { checkFloat } from '../tensor/dtype.ts'
import { type Shape, sameShape, showShape } from '../tensor/shape.ts'
import { Tensor } from '../tensor/tensor.ts'
import { leavesOf, type MapTree, rebuild, type Source, type Tree } from '../tensor/tree.ts'
import { Variable } from '../tensor/variable.ts'
import { isConstantDerivative, recordDerivative, unconnectedError } from './connection.ts'
import { type Cotangents, initialCotangents, sumOfReached, targetTensors } from './cotangents.ts'
import {
  type Derivative,
  type DerivativeOptions,
  derivativeKinds,
  type Unconnected,
} from './derivative-options.ts'
import { pullBatchJacobian, pullJacobian } from './jacobian-rows.ts'
import { pullBack } from './reverse.ts'
import type { GradientOptions, Synchronous, TapeOptions } from './tape-options.ts'
import { TapeRecord } from './tape-record.ts'
import { refuseTargetOfStep } from './target-of-step.ts'

/**
 * Records operations, so that derivatives of their results can be taken. The meaning is that of
 * TensorFlow's `tf.GradientTape`, with `record(fn)` for the with-block.
 */
export class GradientTape {
  readonly #persistent: boolean
  readonly #record: TapeRecord
  #recording = false
  #spent = false

  constructor(options: TapeOptions = {}) {
    const { persistent = false, watchAccessedVariables = true } = checkOptions(
      'GradientTape',
      options,
      { persistent: 'boolean', watchAccessedVariables: 'boolean' },
    )
    this.#persistent = persistent
    this.#record = new TapeRecord(watchAccessedVariables)
  }

  /**
   * Runs `fn` and records what it computes from watched tensors; returns what `fn` returns. Tapes
   * nest, and a tape may record several times, one after the other.
   *
   * @throws TypeError if `fn` returns a promise: what it does later would not be recorded.
   * @throws GradientError if the tape is recording already, or is not persistent and has given its derivative.
   */
  record<T>(fn: Synchronous<T>): T {
    checkFunction('record', fn)
    if (this.#recording) throw new GradientError('record: this tape is recording already')
    this.#refuseIfSpent('record')
    this.#recording = true
    try {
      const result = recordingWith(this.#record, fn)
      if (isPromise(result))
        throw new TypeError(
          'record: the function must not be async, got a promise; await first, then record',
        )
      return result
    } finally {
      this.#recording = false
    }
  }

  /**
   * Watches tensors, and variables that are not trainable. Throws a DTypeError for integers and booleans, a
   * GradientError within `withValues` for a variable that has another value there, if the tape recorded before.
   */
  watch(tensors: Tree<Source>): void {
    for (const { leaf } of leavesOf('watch', tensors)) {
      checkFloat('watch', leaf.dtype)
      if (leaf instanceof Variable) {
        refuseStranger(this.#record, leaf)
        this.#record.follow(leaf, leaf.value)
      } else this.#record.watch(leaf)
    }
  }

  /**
   * Runs `fn` without recording it on this tape. Throws a GradientError within the step of a `scan` or a function with
   * a `checkpoint`, which a tape around it records as a whole.
   */
  stopRecording<T>(fn: () => T): T {
    if (this.#recording && !isListening(this.#record))
      throw new GradientError(
        'stopRecording: the tape must follow what runs now, got the step of a scan or a function with a checkpoint, which it sees as a whole; stopGradient(x) cuts within',
      )
    const before = this.#record.paused
    this.#record.paused = true
    try {
      return fn()
    } finally {
      this.#record.paused = before
    }
  }

  /** Forgets everything recorded and watched. */
  reset(): void {
    this.#record.clear()
    this.#record.paused = false
    this.#spent = false
  }

  /** The variables watched so far, in the order they were first read. */
  watchedVariables(): Variable[] {
    return [...this.#record.variables.keys()]
  }

  /**
   * The derivative of the sum of all target elements by each source, in the nesting of the sources.
   *
   * Inside its own `record` a persistent tape records this too, so that the result can be
   * differentiated again; a tape that is not persistent stops recording here, and gives one
   * derivative only.
   *
   * @throws GradientError naming the source that the target does not depend on (unless
   * `unconnectedGradients` says otherwise), the operation through whose integers or booleans a path leads, or the
   * second use of a tape that is not persistent.
   */
  gradient<const S extends Tree<Source>, U extends Unconnected = 'error'>(
    target: Tree<Source>,
    sources: S,
    options: GradientOptions<U> = {},
  ): MapTree<S, Derivative<U>> {
    const { outputGradients, unconnectedGradients } = checkOptions<GradientOptions<U>>(
      'gradient',
      options,
      { ...derivativeKinds, outputGradients: 'any' },
    )
    const start = initialCotangents(this.#targets('gradient', target), target, outputGradients)
    const targets = [...start.keys()]
    return this.#derive('gradient', targets, sources, unconnectedGradients, (pull) => pull(start))
  }

  /**
   * The derivative of every target element by every source element: the shape of the target, then
   * that of the source. Throws as `gradient` does.
   */
  jacobian<const S extends Tree<Source>, U extends Unconnected = 'error'>(
    target: Source,
    sources: S,
    options: DerivativeOptions<U> = {},
  ): MapTree<S, Derivative<U>> {
    const { unconnectedGradients } = checkOptions('jacobian', options, derivativeKinds)
    const [y] = this.#targets('jacobian', target)
    return this.#derive(
      'jacobian',
      [y],
      sources,
      unconnectedGradients,
      (pull) => pullJacobian(y, this.#largest(), pull),
      (x) => [...y.shape, ...x],
    )
  }

  /**
   * The Jacobian of each row of the target by the same row of the source: [b, ...y] and [b, ...x]
   * give [b, ...y, ...x]. Only right where rows do not mix: a row's influence on other rows, as in batch
   * normalisation, is added to the result. Throws as `gradient` does, and a ShapeError unless the first
   * lengths agree.
   */
  batchJacobian<U extends Unconnected = 'error'>(
    target: Source,
    source: Source,
    options: DerivativeOptions<U> = {},
  ): MapTree<Source, Derivative<U>> {
    const { unconnectedGradients } = checkOptions('batchJacobian', options, derivativeKinds)
    const [y] = this.#targets('batchJacobian', target)
    if (y.shape[0] === undefined || y.shape[0] !== source.shape[0])
      throw new ShapeError(
        `batchJacobian: the first lengths must agree, got ${showShape(y.shape)} and ${showShape(source.shape)}`,
      )
    return this.#derive<Source, U>(
      'batchJacobian',
      [y],
      source,
      unconnectedGradients,
      (pull) => pullBatchJacobian(y, this.#largest(), pull),
      (x) => [...y.shape, ...x.slice(1)],
    )
  }

  /** Derivatives by all sources. `derive` pulls cotangents back; `shapeFor` maps a source's shape to the derivative's. */
  #derive<S extends Tree<Source>, U extends Unconnected>(
    operation: string,
    targets: readonly Tensor[],
    sources: S,
    unconnected: Unconnected = 'error',
    derive: (pull: (start: Cotangents) => Cotangents) => Cotangents,
    shapeFor: (source: Shape) => Shape = (source) => source,
  ): MapTree<S, Derivative<U>> {
    this.#refuseIfSpent(operation)
    const leaves = leavesOf(operation, sources)
    if (leaves.length === 0)
      throw new GradientError(
        `${operation}: the sources must hold at least one tensor or variable, got none; a module's variables() sees no #private fields`,
      )
    if (!this.#persistent) this.#record.paused = this.#spent = true
    if (this.#recording) refuseTargetOfStep(operation, targets, this.#record)
    const tensors = new Set(leaves.flatMap(({ leaf }) => this.#tensorsOf(leaf)))
    const entries = [...this.#record.entries]
    const cotangents = derive((start) => pullBack(entries, start, tensors))
    const derivatives = leaves.map((located) => {
      const { shape, dtype } = located.leaf
      const held = this.#tensorsOf(located.leaf)
      const pulled = sumOfReached(held, cotangents)
      if (pulled) return shaped(pulled, shapeFor(shape))
      if (unconnected !== 'zero' && !isConstantDerivative(entries, held, targets)) {
        if (unconnected === 'none') return null
        const isWatched = held.some((tensor) => this.#record.knows(tensor))
        const isRecorded = targets.some((tensor) => this.#record.knows(tensor))
        throw unconnectedError(operation, { source: located, isWatched, isRecorded })
      }
      return zeros(shapeFor(shape), { dtype })
    })
    recordDerivative(operation, targets, derivatives)
    if (!this.#persistent) this.#record.clear()
    // Null stands only where 'none' was asked for: what Derivative<U> says of each leaf.
    return rebuild(sources, derivatives) as MapTree<S, Derivative<U>>
  }

  /** The target's tensors. Variables are read as within `record`, so that a variable depends on itself. */
  #targets(operation: string, target: Tree<Source>): [Tensor, ...Tensor[]] {
    return recordingWith(this.#record, () => targetTensors(operation, target))
  }

  /** The number of elements of the largest recorded tensor. */
  #largest(): number {
    const sizes = this.#record.entries.flatMap(({ outputs }) => outputs.map(({ size }) => size))
    return sizes.reduce((most, size) => Math.max(most, size), 1)
  }

  #tensorsOf(source: Source): readonly Tensor[] {
    if (source instanceof Tensor) return [source]
    return [...(this.#record.variables.get(source) ?? [])]
  }

  #refuseIfSpent(operation: string): void {
    if (this.#spent)
      throw new GradientError(
        `${operation}: this tape has given its one derivative; make it with { persistent: true } to ask for more`,
      )
  }
}

const shaped = (x: Tensor, shape: Shape): Tensor =>
  sameShape(x.shape, shape) ? x : reshape(x, shape)
