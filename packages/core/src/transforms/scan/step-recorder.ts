import type { Entry } from '../../context/entry.ts'
import { captureReaders, captureWatchers, type Recorder } from '../../context/recording.ts'
import type { Loop, Step } from '../../primitive/tracing.ts'
import { type Level, levelOf, levelOfExample, newestLevelOrder } from '../../tensor/batching.ts'
import { isFloat } from '../../tensor/dtype.ts'
import type { Tensor } from '../../tensor/tensor.ts'

/** Records the steps of a loop in place of the tapes outside, and finds the tensors that the steps close over. */
export class StepRecorder implements Recorder {
  /** The tensors that the steps close over and a tape outside watches. */
  readonly closedOver = new Set<Tensor>()
  /** True if an integer in the carry was computed from floats, so that a path of derivatives may end there. */
  integersDependOnFloats = false
  /** True if a step took a derivative. */
  holdsDerivative = false
  readonly read: Recorder['read']
  readonly #isWatched = captureWatchers()
  readonly #enteredLevels: readonly Level[]
  readonly #newestLevelOrder = newestLevelOrder()
  readonly #internal = new Set<Tensor>()
  readonly #dependOnFloats = new Set<Tensor>()
  readonly #batched: Tensor[] = []

  /**
   * `reads`: whether reads of variables are passed on to the tapes outside. `entered`: the levels of `vmap` that the
   * loop's body itself activates.
   */
  constructor(reads: boolean, entered: readonly Level[]) {
    this.read = reads ? captureReaders() : () => {}
    this.#enteredLevels = entered
  }

  /** The innermost level of `vmap` of whose examples the steps close over one; else null. */
  get level(): Level | null {
    return levelOf(this.#batched)
  }

  /** Floats that the steps computed from floats: only the derivative of the loop leads through them. */
  get internalFloats(): readonly Tensor[] {
    return [...this.#dependOnFloats].filter(
      (each) => this.#internal.has(each) && isFloat(each.dtype),
    )
  }

  /** Runs and records one step; `args` must be aliases that only the step knows. */
  recordStep(body: Loop['body'], ...args: Parameters<Loop['body']>): Step {
    for (const tensor of args.flat()) {
      this.#internal.add(tensor)
      if (isFloat(tensor.dtype)) this.#dependOnFloats.add(tensor)
    }
    const step = body(...args)
    for (const tensor of [...step.carry, ...step.outputs, ...step.sums]) this.#use(tensor)
    this.integersDependOnFloats ||= step.carry.some(
      (tensor) => !isFloat(tensor.dtype) && this.#dependOnFloats.has(tensor),
    )
    return step
  }

  watches(inputs: readonly Tensor[]): boolean {
    return inputs.some((input) => this.#internal.has(input) || this.#isForeign(input))
  }

  record({ inputs, outputs, isDerivative, holdsDerivative }: Entry): void {
    this.holdsDerivative ||= isDerivative || holdsDerivative || false
    for (const input of inputs) this.#use(input)
    const ofFloats = inputs.some((input) => this.#dependOnFloats.has(input))
    for (const output of outputs) {
      this.#internal.add(output)
      if (ofFloats) this.#dependOnFloats.add(output)
    }
  }

  #use(tensor: Tensor): void {
    if (this.#internal.has(tensor)) return
    if (this.#isExample(tensor)) this.#batched.push(tensor)
    if (!this.#isWatched(tensor)) return
    this.closedOver.add(tensor)
    if (isFloat(tensor.dtype)) this.#dependOnFloats.add(tensor)
  }

  #isForeign(tensor: Tensor): boolean {
    return this.#isWatched(tensor) || this.#isExample(tensor)
  }

  /** Whether it is one of the examples of a `vmap` around the loop. */
  #isExample(tensor: Tensor): boolean {
    const level = levelOfExample(tensor)
    return (
      level !== null &&
      level.order <= this.#newestLevelOrder &&
      !this.#enteredLevels.includes(level)
    )
  }
}
