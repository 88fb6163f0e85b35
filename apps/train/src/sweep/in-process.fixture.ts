import { Rng } from '@sobolev/core'
import { InterruptedError } from '../run/interrupted-error.ts'
import type { Outcome } from './outcome.ts'
import type { TrialExecutor } from './run-sweep.ts'
import { runTrial } from './run-trial.ts'
import type { TrialOrder } from './trial-order.ts'

/** Runs trials in this process, so many at once; the order in which they arrive is drawn. */
export class InProcess implements TrialExecutor {
  readonly slots: number
  /** The numbers of the trials that were really trained, in the order of their ends. */
  readonly trained: number[] = []
  /** Hears of every epoch. */
  onEpoch: (index: number) => void = () => {}
  readonly #stop = new AbortController()
  readonly #rng: Rng
  #arrivals: (() => void)[] = []

  constructor(slots: number, seed = 0) {
    this.slots = slots
    this.#rng = new Rng(seed)
  }

  async run(order: TrialOrder): Promise<Outcome | null> {
    if (this.#stop.signal.aborted) throw new InterruptedError('SIGTERM')
    let wasTrained = false
    const outcome = await runTrial(order, {
      signal: this.#stop.signal,
      onEpoch: () => {
        wasTrained = true
        this.onEpoch(order.index)
      },
      invocation: { command: ['sweep'], workingDirectory: process.cwd(), vectorBits: 128 },
    })
    if (wasTrained) this.trained.push(order.index)
    await this.#arrival(order.index)
    return outcome
  }

  /** Waits for a turn among those that are done. */
  #arrival(index: number): Promise<void> {
    return new Promise((resolve) => {
      this.#arrivals.push(resolve)
      setImmediate(() => {
        const draw = this.#rng.split(index).uniform([], { dtype: 'float64' }).item()
        const [next] = this.#arrivals.splice(Math.floor(draw * this.#arrivals.length), 1)
        next?.()
      })
    })
  }

  stop(signal: string): void {
    this.#stop.abort(signal)
  }

  close(): void {}
}
