import { availableParallelism, cpus, loadavg } from 'node:os'
import { areWideVectorsCompared, setThreads, useWideVectors } from '@sobolev/core'
import type { Finding } from './finding.ts'
import { measureSpeed } from './measure-speed.ts'

/** What a product of two vectors' worth of numbers takes: a multiplication and an addition of each in a cycle. */
const vectorsPerCycle = 2
/** The cycles of a training step of two layers of 64 units on 64 rows, with vectors of 128 bits. */
const cyclesPerStep = 450_000
/** What is slower than this share of what is expected is told. */
const leastShare = 0.5

/** The processor's threads, vectors and speed. `isMeasured`: false leaves the speed out. */
export async function checkSpeed(isMeasured: boolean): Promise<Finding[]> {
  const isWide = areWideVectorsCompared() && useWideVectors()
  const bits = isWide ? 256 : 128
  const speed = isMeasured ? measureSpeed() : undefined
  const vectors: Finding = { name: 'vectors', state: 'ok', found: `${bits} bits` }
  const findings = [await checkThreads(), vectors]
  if (speed === undefined) return findings
  const { clock, product, step } = speed
  const gigahertz = `${(clock / 1e9).toFixed(1)} GHz`
  const expectedProduct = clock * vectorsPerCycle * (bits / 32)
  const expectedStep = (cyclesPerStep / clock) * 1e6
  return [
    ...findings,
    checkLoad(),
    judged('matrix product', product / expectedProduct, {
      found: `${(product / 1e9).toFixed(0)} GFLOP/s in one thread`,
      expected: `${(expectedProduct / 1e9).toFixed(0)} at ${gigahertz}, ${vectorsPerCycle * (bits / 32)} operations a cycle`,
    }),
    judged('training step', expectedStep / (step * 1e6), {
      found: `${(step * 1e6).toFixed(0)} µs of processor time for two layers of 64 on 64 rows`,
      expected: `${expectedStep.toFixed(0)} at ${gigahertz}`,
    }),
  ]
}

async function checkThreads(): Promise<Finding> {
  const name = 'threads'
  const available = availableParallelism()
  const started = await setThreads('auto')
  const processor = cpus()[0]?.model.trim() ?? 'unknown processor'
  const found = `${started} of ${available} that the system allows (${processor})`
  if (started >= Math.min(available, 8)) return { name, state: 'ok', found }
  return {
    name,
    state: 'fault',
    found,
    advice: 'worker threads do not start; --threads 1 does without them',
  }
}

function checkLoad(): Finding {
  const name = 'load'
  const [load = 0] = loadavg()
  const threads = availableParallelism()
  const found = `${load.toFixed(1)} programs want a processor, of which there are ${threads}`
  if (load < threads + 1) return { name, state: 'ok', found }
  const advice =
    'others compute here too: a training takes longer; what follows counts processor time'
  return { name, state: 'note', found, advice }
}

function judged(
  name: string,
  share: number,
  { found, expected }: { readonly found: string; readonly expected: string },
): Finding {
  const text = `${found}; expected about ${expected}`
  if (share >= leastShare) return { name, state: 'ok', found: text }
  const advice =
    'much slower than expected: look for other programs, a power-saving mode or emulation (x64 Node on an arm64 processor), and try Node 24'
  return { name, state: 'note', found: text, advice }
}
