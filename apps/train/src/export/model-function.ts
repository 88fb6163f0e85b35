import { type Tensor, type Variable, withValues } from '@sobolev/core'
import { maskOfLengths } from '@sobolev/nn'
import { membersSpread } from '../train/members-spread.ts'
import type { Restored } from '../train/restore.ts'

/** What a model gives for its inputs, as `predict` computes it. */
export interface ModelOutputs {
  /** [n, classes], or with a target for each step [n, steps, classes]; null in regression. */
  readonly scores: Tensor | null
  /** Likewise, what the class is chosen by, where that is not the scores; null otherwise. */
  readonly ranks: Tensor | null
  /** In regression, [n] or [n, steps] each, in the units that are trained on. */
  readonly columns: readonly Tensor[]
  /** The standard deviation over the members of an ensemble, float64 [n] or [n, steps]; null without one. */
  readonly spread: Tensor | null
}

/** A function of inputs [n, ...] and of how many steps each has; null where they are no sequences. */
export type ModelFunction<R> = (inputs: Tensor, lengths: Tensor | null) => R

/** Runs `fn` with the weights of a model as constants, so that what is made of them alone is computed once. */
export function withConstantWeights<R>(
  variables: Readonly<Record<string, Variable>>,
  fn: ModelFunction<R>,
): ModelFunction<R> {
  const weights = Object.values(variables).map((variable): readonly [Variable, Tensor] => [
    variable,
    variable.value,
  ])
  return (inputs, lengths) => withValues(weights, () => fn(inputs, lengths))
}

/** The mode of a prediction. */
export function predictionMode(
  inputs: Tensor,
  lengths: Tensor | null,
): { readonly training: false; readonly mask?: Tensor } {
  if (lengths === null) return { training: false }
  return { training: false, mask: maskOfLengths(lengths, inputs.shape[1] ?? 0) }
}

/** What `predict` computes of a batch. */
export function modelFunction({ learner }: Restored): ModelFunction<ModelOutputs> {
  const { model, head, ensemble, calibrated, hasStepTargets } = learner
  return withConstantWeights(learner.variables, (inputs, lengths) => {
    const mode = predictionMode(inputs, lengths)
    const shape = inputs.shape.slice(0, hasStepTargets ? 2 : 1)
    const called = model.call(inputs, mode)
    const outputs = called.reshape([called.size / head.outputs, head.outputs])
    const scores = head.scores?.(outputs) ?? null
    const columns = scores === null ? (head.columns ?? []).map(({ of }) => of(outputs)) : []
    const ofMembers = ensemble && calibrated(ensemble.outputsOfMembers(inputs, mode))
    const spread = ofMembers && membersSpread(head, ofMembers, scores)
    const ranks = scores && head.ranks ? head.ranks(scores) : null
    return {
      scores: scores?.reshape([...shape, scores.shape[1] ?? 0]) ?? null,
      ranks: ranks?.reshape([...shape, ranks.shape[1] ?? 0]) ?? null,
      columns: columns.map((column) => column.reshape(shape)),
      spread: spread?.reshape(shape) ?? null,
    }
  })
}
