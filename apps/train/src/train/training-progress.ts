import * as z from 'zod'
import { InputError } from '../errors.ts'
import { exactJson, parseExactJson } from '../run/exact-json.ts'

const count = z.int().nonnegative()
/** Any number, NaN and the infinities too. */
const number = z.custom<number>((value) => typeof value === 'number')
const figures = z.record(z.string(), number)
const byName = <T extends z.ZodType>(value: T) =>
  z.array(z.tuple([z.string(), value]).readonly()).readonly()

const sums = z.object({
  rows: count,
  loss: number,
  penalties: byName(z.object({ rows: number, value: number, weight: number, weighted: number })),
})

const position = z.object({
  /** Epochs finished. */
  epoch: count,
  /** Steps taken. */
  step: count,
  /** Rows of the next epoch that were trained on; 0 after an epoch. */
  row: count,
  /** What that epoch has come to so far. */
  sums: sums.exactOptional(),
  /** How often the objective was evaluated, by an optimizer that does so several times a step. */
  evaluations: count.exactOptional(),
  /** Why the optimizer ended training, in words. */
  stopped: z.string().exactOptional(),
})

/** Where a training stands: between two steps, or two epochs. */
export type TrainingPosition = z.output<typeof position>

const training = z.object({
  loss: number,
  penalties: figures,
  weights: figures.exactOptional(),
  shares: figures.exactOptional(),
  gradientNorms: z.object({ loss: number, penalties: figures }).exactOptional(),
})

const best = z.object({ epoch: count, value: number, latest: count })

const member = z.object({ position, best, stopping: best, training: training.nullable() })

/** What one of several trainings side by side remembers beside tensors. */
export type MemberProgress = z.output<typeof member>

const progress = z.object({
  /** Which of several trainings, from 0. */
  member: count,
  position,
  best,
  stopping: best,
  watch: z.object({
    told: z.array(z.string()).readonly(),
    largest: byName(number),
    bounded: byName(z.object({ value: number, limit: number })),
  }),
  notices: z.array(
    z.object({ place: z.string(), column: z.string().nullable(), text: z.string() }),
  ),
  /** The training figures of the last epoch; null before there is one. */
  training: training.nullable(),
  /** Lines of the log. */
  lines: count,
  /** Seconds that it has taken. */
  seconds: number,
  /** How the training before this one ended; null in the first. */
  earlier: z
    .object({ end: position, bestEpoch: count, isBest: z.boolean(), training: training.nullable() })
    .nullable(),
  /** Steps of all trainings before this one. */
  earlierSteps: count,
  /** Of trainings side by side, each; what stands above is then of the first that is not over. */
  members: z.array(member).readonly().exactOptional(),
})

/** All that a training remembers beside its tensors: with a checkpoint's it goes on as if it had not stopped. */
export type TrainingProgress = z.output<typeof progress>

/** As a checkpoint's description holds it. */
export const writeProgress = (of: TrainingProgress): string => exactJson(of)

/**
 * What `writeProgress` wrote.
 *
 * @param place the checkpoint's file
 * @throws InputError for anything else, such as a checkpoint of an earlier version, which has none
 */
export function readProgress(text: string | undefined, place: string): TrainingProgress {
  const fault = (message: string, cause?: unknown): InputError =>
    new InputError({ place, message }, { cause })
  if (text === undefined)
    throw fault(
      'holds weights alone, as earlier versions wrote it, and training cannot go on from it; start from its weights with sobolev train --from',
    )
  try {
    return progress.parse(parseExactJson(text))
  } catch (error) {
    throw fault(
      'says nothing that this version can go on from; start from its weights with sobolev train --from',
      error,
    )
  }
}
