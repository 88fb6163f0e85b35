import { parentPort, workerData } from 'node:worker_threads'
import * as z from 'zod'
import { checkMemory } from './check-memory.ts'
import { targetNames, targets } from './targets.ts'
import { tryCase } from './try-case.ts'

const { name, seed, first, cases, seconds, current } = z
  .object({
    name: z.enum(targetNames),
    seed: z.number(),
    first: z.number(),
    cases: z.number(),
    seconds: z.number(),
    /** The case that is being tried, for whoever watches that none hangs. */
    current: z.instanceof(SharedArrayBuffer),
  })
  .parse(workerData)

const shown = new Int32Array(current)
const target = targets[name]()
const end = performance.now() + 1000 * seconds
let accepted = 0
let index = first
try {
  for (; index < first + cases && performance.now() < end; index++) {
    Atomics.store(shown, 0, index)
    if ((await tryCase(target, seed, index)) === 'accepted') accepted++
    checkMemory()
  }
  parentPort?.postMessage({ tried: index - first, accepted })
} catch (error) {
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
  parentPort?.postMessage({ tried: index - first, accepted, index, reason })
}
