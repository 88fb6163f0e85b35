import { compileAll, type Rng, Tensor, tensor } from '@sobolev/core'
import type { Part } from '../data/part.ts'
import type { Batch } from './batch.ts'
import type { Lane } from './lane.ts'
import type { StepTerms } from './not-finite.ts'
import { type RowsInProgram, rowsInProgram } from './rows-in-program.ts'
import type { StepFunctions } from './steps.ts'

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

/** A batch, or the numbers of its rows where the program takes them by itself; and what else a step takes. */
type StepArguments = [Batch | Tensor, Rng, Tensor, readonly string[]]

type MemberStep = (...given: StepArguments) => StepTerms

function together(lanes: readonly Lane[], eager: boolean): SideBySide {
  const members = membersOf(lanes, eager)
  const run = { take: runOf(members, 'take', eager), gather: runOf(members, 'gather', eager) }
  return (running, begin) => {
    const due = running.filter(({ rows }) => begin < rows)
    for (const kind of ['take', 'gather'] as const) {
      const takers = new Set(due.filter((lane) => lane.kindAt(begin) === kind))
      if (takers.size === 0) continue
      const calls = members.map((member) =>
        takers.has(member.lane) ? argumentsOf(member, begin) : null,
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

interface Member {
  readonly lane: Lane
  /** Null where batches are made outside of the program. */
  readonly rows: RowsInProgram | null
}

function membersOf(lanes: readonly Lane[], eager: boolean): readonly Member[] {
  // Without folds, all members have the same rows.
  const known = new Map<Part, RowsInProgram | null>()
  return lanes.map((lane) => {
    const { part } = lane.training
    const rows = known.has(part)
      ? (known.get(part) ?? null)
      : eager || !lane.isShuffled
        ? null
        : rowsInProgram(part, lane.shape)
    known.set(part, rows)
    return { lane, rows }
  })
}

/** Runs the steps of those that have arguments. */
function runOf(
  members: readonly Member[],
  kind: keyof StepFunctions,
  eager: boolean,
): (calls: readonly (StepArguments | null)[]) => readonly (StepTerms | null)[] {
  const steps = members.map(({ lane, rows }): MemberStep => {
    const { functions } = lane.training.trainer
    if (functions === null)
      throw new TypeError('sideBySide: a step of each training must be one program')
    return (given, ...others) => {
      if (!(given instanceof Tensor)) return functions[kind](given, ...others)
      if (rows === null) throw new TypeError('sideBySide: rows must be those of a part')
      return functions[kind](rows(given), ...others)
    }
  })
  if (eager) return (calls) => calls.map((call, index) => (call && steps[index]?.(...call)) ?? null)
  return compileAll(steps)
}

function argumentsOf({ lane, rows }: Member, begin: number): StepArguments {
  const { step } = lane
  const number = tensor(step, { dtype: 'int32' })
  const batch = rows === null ? lane.batchAt(begin) : lane.rowsAt(begin)
  return [batch, lane.sourceAt(begin), number, lane.training.trainer.due(step)]
}
