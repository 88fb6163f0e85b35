import { sigmoid, softmax, stack, type Tensor } from '@sobolev/core'
import {
  absoluteError,
  binaryCrossEntropy,
  huber,
  type Loss,
  softmaxCrossEntropy,
  squaredError,
} from '@sobolev/nn'
import type { LossConfig, Task } from '../config/config.ts'
import { InputError } from '../errors.ts'

/** What the data asks of a model. */
export interface ProblemShape {
  readonly task: Task
  /** Names of the input columns. */
  readonly features: readonly string[]
  /** Names of the classes; empty in regression. */
  readonly classes: readonly string[]
}

/** The end of a model: how many outputs it has, what they cost, and what they mean. */
export interface Head {
  readonly outputs: number
  /** Per example, of outputs [n, `outputs`]. */
  readonly loss: Loss
  /** Class probabilities [n, classes] of outputs [n, `outputs`]; null in regression. */
  readonly probabilities: ((outputs: Tensor) => Tensor) | null
  /** log(p / (1 − p)) [n, 1] of the second of two classes; null for another number of classes. */
  readonly logOdds: ((outputs: Tensor) => Tensor) | null
}

/**
 * The head for a task and a loss; without a loss, cross-entropy or squared error.
 *
 * @throws InputError if the loss is not for this task
 */
export function chooseHead(config: LossConfig | null, { task, classes }: ProblemShape): Head {
  const kind = config?.kind ?? (task === 'classification' ? 'crossEntropy' : 'squared')
  const isForClasses = kind === 'crossEntropy' || kind === 'binaryCrossEntropy'
  if (isForClasses !== (task === 'classification')) {
    const others = isForClasses ? 'squared, absolute or huber' : 'crossEntropy'
    throw new InputError(
      `loss: ${kind} does not go with ${task}; use ${others}, or set data.task to what you mean`,
    )
  }
  if (kind === 'binaryCrossEntropy' && classes.length !== 2) {
    throw new InputError(
      `loss: binaryCrossEntropy needs 2 classes, got ${classes.length}; use crossEntropy`,
    )
  }
  if (kind === 'crossEntropy') {
    return {
      outputs: classes.length,
      loss: softmaxCrossEntropy,
      probabilities: (outputs) => softmax(outputs),
      logOdds: classes.length === 2 ? (outputs) => outputs.matmul([[-1], [1]]) : null,
    }
  }
  if (kind === 'binaryCrossEntropy') {
    return {
      outputs: 1,
      loss: binaryCrossEntropy,
      probabilities: binaryProbabilities,
      logOdds: (outputs) => outputs,
    }
  }
  return { outputs: 1, loss: regressionLoss(config), probabilities: null, logOdds: null }
}

function binaryProbabilities(outputs: Tensor): Tensor {
  const logits = outputs.reshape([outputs.size])
  // Each from its own side: 1 − sigmoid(x) would round small probabilities to 0.
  return stack([sigmoid(logits.neg()), sigmoid(logits)], 1)
}

function regressionLoss(config: LossConfig | null): Loss {
  if (config?.kind === 'huber') {
    const { delta } = config
    return (outputs, targets) => huber(outputs, targets, { delta })
  }
  return config?.kind === 'absolute' ? absoluteError : squaredError
}
