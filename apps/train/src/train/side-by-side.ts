import { compileAll, type Rng, type Tensor, tensor } from '@sobolev/core'
import type { Batch } from './batch.ts'
import type { Lane } from './lane.ts'
import type { StepTerms } from './not-finite.ts'
import type { Step, StepFunctions } from './steps.ts'

/** Takes the steps of trainings that go side by side: of each that has one, its batch from a row of the epoch on. */
export type SideBySide = (running: readonly Lane[], begin: number) => void

/** The steps of one training are those of its trainer; of several, one program with a part for each. */
export const sideBySide = (lanes: readonly Lane[], eager: boolean): SideBySide =>
  lanes.length === 1 ? alone : together(lanes, eager)

function alone(running: readonly Lane[], begin: number): void {
  for (const lane of running) {
    const { trainer } = lane.training
    const take = lane.kindAt(begin) === 'take' ? trainer.take : trainer.gather
    lane.took(begin, take(lane.batchAt(begin), lane.sourceAt(begin), lane.step))
  }
}

type StepArguments = [Batch, Rng, Tensor, readonly string[]]

function together(lanes: readonly Lane[], eager: boolean): SideBySide {
  const run = { take: runOf(lanes, 'take', eager), gather: runOf(lanes, 'gather', eager) }
  return (running, begin) => {
    const due = running.filter(({ rows }) => begin < rows)
    for (const kind of ['take', 'gather'] as const) {
      const takers = new Set(due.filter((lane) => lane.kindAt(begin) === kind))
      if (takers.size === 0) continue
      const calls = lanes.map((lane): StepArguments | null =>
        takers.has(lane) ? argumentsOf(lane, begin) : null,
      )
      for (const [index, terms] of run[kind](calls).entries()) {
        const lane = lanes[index]
        if (!lane || !terms) continue
        if (kind === 'take') lane.training.trainer.took?.(lane.step)
        lane.took(begin, terms)
      }
    }
  }
}

/** Runs the steps of those that have arguments. */
function runOf(
  lanes: readonly Lane[],
  kind: keyof StepFunctions,
  eager: boolean,
): (calls: readonly (StepArguments | null)[]) => readonly (StepTerms | null)[] {
  const steps = lanes.map(({ training: { trainer } }): Step => {
    if (trainer.functions === null)
      throw new TypeError('sideBySide: a step of each training must be one program')
    return trainer.functions[kind]
  })
  if (eager) return (calls) => calls.map((call, index) => (call && steps[index]?.(...call)) ?? null)
  return compileAll(steps)
}

function argumentsOf(lane: Lane, begin: number): StepArguments {
  const { step } = lane
  const number = tensor(step, { dtype: 'int32' })
  return [lane.batchAt(begin), lane.sourceAt(begin), number, lane.training.trainer.due(step)]
}
