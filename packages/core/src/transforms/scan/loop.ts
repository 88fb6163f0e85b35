import { PinnedVariables } from '../../context/pinned-variables.ts'
import { isRecording, markUntracked, recordEntry, recordingOnly } from '../../context/recording.ts'
import { stopGradient } from '../../operations/elementwise/stop-gradient.ts'
import { currentTracer, type Loop, type Step } from '../../primitive/tracing.ts'
import { isMapping, type Level, levelOf } from '../../tensor/batching.ts'
import { isFloat } from '../../tensor/dtype.ts'
import { loopOfExamples } from './loop-of-examples.ts'
import type { LoopInLevels, LoopResult } from './loop-result.ts'
import { noSteps } from './no-steps.ts'
import { pullLoop } from './pull-loop.ts'
import { stepByStep } from './step-by-step.ts'
import { StepRecorder } from './step-recorder.ts'

/**
 * Runs a loop, which tapes record as one operation: eagerly step by step, compiled as one node of the graph. Its
 * derivative is a loop over the same steps, so that eager and compiled bits agree.
 *
 * `reads`: whether reads of variables are passed on to tapes; false for a derivative, which repeats the steps.
 */
export function runLoop(
  loop: LoopInLevels,
  { reads = true }: { readonly reads?: boolean } = {},
): Step {
  const pinned = new PinnedVariables()
  const pinning: LoopInLevels = { ...loop, body: (...args) => pinned.run(() => loop.body(...args)) }
  return loop.length === 0 ? noSteps(pinning) : run(pinning, reads)
}

function run(loop: LoopInLevels, reads: boolean): LoopResult {
  const outcome = levelOf([...loop.carry, ...loop.inputs]) ?? runWithoutLevel(loop, reads)
  const result =
    'carry' in outcome ? outcome : loopOfExamples(loop, outcome, (batched) => run(batched, reads))
  const inputs = [...loop.carry, ...loop.inputs, ...result.closedOver]
  recordEntry(inputs, () => ({
    operation: 'scan',
    inputs,
    outputs: [...result.carry, ...result.outputs, ...result.sums, ...result.saved()],
    holdsDerivative: result.holdsDerivative,
    integersDependOnFloats:
      result.integersDependOnFloats || result.outputs.some(({ dtype }) => !isFloat(dtype)),
    pull(cotangents, needed) {
      const neededInputs = needed.flatMap((isNeeded, index) => (isNeeded ? [index] : []))
      const pulled = pullLoop(loop, result, neededInputs, cotangents, (back) =>
        runLoop(back, { reads: false }),
      )
      return needed.map((_, index) => pulled[neededInputs.indexOf(index)] ?? null)
    },
  }))
  return result
}

/** Thrown when a step turns out to close over an example of a `vmap`: the loop must run for all examples. */
class ClosesOverExample extends Error {
  readonly level: Level

  constructor(level: Level) {
    super('scan: the steps are those of one example')
    this.level = level
  }
}

/** Runs the loop as outside of `vmap`; returns a level instead if the steps close over one of its examples. */
function runWithoutLevel(loop: LoopInLevels, reads: boolean): LoopResult | Level {
  const recorder = isRecording() || isMapping() ? new StepRecorder(reads, loop.enteredLevels) : null
  const body: Loop['body'] = (carry, inputs) => {
    // The body gets aliases: if it also closes over a tensor of the carry or inputs, that use counts as closed over.
    const args = [carry.map(stopGradient), inputs.map(stopGradient)] as const
    if (!recorder) return loop.body(...args)
    const step = recorder.recordStep(loop.body, ...args)
    if (recorder.level) throw new ClosesOverExample(recorder.level)
    return step
  }
  try {
    const { carry, outputs, sums, saved } = recordingOnly(recorder, () => {
      const recorded = { ...loop, body }
      return currentTracer()?.repeat(recorded) ?? stepByStep(recorded)
    })
    const closedOver = [...(recorder?.closedOver ?? [])]
    // In compiled code the tracer itself refuses tensors that leave a step. The carry is returned as an alias.
    if (recorder && !currentTracer()) {
      const results = new Set([...outputs, ...sums])
      markUntracked(
        'scan',
        recorder.internalFloats.filter((tensor) => !results.has(tensor)),
      )
    }
    return {
      ...{ carry: carry.map(stopGradient), outputs, sums, saved },
      ...{ closedOver, integersDependOnFloats: recorder?.integersDependOnFloats ?? false },
      holdsDerivative: recorder?.holdsDerivative ?? false,
    }
  } catch (error) {
    if (error instanceof ClosesOverExample) return error.level
    throw error
  }
}
