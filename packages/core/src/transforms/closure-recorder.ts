import type { Entry } from '../context/entry.ts'
import { captureReaders, captureWatchers, type Recorder } from '../context/recording.ts'
import { viewsOf } from '../tensor/batching.ts'
import { isFloat } from '../tensor/dtype.ts'
import type { Tensor } from '../tensor/tensor.ts'

interface ClosureOptions {
  /** Whether it passes reads of variables on to the tapes outside, because it records in their place. */
  readonly reads: boolean
  /** Whether a dependence through integers and booleans counts. */
  readonly throughIntegers: boolean
}

/**
 * Records a function to find the watched tensors that it closes over, that is, uses without having them as arguments.
 * The arguments must be aliases that only the function knows.
 */
export class ClosureRecorder implements Recorder {
  /** The tensors that the function closes over and a tape outside watches. */
  readonly closedOver = new Set<Tensor>()
  /** The tensors that depend on watched ones, whether arguments or closed over. */
  readonly reached: Set<Tensor>
  /** True if the function took a derivative. */
  holdsDerivative = false
  readonly read: Recorder['read']
  readonly #isWatched = captureWatchers()
  readonly #internal: Set<Tensor>
  readonly #throughIntegers: boolean

  /** `args`: the function's arguments; `watched`: those that are aliases of watched tensors. */
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

  /** Notes a tensor that the function uses or returns. */
  use(tensor: Tensor): void {
    for (const view of viewsOf(tensor))
      if (!this.#internal.has(view) && this.#isWatched(view)) this.closedOver.add(view)
  }

  /** Whether `tensor` has a derivative by watched arguments or by tensors that the function closes over. */
  isReached(tensor: Tensor): boolean {
    this.use(tensor)
    return viewsOf(tensor).some((view) => isFloat(view.dtype) && this.#isReached(view))
  }

  #isReached(tensor: Tensor): boolean {
    return this.reached.has(tensor) || this.closedOver.has(tensor)
  }
}
