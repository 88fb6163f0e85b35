import type { Tensor } from '../tensor/tensor.ts'
import { arithmeticOf, showNode } from './explain.ts'
import type { Node } from './graph/graph.ts'
import type { Executable } from './run/executable.ts'
import { runProgram } from './run/machine-memory.ts'

// Every platform has this clock; the language's own type library does not declare it.
declare const performance: { now(): number }

/** How often the program runs: the time of an instruction is its shortest. */
const RUNS = 30

/**
 * The time of every instruction, the slowest first: microseconds (the shortest of thirty runs), its share of their
 * sum, operations a nanosecond, and its node. Each instruction is one call of the machine here, which adds about half
 * a microsecond; what threads wait for each other is not in it.
 */
export function profile(executable: Executable, inputs: readonly Tensor[]): string {
  const shortest = new Map<Node, number>()
  for (let run = 0; run < RUNS; run++)
    executable.restoring(() => {
      for (const { node, program } of executable.instructions(inputs)) {
        const start = performance.now()
        runProgram(program)
        const microseconds = 1000 * (performance.now() - start)
        shortest.set(node, Math.min(microseconds, shortest.get(node) ?? microseconds))
      }
    })
  const timed = [...shortest].sort(([, a], [, b]) => b - a)
  const total = timed.reduce((sum, [, microseconds]) => sum + microseconds, 0)
  const lines = timed.map(([node, microseconds]) => {
    const share = `${((100 * microseconds) / total).toFixed(1)} %`.padStart(7)
    const rate = (arithmeticOf(node) / microseconds / 1000).toFixed(1).padStart(6)
    return `${microseconds.toFixed(2).padStart(9)} ${share} ${rate}  ${showNode(node)}`
  })
  return ['       µs   share   op/ns', ...lines, `${total.toFixed(2).padStart(9)} in all`].join(
    '\n',
  )
}
