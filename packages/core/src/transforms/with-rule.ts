import { recordEntry } from '../context/recording.ts'
import { stopGradient } from '../operations/elementwise/stop-gradient.ts'
import { allExamples, moveAxis } from '../operations/layout/batch-rules.ts'
import { sum } from '../operations/layout/sum-broadcast.ts'
import { exampleOf, type Level, levelOf, type Operand, operandAt } from '../tensor/batching.ts'
import type { Tensor } from '../tensor/tensor.ts'

/** The cotangents of the inputs from that of the value. */
type Pull = (cotangent: Tensor, needed: readonly boolean[]) => readonly (Tensor | null)[]

/**
 * An alias of `value` whose derivative by `inputs` is given by `pull`, however it was computed. Within `vmap`, `pull`
 * is the rule for one example, and tapes outside record it for all of them.
 */
export function withRule(
  operation: string,
  inputs: readonly Tensor[],
  value: Tensor,
  pull: Pull,
): Tensor {
  const level = levelOf([...inputs, value])
  const output = level
    ? exampleOf(withBatchedRule(operation, inputs, value, pull, level), level)
    : stopGradient(value)
  recordEntry(inputs, () => ({
    operation,
    inputs,
    outputs: [output],
    pull: ([cotangent], needed) => (cotangent ? pull(cotangent, needed) : inputs.map(() => null)),
  }))
  return output
}

function withBatchedRule(
  operation: string,
  inputs: readonly Tensor[],
  value: Tensor,
  pull: Pull,
  level: Level,
): Tensor {
  const operands = inputs.map((input) => operandAt(input, level))
  const tensors = operands.map(({ tensor }) => tensor)
  const values = allExamples(operandAt(value, level), level.size)
  return withRule(operation, tensors, values, (cotangents, needed) =>
    level.run(() =>
      pull(exampleAtLevel(cotangents, level), needed).map((pulled, index) => {
        const each = pulled && allExamples(operandAtLevel(pulled, level), level.size)
        return each && (operands[index]?.mapped ? each : sum(each, 0))
      }),
    ),
  )
}

/** `exampleOf` for an inner or an outer level: `examples` may itself stand for one example of a level further in. */
export function exampleAtLevel(examples: Tensor, level: Level): Tensor {
  const later = levelOf([examples])
  if (!later || later.order < level.order) return exampleOf(examples, level)
  const { tensor } = operandAt(examples, later)
  return exampleOf(exampleAtLevel(moveAxis(tensor, 1, 0), level), later)
}

/** `operandAt` for an inner or an outer level: `tensor` may itself stand for one example of a level further in. */
export function operandAtLevel(tensor: Tensor, level: Level): Operand {
  const later = levelOf([tensor])
  if (!later || later.order <= level.order) return operandAt(tensor, level)
  const within = operandAtLevel(operandAt(tensor, later).tensor, level)
  if (!within.mapped) return { tensor, mapped: false, shape: tensor.shape }
  const all = exampleOf(moveAxis(within.tensor, 1, 0), later)
  return { tensor: all, mapped: true, shape: tensor.shape }
}
