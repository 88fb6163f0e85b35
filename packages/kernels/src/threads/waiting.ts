import type { Waiting } from '../instance.ts'

/** How the main thread sleeps and wakes others. That of a browser must not sleep: there it spins. */
export function waitingOn(buffer: ArrayBuffer): Waiting {
  const words = new Int32Array(buffer)
  return {
    sleep: mayWait(words)
      ? (address: number, seen: number): unknown => Atomics.wait(words, address >>> 2, seen)
      : () => {},
    wake: (address: number): unknown => Atomics.notify(words, address >>> 2),
  }
}

function mayWait(words: Int32Array): boolean {
  try {
    Atomics.wait(words, 0, 0, 0)
    return true
  } catch {
    return false
  }
}
