import { exp, sigmoid, softmax, stack, type Tensor } from '@sobolev/core'
import type { Loss, LossFacts } from '@sobolev/nn'
import type { Config, Task } from '../config/config.ts'
import { MethodConfig } from '../config/method-config.ts'
import { definitionOf } from '../config/method-reader.ts'
import { listed } from '../config/show.ts'
import { InputError } from '../errors.ts'
import { MethodBuilder } from './method-builder.ts'

/** What the data asks of a model. */
export interface ProblemShape {
  readonly task: Task
  /** Names of the input columns. */
  readonly features: readonly string[]
  /** Names of the classes; empty in regression. */
  readonly classes: readonly string[]
  /** What a row's inputs are taken for unless the config says so; absent: numbers without order. */
  readonly shape?: readonly number[] | undefined
}

/** The end of a model: how many outputs it has, what they cost, and what they mean. */
export interface Head {
  readonly outputs: number
  /** What the outputs are for the loss. */
  readonly outputKind: LossFacts['outputs']
  /** Per example, of outputs [n, `outputs`]. */
  readonly loss: Loss
  /** Class probabilities [n, classes] of outputs [n, `outputs`]; null in regression. */
  readonly probabilities: ((outputs: Tensor) => Tensor) | null
  /** log(p / (1 − p)) [n, 1] of the second of two classes; null for another number of classes. */
  readonly logOdds: ((outputs: Tensor) => Tensor) | null
  /** Predictions of outputs, in the units of the target that is trained on; null in classification. */
  readonly values: ((outputs: Tensor) => Tensor) | null
}

/** The loss of a task unless a config names one. */
const usualLosses: { readonly [T in Task]: string } = {
  classification: 'softmaxCrossEntropy',
  regression: 'squaredError',
}

/**
 * The head for a task and a loss; without a loss, cross-entropy or squared error.
 *
 * @throws InputError if the loss is not for this task
 */
export function chooseHead(
  { loss, catalogue }: Pick<Config, 'loss' | 'catalogue'>,
  { task, classes }: ProblemShape,
): Head {
  const lossConfig = loss ?? new MethodConfig(usualLosses[task])
  const { outputs, link } = definitionOf(catalogue, 'loss', lossConfig.method)
  const isForClasses = outputs !== 'values'
  if (isForClasses !== (task === 'classification')) {
    const others = [...catalogue.of('loss').values()]
      .filter((other) => (other.outputs !== 'values') !== isForClasses)
      .map(({ name }) => name)
    throw new InputError(
      `loss: ${lossConfig.method} does not go with ${task}; use ${listed(others).replace(' and ', ' or ')}, or set data.task to what you mean`,
    )
  }
  if (outputs === 'binaryLogit' && classes.length !== 2) {
    throw new InputError(
      `loss: ${lossConfig.method} needs 2 classes, got ${classes.length}; use ${usualLosses.classification}`,
    )
  }
  return {
    ...meanings[outputs](classes.length, link),
    outputKind: outputs,
    loss: builder(catalogue).method('loss', lossConfig),
  }
}

// A loss takes no time in epochs.
const builder = (catalogue: Config['catalogue']): MethodBuilder => new MethodBuilder(catalogue, 1)

/** What outputs mean, by the number of classes and the link of the loss. */
const meanings: {
  readonly [O in LossFacts['outputs']]: (
    classes: number,
    link: LossFacts['link'],
  ) => Omit<Head, 'loss' | 'outputKind'>
} = {
  classLogits: (classes) => ({
    outputs: classes,
    probabilities: (outputs) => softmax(outputs),
    logOdds: classes === 2 ? (outputs) => outputs.matmul([[-1], [1]]) : null,
    values: null,
  }),
  binaryLogit: () => ({
    outputs: 1,
    probabilities: binaryProbabilities,
    logOdds: (outputs) => outputs,
    values: null,
  }),
  values: (_, link) => ({
    outputs: 1,
    probabilities: null,
    logOdds: null,
    values: link === 'log' ? exp : (outputs) => outputs,
  }),
}

function binaryProbabilities(outputs: Tensor): Tensor {
  const logits = outputs.reshape([outputs.size])
  // Each from its own side: 1 − sigmoid(x) would round small probabilities to 0.
  return stack([sigmoid(logits.neg()), sigmoid(logits)], 1)
}
