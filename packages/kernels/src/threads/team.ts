import { FAULT_TRAP } from '../fault-codes.ts'
import type { Instance } from '../instance.ts'
import { TASK_LINK } from './tasks.ts'
import { startWorker } from './workers.ts'

/**
 * The main thread and the workers that share its memory. They start by themselves and are used when all
 * have joined; until then, and if one cannot be started, programs run on the main thread alone.
 */
export class Team {
  /** Fulfilled with true when all have joined, with false when one was lost. */
  readonly started: Promise<boolean>
  readonly #instance: Instance
  readonly #threads: number
  readonly #ends: (() => void)[] = []
  #usable = true
  /** How many modules of fused chains the workers have linked. */
  #linked = 0

  constructor(instance: Instance, threads: number) {
    this.#instance = instance
    this.#threads = threads
    const { module, memory, wide } = instance
    instance.join(0, threads)
    const joins = Array.from({ length: threads - 1 }, (_, index) => {
      const start = { module, memory, wide, thread: index + 1, threads }
      return new Promise<void>((resolve) => {
        const lost = (): void => {
          this.#usable = false
          resolve()
        }
        this.#ends.push(startWorker(start, { joined: resolve, lost }))
      })
    })
    this.started = Promise.all(joins).then(() => this.#usable)
  }

  /** Whether all have joined. */
  get ready(): boolean {
    return this.#usable && this.#instance.ready() === this.#threads - 1
  }

  /** Gives the workers the modules of fused chains that they lack; `write` puts one into memory and returns its address. */
  link(modules: readonly Uint8Array[], write: (module: Uint8Array) => number): void {
    for (const module of modules.slice(this.#linked)) {
      this.#instance.post(TASK_LINK, write(module), module.length)
      this.#instance.arrive()
    }
    this.#linked = modules.length
  }

  /** Runs a program with all workers. Returns 0 or a fault, and what was thrown if it trapped here. */
  run(program: number, words: number): { readonly status: number; readonly cause?: unknown } {
    try {
      return { status: this.#instance.lead(program, words) }
    } catch (cause) {
      return { status: this.#instance.abandon() || FAULT_TRAP, cause }
    }
  }

  /** Ends the workers. */
  close(): void {
    this.#usable = false
    for (const end of this.#ends) end()
  }
}
