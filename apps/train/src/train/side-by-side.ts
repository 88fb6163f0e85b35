import { type Batch, gatherBatches } from './batch.ts'
import { BatchedSteps, joinedBatch } from './batched-steps.ts'
import type { Lane } from './lane.ts'
import type { StepFunctions } from './steps.ts'

/** Takes the steps of trainings that go side by side. */
export interface SideBySide {
  /** Trains each on its batch from a row of the epoch on, where it has one. */
  take(begin: number): void
  /** Gives the learners the weights that training has come to, and what trainers remember. */
  store(): void
  /** Takes up what learners and trainers have. */
  load(): void
}

/** The steps of one training are those of its trainer; of several, those with as many rows make one program. */
export function sideBySide(lanes: readonly Lane[], batchSize: number, eager: boolean): SideBySide {
  if (lanes.length === 1) return alone(lanes)
  const groups = [...new Set(lanes.map(({ rows }) => rows))].map((rows) =>
    together(
      lanes.filter((lane) => lane.rows === rows),
      batchSize,
      eager,
    ),
  )
  return {
    take: (begin) => {
      for (const group of groups) group.take(begin)
    },
    store: () => {
      for (const group of groups) group.store()
    },
    load: () => {
      for (const group of groups) group.load()
    },
  }
}

function alone([lane]: readonly Lane[]): SideBySide {
  return {
    take(begin) {
      if (!lane) return
      const { trainer } = lane.training
      const take = lane.kindAt(begin) === 'take' ? trainer.take : trainer.gather
      lane.took(begin, take(lane.batchAt(begin), lane.sourceAt(begin), lane.step))
    },
    store() {},
    load() {},
  }
}

function together(lanes: readonly Lane[], batchSize: number, eager: boolean): SideBySide {
  const [first] = lanes
  if (!first) return alone([])
  const { trainer } = first.training
  const functions = lanes.flatMap(({ training: { trainer } }): StepFunctions[] =>
    trainer.functions ? [trainer.functions] : [],
  )
  const steps = new BatchedSteps(functions, eager)
  return {
    take(begin) {
      if (begin >= first.rows) return
      const kind = first.kindAt(begin)
      const { step } = first
      const batchOf = (index: number): Batch => (lanes[index] ?? first).batchAt(begin)
      const parts = lanes.flatMap(({ ordered }) => ordered ?? [])
      const end = Math.min(first.rows, begin + batchSize)
      const inputs = {
        batch:
          gatherBatches(parts, begin, end, first.shape) ??
          joinedBatch(lanes.map((_, index) => batchOf(index))),
        rngs: lanes.map((lane) => lane.sourceAt(begin)),
        batchOf,
      }
      const terms = steps.step(kind, inputs, step, trainer.due(step))
      for (const [index, lane] of lanes.entries()) {
        if (kind === 'take') lane.training.trainer.took?.(step)
        lane.took(begin, terms, index)
      }
    },
    store: () => steps.store(),
    load: () => steps.load(),
  }
}
