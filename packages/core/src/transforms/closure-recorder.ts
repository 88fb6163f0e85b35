import type { Entry } from '../context/entry.ts'
import { captureReaders, captureWatchers, type Recorder } from '../context/recording.ts'
import { viewsOf } from '../tensor/batching.ts'
import { isFloat } from '../tensor/dtype.ts'
import type { Tensor } from '../tensor/tensor.ts'

interface ClosureOptions {
  /** Whether it tells the tapes around what variables are read: where it listens in their place. */
  readonly reads: boolean
  /** Whether what was computed of an integer or a truth counts as computed of what these come of. */
  readonly throughIntegers: boolean
}

/**
 * Listens to a function, and tells what it computes of its arguments from what it computes of tensors that it
 * closes over. The arguments must be tensors of their own: any other use of what they hold is closed over.
 */
export class ClosureRecorder implements Recorder {
  /** What a tape around watches and the function uses, its arguments aside. */
  readonly closedOver = new Set<Tensor>()
  /** What was computed of watched tensors: of the arguments among them, or of those closed over. */
  readonly reached: Set<Tensor>
  /** True if a derivative was taken. */
  holdsDerivative = false
  readonly read: Recorder['read']
  readonly #isWatched = captureWatchers()
  readonly #internal: Set<Tensor>
  readonly #throughIntegers: boolean

  /** `args`: the function's arguments; `watched`: those of them that stand for watched tensors. */
  constructor(
    args: readonly Tensor[],
    watched: readonly Tensor[],
    { reads, throughIntegers }: ClosureOptions,
  ) {
    this.#internal = new Set(args.flatMap(viewsOf))
    this.reached = new Set(watched)
    this.#throughIntegers = throughIntegers
    this.read = reads ? captureReaders() : () => {}
  }

  watches(inputs: readonly Tensor[]): boolean {
    return inputs.some((input) => this.#internal.has(input) || this.#isWatched(input))
  }

  record({ inputs, outputs, isDerivative, holdsDerivative }: Entry): void {
    this.holdsDerivative ||= isDerivative || holdsDerivative || false
    for (const input of inputs) this.use(input)
    const counts = (tensor: Tensor): boolean => this.#throughIntegers || isFloat(tensor.dtype)
    const isReached = inputs.some((input) => counts(input) && this.#isReached(input))
    for (const output of outputs) {
      this.#internal.add(output)
      if (isReached && counts(output)) this.reached.add(output)
    }
  }

  /** Takes note of a tensor that the function uses or returns. */
  use(tensor: Tensor): void {
    for (const view of viewsOf(tensor))
      if (!this.#internal.has(view) && this.#isWatched(view)) this.closedOver.add(view)
  }

  /** Whether a tape would lose a derivative by what the function closes over, if it did not follow `tensor`. */
  isReached(tensor: Tensor): boolean {
    this.use(tensor)
    return viewsOf(tensor).some((view) => isFloat(view.dtype) && this.#isReached(view))
  }

  #isReached(tensor: Tensor): boolean {
    return this.reached.has(tensor) || this.closedOver.has(tensor)
  }
}
