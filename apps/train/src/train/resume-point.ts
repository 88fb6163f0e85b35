import { existsSync } from 'node:fs'
import { InputError } from '../errors.ts'
import { type Checkpoint, readCheckpoint } from '../run/checkpoint.ts'
import type { RunFiles } from '../run/run-folder.ts'
import { readProgress, type TrainingProgress } from './training-progress.ts'

/** A moment of a training that it can go on from. */
export interface ResumePoint {
  readonly progress: TrainingProgress
  readonly checkpoint: Checkpoint
  /** The file of the checkpoint. */
  readonly file: string
  /** The checkpoint of the best epoch until then; undefined before there is one. */
  readonly best: Checkpoint | undefined
  /** Of one of several trainings, the final checkpoint of the one before it, while its files are in place. */
  readonly earlier: Checkpoint | null
}

/**
 * The moment that a run's files are furthest at; null where there is no checkpoint yet, and it begins anew.
 *
 * @throws InputError naming a file that is damaged, or does not belong to the others
 */
export function readResumePoint(files: RunFiles): ResumePoint | null {
  const { unfinished } = files
  const file = [unfinished.last, files.last].find(existsSync)
  if (file === undefined) return null
  const checkpoint = readCheckpoint(file)
  const progress = readProgress(checkpoint.description.progress, file)
  return {
    ...{ progress, checkpoint, file },
    // Several trainings side by side keep the weights of their best epochs in each checkpoint.
    best: progress.members
      ? undefined
      : bestOf({ progress, checkpoint, file }, [unfinished.best, files.best]),
    earlier: earlierOf(progress, files),
  }
}

/** The final checkpoint of the training before one; null once files of that one have taken its place. */
function earlierOf({ earlier, member }: TrainingProgress, files: RunFiles): Checkpoint | null {
  if (earlier === null) return null
  const path = earlier.isBest ? files.best : files.last
  const found = readCheckpoint(path)
  return readProgress(found.description.progress, path).member === member ? null : found
}

/** The checkpoint that was the best when another was taken: that one itself, or what a file holds. */
function bestOf(
  { progress, checkpoint, file }: Pick<ResumePoint, 'progress' | 'checkpoint' | 'file'>,
  files: readonly string[],
): Checkpoint | undefined {
  const { epoch } = progress.best
  if (epoch === 0) return undefined
  if (progress.position.epoch === epoch && progress.position.row === 0) return checkpoint
  for (const path of files) {
    const found = existsSync(path) ? readCheckpoint(path) : undefined
    if (found === undefined) continue
    const of = readProgress(found.description.progress, path)
    if (of.member === progress.member && of.position.epoch === epoch) return found
  }
  throw new InputError({
    place: files.at(-1) ?? '',
    message: `must be the checkpoint of epoch ${epoch}, the best that ${file} tells of, and is not; bring the file back`,
  })
}
