import { writeConfig } from '../config/write.ts'
import type { Checkpoint } from '../run/checkpoint.ts'
import type { PartFigures } from './figures.ts'
import { ofAllMembers, withPrefix } from './member-tensors.ts'
import type { MemberTensors, MemberTraining } from './member-training.ts'
import type { Prepared } from './prepare.ts'
import { toStored } from './stored-weights.ts'
import { type TrainingProgress, writeProgress } from './training-progress.ts'

/** Makes checkpoints of a run: what does not change in it is prepared once. */
export type TakeSnapshot = (
  progress: TrainingProgress,
  validation: PartFigures | null,
  weights?: 'best',
) => Checkpoint

/**
 * A function that makes a checkpoint of a training, or of several side by side, as they are at the call, without copying
 * numbers; of several also with the weights of the best epoch of each.
 */
export function snapshotOf(prepared: Prepared, members: readonly MemberTraining[]): TakeSnapshot {
  const { config, dataset } = prepared
  const { task, features, classes, preprocessing, sources } = dataset
  const data = sources.map(({ path, sha256, rows, bytes }) => ({ path, sha256, rows, bytes }))
  const fixed = { task, features: [...features], classes: [...classes], preprocessing, data }
  const text = writeConfig(config)
  return (progress, validation, which) => {
    const { weights, optimizer, training } = tensorsOf(prepared, members, progress)
    const best = which && prepared.evaluated.ofMembers(members.map((member) => member.bestWeights))
    return {
      weights: toStored(best ?? weights),
      optimizer: toStored(optimizer),
      training: toStored(training),
      description: {
        format: 3,
        epoch: progress.position.epoch,
        step: progress.position.step,
        seed: config.seed,
        ...fixed,
        config: text,
        validation: validation === null ? null : { ...validation },
        progress: writeProgress(progress),
      },
    }
  }
}

function tensorsOf(
  { evaluated }: Prepared,
  members: readonly MemberTraining[],
  { position, members: progress }: TrainingProgress,
): Omit<MemberTensors, 'best'> {
  const [first] = members
  if (first && members.length === 1) {
    const { trainer } = first
    return {
      weights: evaluated.weights(trainer),
      optimizer: trainer.optimizer.state(),
      training: { ...trainer.remembered(), ...evaluated.remembered(trainer) },
    }
  }
  const parts = members.map((member, index) =>
    member.tensorsAt(progress?.[index]?.position ?? position),
  )
  return {
    weights: evaluated.ofMembers(parts.map(({ weights }) => weights)),
    optimizer: ofAllMembers(parts.map(({ optimizer }) => optimizer)),
    training: ofAllMembers(
      parts.map(({ training, best }) => ({ ...training, ...(best && withPrefix('best.', best)) })),
    ),
  }
}
