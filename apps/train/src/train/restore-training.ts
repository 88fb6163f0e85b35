import { DTypeError, ShapeError, type Variable } from '@sobolev/core'
import type { ScheduleFunction, StoredTensor, Tensors } from '@sobolev/nn'
import { InputError } from '../errors.ts'
import type { Checkpoint } from '../run/checkpoint.ts'
import { assignStored, tensorsOf } from './stored-weights.ts'

/** Something that remembers more than its options say. */
interface Remembering {
  state(): Tensors
  restore(state: Tensors): void
}

/** What takes up a checkpoint. */
export interface Restored {
  readonly variables: Readonly<Record<string, Variable>>
  readonly restoreOptimizer: (state: Tensors) => void
  /** By the beginnings of the names of their states. */
  readonly parts: Readonly<Record<string, Remembering>>
}

/**
 * Gives variables, optimizer and all else that remembers what a checkpoint holds of them.
 *
 * @throws InputError naming the file where it does not fit
 */
export function restoreTraining(
  { weights, optimizer, training }: Checkpoint,
  file: string,
  { variables, restoreOptimizer, parts }: Restored,
): void {
  const trained = partOf(training, 'weights.')
  const plain = new Map([...weights].filter(([name]) => !name.startsWith('calibration.')))
  assignStored(variables, trained.size > 0 ? trained : plain, file)
  fitting(file, () => {
    restoreOptimizer(tensorsOf(optimizer))
    restoreParts(training, parts)
  })
}

/**
 * Gives schedules that go by figures what a checkpoint holds of them.
 *
 * @throws InputError naming the file where it does not fit
 */
export function restoreSchedules(
  { training }: Pick<Checkpoint, 'training'>,
  file: string,
  schedules: Readonly<Record<string, ScheduleFunction>>,
): void {
  fitting(file, () => restoreParts(training, schedulesThatRemember(schedules)))
}

function restoreParts(training: Checkpoint['training'], parts: Restored['parts']): void {
  for (const [name, part] of Object.entries(parts)) {
    // By the names of the state: those of another part may begin alike.
    const known = Object.keys(part.state())
    const held = partOf(training, `${name}.`)
    part.restore(tensorsOf(new Map([...held].filter(([key]) => known.includes(key)))))
  }
}

/** Runs what takes up a checkpoint; what does not fit is an InputError that names the file. */
function fitting(file: string, take: () => void): void {
  try {
    take()
  } catch (error) {
    const isMisfit =
      error instanceof TypeError || error instanceof ShapeError || error instanceof DTypeError
    if (!isMisfit) throw error
    const message = `does not fit its config: ${error.message}; bring the file of the run back`
    throw new InputError({ place: file, message }, { cause: error })
  }
}

/** Schedules as parts of what remembers, by the names that a checkpoint has for them. */
export const schedulesThatRemember = (
  schedules: Readonly<Record<string, ScheduleFunction>>,
): Record<string, Remembering> =>
  Object.fromEntries(
    Object.entries(schedules).map(([name, schedule]) => [
      `schedules.${name}`,
      {
        state: () => schedule.state?.() ?? {},
        restore: (state: Tensors) => schedule.restore?.(state),
      },
    ]),
  )

/** The tensors whose names have a beginning, by their names without it. */
const partOf = (
  tensors: ReadonlyMap<string, StoredTensor>,
  beginning: string,
): Map<string, StoredTensor> =>
  new Map(
    Array.from(tensors).flatMap(([name, tensor]) =>
      name.startsWith(beginning) ? [[name.slice(beginning.length), tensor] as const] : [],
    ),
  )
