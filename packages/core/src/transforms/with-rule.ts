import { recordEntry } from '../context/recording.ts'
import { stopGradient } from '../operations/elementwise/stop-gradient.ts'
import { allExamples, moveAxis } from '../operations/layout/batch-rules.ts'
import { sum } from '../operations/layout/sum-broadcast.ts'
import { exampleOf, type Level, levelOf, type Operand, operandAt } from '../tensor/batching.ts'
import type { Tensor } from '../tensor/tensor.ts'

/** The cotangents of the inputs from that of the value. */
type Pull = (cotangent: Tensor, needed: readonly boolean[]) => readonly (Tensor | null)[]

/**
 * `value` as a tensor of its own, whose derivative by `inputs` is what `pull` says, whatever it was
 * computed by. Within `vmap` the rule is that of one example, and tapes around it see it for all.
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

/** `exampleOf` where `all` may itself be one of a later level's examples, which stay outside. */
export function exampleAtLevel(examples: Tensor, level: Level): Tensor {
  const later = levelOf([examples])
  if (!later || later.order < level.order) return exampleOf(examples, level)
  const { tensor } = operandAt(examples, later)
  return exampleOf(exampleAtLevel(moveAxis(tensor, 1, 0), level), later)
}

/** `operandAt` where `tensor` may be one of a later level's examples. */
export function operandAtLevel(tensor: Tensor, level: Level): Operand {
  const later = levelOf([tensor])
  if (!later || later.order <= level.order) return operandAt(tensor, level)
  const within = operandAtLevel(operandAt(tensor, later).tensor, level)
  if (!within.mapped) return { tensor, mapped: false, shape: tensor.shape }
  const all = exampleOf(moveAxis(within.tensor, 1, 0), later)
  return { tensor: all, mapped: true, shape: tensor.shape }
}
