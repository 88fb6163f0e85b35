import type { Instruction } from '../instructions/instruction.ts'
import { ByteSet } from './byte-set.ts'
import { cut } from './cut.ts'
import type { Region, Work } from './work.ts'

// Nanoseconds.
/** What a barrier costs: to pass it while all threads are awake, and to wait for the slowest. */
const BARRIER = 700
/** An instruction that takes this long is worth sharing though it needs barriers. */
const WORTH_BARRIERS = 4000
/** An instruction that takes this long is worth sharing where it needs no more barriers shared than alone. */
const WORTH_SHARING = 500
/** What a program must gain before it is run by several threads: as long as it takes to wake them when they sleep. */
const WAKING = 40_000

/** The bytes that a thread has read and written since the last barrier. */
interface Touched {
  readonly read: ByteSet
  readonly written: ByteSet
}

/**
 * Decides, instruction by instruction, whether the threads share it and whether a barrier must come before it. A barrier
 * is needed only where one thread touches bytes that another has written since the last barrier, or writes bytes that
 * another has touched: a forward pass over a batch, where each thread goes on with the rows that it computed, needs
 * none. Another comes behind instructions that may find a fault in what they read, so that no thread goes on where
 * another has stopped.
 */
export class Schedule {
  readonly #threads: number
  readonly #touched: readonly Touched[]
  #gain = -WAKING
  // The steps of the loops around the next instruction, the innermost last.
  readonly #times: number[] = []
  // Of parts side by side, what each thread has to do.
  #alone: number[] | null = null
  // Whether the instruction before may have found a fault in what it read.
  #mayHaveStopped = false

  constructor(threads: number) {
    this.#threads = threads
    this.#touched = Array.from({ length: threads }, () => ({
      read: new ByteSet(),
      written: new ByteSet(),
    }))
  }

  /** Whether several threads are expected to be faster than one. */
  get pays(): boolean {
    return this.#gain > 0
  }

  /** Decides about the next instruction: what to add to its opcode, and whether a barrier comes before it. */
  place<Detail>(
    instruction: Instruction<object, Detail>,
    words: readonly number[],
    detail?: Detail,
  ): { readonly slicing: number; readonly barrier: boolean } {
    const work = instruction.work(words, this.#threads, detail)
    const alone = { ...work, slicing: 0 }
    const aloneNeedsBarrier = this.#conflicts(alone)
    const sharedNeedsBarrier = work.slicing === 0 ? aloneNeedsBarrier : this.#conflicts(work)
    const shared =
      work.slicing !== 0 && worthSharing(work.cost, aloneNeedsBarrier, sharedNeedsBarrier)
    const mayStop = instruction.mayStop === true
    const barrier =
      (shared ? sharedNeedsBarrier : aloneNeedsBarrier) || (this.#mayHaveStopped && !mayStop)
    this.#mayHaveStopped = mayStop
    if (barrier) {
      this.#gain -= BARRIER * this.#steps
      this.#passBarrier()
    }
    if (shared) this.#gain += work.cost * (1 - 1 / this.#threads) * this.#steps
    this.#touch(shared ? work : alone)
    return { slicing: shared ? work.slicing : 0, barrier }
  }

  /** Parts begin that each thread computes by itself, behind a barrier. */
  separate(): void {
    this.#passTurn()
    this.#alone = Array.from({ length: this.#threads }, () => 0)
  }

  /** The next instruction is of a part that one thread computes. */
  placeAlone<Detail>(
    instruction: Instruction<object, Detail>,
    words: readonly number[],
    thread: number,
    detail?: Detail,
  ): void {
    if (!this.#alone) return
    const { cost } = instruction.work(words, 1, detail)
    this.#alone[thread] = (this.#alone[thread] ?? 0) + cost * this.#steps
  }

  /** These parts end: all threads wait for the one that had most to do. */
  join(): void {
    const costs = this.#alone ?? []
    this.#gain += costs.reduce((sum, cost) => sum + cost, 0) - Math.max(0, ...costs)
    this.#alone = null
    this.#passTurn()
  }

  /** A loop begins, of so many steps. A barrier comes before it, and one before each further step. */
  repeat(times: number): void {
    this.#passTurn()
    this.#times.push(times)
  }

  /**
   * The innermost loop ends: behind the last barrier every thread looks at its counter once more, from
   * `counters` on.
   */
  again(counters: number): void {
    this.#passTurn()
    this.#times.pop()
    if (this.#alone) return
    for (const [thread, { written }] of this.#touched.entries())
      written.add(counters + 4 * thread, counters + 4 * thread + 4)
  }

  #passTurn(): void {
    if (this.#alone) return
    this.#gain -= BARRIER * this.#steps
    this.#mayHaveStopped = false
    this.#passBarrier()
  }

  /** How often the next instruction is run. */
  get #steps(): number {
    return this.#times.reduce((product, times) => product * times, 1)
  }

  #passBarrier(): void {
    for (const { read, written } of this.#touched) {
      read.clear()
      written.clear()
    }
  }

  #conflicts(work: Work): boolean {
    return this.#someRegion(work, (start, end, { written }, thread) =>
      this.#touched.some(
        (other, index) =>
          index !== thread &&
          (other.written.overlaps(start, end) || (written && other.read.overlaps(start, end))),
      ),
    )
  }

  #touch(work: Work): void {
    this.#someRegion(work, (start, end, { written }, thread) => {
      const touched = this.#touched[thread]
      if (written) touched?.written.add(start, end)
      else touched?.read.add(start, end)
      return false
    })
  }

  /** Whether something holds of the bytes that some thread touches in some region. */
  #someRegion(
    { slicing, size, unit, regions }: Work,
    holds: (start: number, end: number, region: Region, thread: number) => boolean,
  ): boolean {
    const threads = slicing === 0 ? 1 : this.#threads
    for (let thread = 0; thread < threads; thread++) {
      const first = cut(size, unit, thread, threads)
      const last = cut(size, unit, thread + 1, threads) - 1
      if (last < first) continue
      for (const region of regions) {
        const { start, end, step } = region
        const low = start + Math.min(first * step, last * step)
        const high = end + Math.max(first * step, last * step)
        if (high > low && holds(low, high, region, thread)) return true
      }
    }
    return false
  }
}

function worthSharing(
  cost: number,
  aloneNeedsBarrier: boolean,
  sharedNeedsBarrier: boolean,
): boolean {
  if (cost >= WORTH_BARRIERS) return true
  if (aloneNeedsBarrier !== sharedNeedsBarrier) return aloneNeedsBarrier
  return cost >= WORTH_SHARING
}
