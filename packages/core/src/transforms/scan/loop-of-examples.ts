import { exampleOf, type Level, operandAt } from '../../batching.ts'
import { moveAxis, spread } from '../../operations/batch-rules.ts'
import type { Tensor } from '../../tensor.ts'
import { enter, operandWithin } from '../with-rule.ts'
import { type Entering, once, type Ran } from './ran.ts'

/** The loop of one example of a `vmap`, done for all of them: one loop over the steps of all. */
export function loopOfExamples(loop: Entering, level: Level, run: (all: Entering) => Ran): Ran {
  const { size } = level
  const operands = loop.inputs.map((input) => operandAt(input, level))
  const all = run({
    ...loop,
    entered: [...loop.entered, level],
    carry: loop.carry.map((each) => spread(operandAt(each, level), size)),
    // Steps first, then examples.
    inputs: operands.map(({ tensor, mapped }) => (mapped ? moveAxis(tensor, 1, 0) : tensor)),
    body: (carry, inputs) =>
      level.run(() => {
        const step = loop.body(
          carry.map((each) => enter(each, level)),
          inputs.map((each, index) => (operands[index]?.mapped ? enter(each, level) : each)),
        )
        const leave = (each: Tensor): Tensor => spread(operandWithin(each, level), size)
        return {
          carry: step.carry.map(leave),
          outputs: step.outputs.map(leave),
          sums: step.sums.map(leave),
        }
      }),
  })
  const example = (each: Tensor): Tensor => exampleOf(each, level)
  const stacked = (each: Tensor): Tensor => example(moveAxis(each, 1, 0))
  return {
    carry: all.carry.map(example),
    outputs: all.outputs.map(stacked),
    sums: all.sums.map(example),
    saved: once(() => all.saved().map(stacked)),
    closed: all.closed,
    cuts: all.cuts,
  }
}
