import { compile, type Rng, type Tensor, tensor } from '@sobolev/core'
import { type Optimizer, objective } from '@sobolev/nn'
import type { Config } from '../config/config.ts'
import type { Batch } from './batch.ts'
import { buildOptimizer } from './build-optimizer.ts'
import { buildPenalties } from './build-penalties.ts'
import type { Learner } from './learner.ts'
import type { StepTerms } from './not-finite.ts'

/** A learner with what changes it. */
export interface Trainer {
  readonly learner: Learner
  readonly optimizer: Optimizer
  readonly stepsPerEpoch: number
  /**
   * Takes one step: changes the learner's variables and the optimizer's state, and tells what the
   * loss and the penalties came to before that.
   *
   * @param rng the source of the dropout masks and projections of all steps
   * @param step counted from 0
   */
  readonly take: (batch: Batch, rng: Rng, step: number) => StepTerms
}

/**
 * The whole step, from the forward pass to the new weights, is one function of tensors, and runs as
 * one compiled program unless `eager`; the numbers are the same.
 *
 * @param rows of the training part
 */
export function buildTrainer(
  config: Config,
  learner: Learner,
  rows: number,
  eager: boolean,
): Trainer {
  const stepsPerEpoch = Math.ceil(rows / config.training.batchSize)
  const { model, head, variables } = learner
  const penalties = buildPenalties(config.penalties, stepsPerEpoch)
  const evaluate = objective({ model, loss: head.loss, penalties })
  const optimizer = buildOptimizer(config, variables, stepsPerEpoch)
  const step = (inputs: Tensor, targets: Tensor, rng: Rng, number: Tensor): StepTerms => {
    const mode = { training: true, rng: rng.split(number) } as const
    const { gradients, ...terms } = evaluate(inputs, targets, mode, number)
    optimizer.apply(gradients)
    return terms
  }
  const run = eager ? step : compile(step)
  return {
    learner,
    optimizer,
    stepsPerEpoch,
    take: ({ inputs, targets }, rng, number) =>
      run(inputs, targets, rng, tensor(number, { dtype: 'int32' })),
  }
}
