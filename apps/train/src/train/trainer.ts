import type { Rng, Tensor } from '@sobolev/core'
import { type Optimizer, objective } from '@sobolev/nn'
import type { Config } from '../config/config.ts'
import type { Batch } from './batch.ts'
import { buildOptimizer } from './build-optimizer.ts'
import { buildPenalties } from './build-penalties.ts'
import type { Learner } from './learner.ts'

/** What one step comes to, before its update is applied. */
export interface Step {
  /** Mean loss of the batch. */
  readonly loss: Tensor
  /** Unweighted, by name. */
  readonly penalties: Readonly<Record<string, Tensor>>
  /** Loss plus weighted penalties: what is differentiated. */
  readonly total: Tensor
  /** By the variables' dotted paths. */
  readonly gradients: Record<string, Tensor>
}

/** A learner with what changes it. */
export interface Trainer {
  readonly learner: Learner
  readonly optimizer: Optimizer
  readonly stepsPerEpoch: number
  /**
   * Loss, penalties and gradients: a pure function of the learner's variables and its arguments.
   *
   * @param rng the source of this step's dropout masks and projections
   * @param step counted from 0
   */
  readonly evaluate: (batch: Batch, rng: Rng, step: number) => Step
}

/** @param rows of the training part */
export function buildTrainer(config: Config, learner: Learner, rows: number): Trainer {
  const stepsPerEpoch = Math.ceil(rows / config.training.batchSize)
  const { model, head, variables } = learner
  const penalties = buildPenalties(config.penalties, stepsPerEpoch)
  const compute = objective({ model, loss: head.loss, penalties })
  return {
    learner,
    optimizer: buildOptimizer(config, variables, stepsPerEpoch),
    stepsPerEpoch,
    evaluate: ({ inputs, targets }, rng, step) =>
      compute(inputs, targets, { training: true, rng }, step),
  }
}
