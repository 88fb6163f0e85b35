import { nextTurn } from '#platform'

/** Milliseconds of work after which signals and timers get their turn. */
const stretch = 50

/** Lets the event loop run now and then during long work, so that signals are heard. */
export class Turns {
  #since = performance.now()

  /** Gives way if the last time lies 50 ms back; else costs a look at the clock. */
  async giveWay(): Promise<void> {
    if (performance.now() - this.#since < stretch) return
    await nextTurn()
    this.#since = performance.now()
  }
}
