import { allExamples, moveAxis } from '../../operations/layout/batch-rules.ts'
import { exampleOf, type Level, operandAt } from '../../tensor/batching.ts'
import { isFloat } from '../../tensor/dtype.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { exampleAtLevel, operandAtLevel } from '../with-rule.ts'
import { type LoopInLevels, type LoopResult, lazy } from './loop-result.ts'

/** A part of the carry that was the same for all examples at first now differs from example to example. */
class BecameMapped extends Error {
  readonly level: Level
  readonly index: number

  constructor(level: Level, index: number) {
    super('scan: the carry is another for each example')
    this.level = level
    this.index = index
  }
}

/**
 * A loop within `vmap`, run for all examples at once: each step computes all of them. Integers in the carry, such as
 * a counter or a random key, are not repeated for each example unless a step makes them differ.
 */
export function loopOfExamples(
  loop: LoopInLevels,
  level: Level,
  run: (all: LoopInLevels) => LoopResult,
): LoopResult {
  const mapped = loop.carry.map((each) => isFloat(each.dtype) || operandAt(each, level).mapped)
  for (;;) {
    try {
      return withMapped(loop, level, run, mapped)
    } catch (error) {
      if (!(error instanceof BecameMapped && error.level === level)) throw error
      mapped[error.index] = true
    }
  }
}

function withMapped(
  loop: LoopInLevels,
  level: Level,
  run: (all: LoopInLevels) => LoopResult,
  mapped: readonly boolean[],
): LoopResult {
  const { size } = level
  const operands = loop.inputs.map((input) => operandAt(input, level))
  const leave = (each: Tensor): Tensor => allExamples(operandAtLevel(each, level), size)
  const result = run({
    ...loop,
    enteredLevels: [...loop.enteredLevels, level],
    carry: loop.carry.map((each, index) =>
      mapped[index] ? allExamples(operandAt(each, level), size) : each,
    ),
    // Steps first, then examples.
    inputs: operands.map((each) => (each.mapped ? moveAxis(each.tensor, 1, 0) : each.tensor)),
    body: (carry, inputs) =>
      level.run(() => {
        const step = loop.body(
          carry.map((each, index) => (mapped[index] ? exampleAtLevel(each, level) : each)),
          inputs.map((each, index) =>
            operands[index]?.mapped ? exampleAtLevel(each, level) : each,
          ),
        )
        return {
          carry: step.carry.map((each, index) => {
            if (mapped[index]) return leave(each)
            if (operandAtLevel(each, level).mapped) throw new BecameMapped(level, index)
            return each
          }),
          outputs: step.outputs.map(leave),
          sums: step.sums.map(leave),
        }
      }),
  })
  const example = (each: Tensor): Tensor => exampleOf(each, level)
  const stacked = (each: Tensor): Tensor => example(moveAxis(each, 1, 0))
  return {
    carry: result.carry.map((each, index) => (mapped[index] ? example(each) : each)),
    outputs: result.outputs.map(stacked),
    sums: result.sums.map(example),
    saved: lazy(() => result.saved().map((each, index) => (mapped[index] ? stacked(each) : each))),
    closedOver: result.closedOver,
    integersDependOnFloats: result.integersDependOnFloats,
    holdsDerivative: result.holdsDerivative,
  }
}
