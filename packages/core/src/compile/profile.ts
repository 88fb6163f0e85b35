import type { Tensor } from '../tensor.ts'
import type { Executable } from './executable.ts'
import { arithmeticOf } from './explain.ts'
import { showNode } from './graph.ts'
import { runProgram } from './resident.ts'

// Every platform has one, and the language's own library does not say so.
declare const performance: { now(): number }

/** A timing takes at least so many milliseconds, to be well above the clock's grain. */
const LONG_ENOUGH = 0.5
const TIMINGS = 7

/**
 * The time of every instruction by itself, the slowest first: microseconds (the best of seven), its
 * share of their sum, operations a nanosecond, and what it is. Barriers and what stays in a cache
 * from one instruction to the next are not in it.
 */
export function profile(executable: Executable, inputs: readonly Tensor[]): string {
  const timed = executable.restoring(() => {
    executable.run(inputs)
    return executable.instructions().map(({ node, program }) => {
      const microseconds = bestOf(() => runProgram(program))
      return { node, microseconds }
    })
  })
  const total = timed.reduce((sum, { microseconds }) => sum + microseconds, 0)
  const lines = timed
    .toSorted((a, b) => b.microseconds - a.microseconds)
    .map(({ node, microseconds }) => {
      const share = `${((100 * microseconds) / total).toFixed(1)} %`.padStart(7)
      const rate = (arithmeticOf(node) / microseconds / 1000).toFixed(1).padStart(6)
      return `${microseconds.toFixed(2).padStart(9)} ${share} ${rate}  ${showNode(node)}`
    })
  return ['       µs   share   op/ns', ...lines, `${total.toFixed(2).padStart(9)} in all`].join(
    '\n',
  )
}

/** Microseconds of one run. */
function bestOf(run: () => void): number {
  const timing = (runs: number): number => {
    const start = performance.now()
    for (let i = 0; i < runs; i++) run()
    return performance.now() - start
  }
  let runs = 1
  while (timing(runs) < LONG_ENOUGH) runs *= 2
  const best = Math.min(...Array.from({ length: TIMINGS }, () => timing(runs)))
  return (1000 * best) / runs
}
