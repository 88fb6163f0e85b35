import { exp, sigmoid, softmax, stack, type Tensor, zeros } from '@sobolev/core'
import { type Loss, type LossFacts, libraryOnly, type Predictions } from '@sobolev/nn'
import type { Config, SequenceTarget, Task } from '../config/config.ts'
import { MethodConfig } from '../config/method-config.ts'
import { definitionOf } from '../config/method-reader.ts'
import { listed } from '../config/show.ts'
import type { Part } from '../data/part.ts'
import type { Preprocessing } from '../data/preprocessing.ts'
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
  /** How many steps the longest sequence that is trained on has; absent: each row is an example. */
  readonly steps?: number | undefined
  /** Whether a sequence has one target, or each of its steps has one. */
  readonly sequenceTarget?: SequenceTarget | undefined
  /** How the inputs were made of the columns of a file; absent: no method asks for columns. */
  readonly preprocessing?: Preprocessing | undefined
  /** What is trained on, of which columns have their ranges, and by which layers begin; absent: nothing is trained. */
  readonly training?: Part | undefined
}

/** The end of a model: how many outputs it has, what they cost, and what they mean. */
export interface Head {
  readonly outputs: number
  /** What the outputs are for the loss. */
  readonly outputKind: LossFacts['outputs']
  /** How outputs that are values stand to predictions. */
  readonly link: LossFacts['link']
  /** Per example, of outputs [n, `outputs`]. */
  readonly loss: Loss
  /** Scores [n, classes] of outputs [n, `outputs`], the largest of the predicted class; null in regression. */
  readonly scores: ((outputs: Tensor) => Tensor) | null
  /** Scores as they choose the class, where a threshold does; absent: as they are. */
  readonly ranks?: (scores: Tensor) => Tensor
  /** Class probabilities [n, classes] of outputs [n, `outputs`]; null in regression, and for scores that are no logits. */
  readonly probabilities: ((outputs: Tensor) => Tensor) | null
  /** log(p / (1 − p)) [n, 1] of the second of two classes, or by how much its score leads; null for another number of classes. */
  readonly logOdds: ((outputs: Tensor) => Tensor) | null
  /** What is predicted of outputs, in the units of the target that is trained on; null in classification. */
  readonly columns: Predictions['columns'] | null
  /** How the outputs of the members of an ensemble become those of one model, where these are no means. */
  readonly mixed: Predictions['mixed']
}

/** The loss of a task unless a config names one. */
const usualLosses: { readonly [T in Task]: string } = {
  classification: 'softmaxCrossEntropy',
  regression: 'squaredError',
}

/** The loss that a config names, or that of its task. */
export const lossOf = ({ loss }: Pick<Config, 'loss'>, task: Task): MethodConfig =>
  loss ?? new MethodConfig(usualLosses[task])

/**
 * The head for a task and a loss; without a loss, cross-entropy or squared error.
 *
 * @throws InputError if the loss is not for this task
 */
export function chooseHead(
  { loss, catalogue }: Pick<Config, 'loss' | 'catalogue'>,
  { task, classes }: ProblemShape,
): Head {
  const lossConfig = lossOf({ loss }, task)
  const definition = definitionOf(catalogue, 'loss', lossConfig.method)
  const { outputs, link, predictions } = definition
  const meaning = meanings[outputs]
  if (meaning === undefined)
    throw new InputError(
      `loss: ${lossConfig.method} is for the library alone: ${libraryOnly(definition)}`,
    )
  const isForClasses = outputs !== 'values'
  if (isForClasses !== (task === 'classification')) {
    const others = [...catalogue.of('loss').values()]
      .filter((other) => (other.outputs !== 'values') !== isForClasses && !libraryOnly(other))
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
  const methods = builder(catalogue)
  const predicted = predictions?.(methods.options('loss', lossConfig)) ?? one(link)
  const head = {
    ...meaning(classes.length, predicted),
    outputKind: outputs,
    link,
    mixed: predicted.mixed,
    loss: methods.method('loss', lossConfig),
  }
  if (isForClasses) refuseClasses(head)
  return head
}

/** Refuses options of a loss that do not suit the number of classes, by computing it. */
function refuseClasses({ loss, outputs }: Pick<Head, 'loss' | 'outputs'>): void {
  try {
    loss(zeros([1, outputs]), zeros([1], { dtype: 'int32' }))
  } catch (error) {
    if (error instanceof RangeError) throw new InputError(`loss: ${error.message}`)
    throw error
  }
}

// A loss takes no time in epochs.
const builder = (catalogue: Config['catalogue']): MethodBuilder => new MethodBuilder(catalogue, 1)

/** One output for a target, which is the prediction or, by the link of the loss, its logarithm. */
const one = (link: LossFacts['link']): Predictions => ({
  outputs: 1,
  columns: [
    {
      name: 'prediction',
      of: (outputs) => (link === 'log' ? exp(outputs) : outputs).reshape([outputs.size]),
    },
  ],
})

/** What outputs mean, by the number of classes and what the loss predicts of a target. */
const meanings: {
  readonly [O in LossFacts['outputs']]?: (
    classes: number,
    predicted: Predictions,
  ) => Omit<Head, 'loss' | 'outputKind' | 'link' | 'mixed' | 'ranks'>
} = {
  classLogits: (classes) => ({
    outputs: classes,
    scores: softmax,
    probabilities: softmax,
    logOdds: classes === 2 ? leadOfSecond : null,
    columns: null,
  }),
  classScores: (classes) => ({
    outputs: classes,
    scores: (outputs) => outputs,
    probabilities: null,
    logOdds: classes === 2 ? leadOfSecond : null,
    columns: null,
  }),
  binaryLogit: () => ({
    outputs: 1,
    scores: binaryProbabilities,
    probabilities: binaryProbabilities,
    logOdds: (outputs) => outputs,
    columns: null,
  }),
  values: (_, { outputs, columns }) => ({
    outputs,
    scores: null,
    probabilities: null,
    logOdds: null,
    columns,
  }),
}

/** By how much the second of two columns leads. */
const leadOfSecond = (outputs: Tensor): Tensor => outputs.matmul([[-1], [1]])

function binaryProbabilities(outputs: Tensor): Tensor {
  const logits = outputs.reshape([outputs.size])
  // Each from its own side: 1 − sigmoid(x) would round small probabilities to 0.
  return stack([sigmoid(logits.neg()), sigmoid(logits)], 1)
}
