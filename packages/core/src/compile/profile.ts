import type { Tensor } from '../tensor/tensor.ts'
import { arithmeticOf, showNode } from './explain.ts'
import type { Node } from './graph/graph.ts'
import type { Executable } from './run/executable.ts'
import { runProgram } from './run/machine-memory.ts'

// Every platform has one, and the language's own library does not say so.
declare const performance: { now(): number }

/** So many passes through the program; an instruction's time is its best. */
const PASSES = 30

/**
 * The time of every instruction, the slowest first: microseconds (the best of thirty passes through
 * the program), its share of their sum, operations a nanosecond, and what it is. Each is a call of
 * the machine here, which adds about half a microsecond; barriers are not in it.
 */
export function profile(executable: Executable, inputs: readonly Tensor[]): string {
  const best = new Map<Node, number>()
  for (let pass = 0; pass < PASSES; pass++)
    executable.restoring(() => {
      for (const { node, program } of executable.instructions(inputs)) {
        const start = performance.now()
        runProgram(program)
        const microseconds = 1000 * (performance.now() - start)
        best.set(node, Math.min(microseconds, best.get(node) ?? microseconds))
      }
    })
  const timed = [...best].sort(([, a], [, b]) => b - a)
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
