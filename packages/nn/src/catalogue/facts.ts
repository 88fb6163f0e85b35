import type { Tensor } from '@sobolev/core'

/** What an activation's definition says beside what all say. */
export interface ActivationFacts {
  /** How many derivatives it has that do not jump, with its default options. */
  readonly smoothness: 0 | 1 | 2 | 'infinite'
}

/** What a layer's definition says beside what all say. */
export interface LayerFacts {
  /**
   * What it takes: whole numbers, by which nothing is differentiated; or the columns of a table, which the layout tells
   * apart, indices of categories among them; floats unless given.
   */
  readonly inputs?: 'indices' | 'columns'
  /** How many derivatives of the layers that it holds it takes; none unless given. Training takes one more. */
  readonly derivatives?: 1 | 2
  /** How many derivatives it has that do not jump; those of its activation unless given. */
  readonly smoothness?: ActivationFacts['smoothness']
  /**
   * Whether, in training, what it gives for an example depends on the others of the batch, by options; no unless given.
   * Throws as `make` does.
   */
  readonly mixesExamples?: (options?: unknown) => boolean
}

/** What a batch transform's definition says beside what all say. */
export interface BatchTransformFacts {
  /** What it takes: [n, channels, ...sizes] of images or series, and no sequences of steps; anything unless given. */
  readonly inputs?: 'places'
  /** Whether it gives inputs that lie between or beside those of the batch, which indices cannot, or does by options; no unless given. */
  readonly movesInputs?: true | ((options?: unknown) => boolean)
  /** Whether it makes each example of two, with the targets of both; no unless given. */
  readonly mixesTargets?: true
  /** The losses that it suits, by what a model's outputs are for them; any unless given. */
  readonly losses?: readonly LossOutputs[]
}

/**
 * What a model's outputs are for a loss: [n, classes] logits, [n, classes] scores of which only the order counts, one logit
 * [n, 1] for the second of two classes, or values; and for the library alone logits [n, classes] whose targets are
 * probabilities, vectors [n, ...], or embeddings [n, ...] of examples whose targets are class numbers.
 */
export type LossOutputs =
  | 'classLogits'
  | 'classScores'
  | 'binaryLogit'
  | 'values'
  | 'distributionLogits'
  | 'vectors'
  | 'embeddings'

const oneTarget = 'its targets are several numbers for an example, and a row of a table has one'

/** Why losses of some outputs are for the library alone. */
const beyondTables: { readonly [O in LossOutputs]?: string } = {
  distributionLogits: oneTarget,
  vectors: oneTarget,
  embeddings: 'its outputs place examples beside each other, and predict no target',
}

/** Why a config cannot have a method, in words; null where it can. */
export function libraryOnly(definition: object): string | null {
  const outputs: unknown = Reflect.get(definition, 'outputs')
  const found = Object.entries(beyondTables).find(([kind]) => kind === outputs)
  return found?.[1] ?? null
}

/** A column that is predicted of the outputs for a target. */
export interface PredictedColumn {
  /** Such as `prediction`, `standardDeviation` or `quantile_0.9`. */
  readonly name: string
  /** Of outputs [n, k], [n] in the units of the targets. */
  readonly of: (outputs: Tensor) => Tensor
  /** Whether it is a distance, such as a standard deviation: it does not move where all targets do. */
  readonly isDistance?: boolean
}

/** What a model gives for a target under a loss. */
export interface Predictions {
  /** How many outputs there are for a target: k of [n, k]. */
  readonly outputs: number
  /** The first is what metrics take unless they ask for others. */
  readonly columns: readonly [PredictedColumn, ...PredictedColumn[]]
  /**
   * Of outputs [members, n, k], those [n, k] of all members' distributions mixed; the mean of the outputs unless given.
   */
  readonly mixed?: (outputs: Tensor) => Tensor
}

/** What a loss's definition says beside what all say. */
export interface LossFacts {
  /** What it takes the outputs of a model for. */
  readonly outputs: LossOutputs
  /** How outputs that are values stand to predictions: `log`, they are the logarithms; unless given, the same. */
  readonly link?: 'log'
  /** What is predicted where the outputs for a target are several, by options; throws as `make` does. */
  readonly predictions?: (options?: unknown) => Predictions
  /** What targets must be, so that they cannot be centred; any unless given. */
  readonly targets?: 'nonNegative' | 'positive'
}

/** What a loss transform's definition says beside what all say. */
export interface LossTransformFacts {
  /** Which losses it can change, by what a model's outputs are for them. */
  readonly losses: readonly LossOutputs[]
  /**
   * What it takes the losses for: minus the logarithm of the probability of the target, the loss of an example for any
   * class, which it asks for all of them, how they stand beside each other in the batch, or a mean of the batch; the
   * logits alone are changed unless given. Of two changes of a loss the one that stands later in this order comes later.
   */
  readonly goesBy?: 'probability' | 'classes' | 'ranks' | 'mean'
  /** What it makes of the length of the logits: it multiplies it, or makes all of one length; nothing unless given. */
  readonly lengths?: 'multiplied' | 'equal'
}

/**
 * What a metric takes: scores [n, classes] of which only the order in a row counts, probabilities [n, classes], log-odds
 * [n, 1] of the second of two classes or another score of it, values, or an evaluation.
 */
export type MetricInput = 'classScores' | 'probabilities' | 'logOdds' | 'values' | 'evaluation'

/** What a penalty's definition says beside what all say. */
export interface PenaltyFacts {
  /** How many derivatives of the model it takes; none unless given. Training takes one more. */
  readonly derivatives?: 1 | 2
  /** How many for some options, where that may be fewer. Throws as `make` does. */
  readonly derivativesFor?: (options?: unknown) => 1 | 2
  /** Which columns hold derivatives of the target, by option: each with the inputs that these are by. Throws as `make` does. */
  readonly derivativeColumns?: (options?: unknown) => Readonly<Record<string, readonly string[]>>
  /** What it differentiates by where no activation bends its derivatives: the outputs, which the loss takes. */
  readonly differentiatesBy?: 'outputs'
  /** Whether its first derivatives may jump, as it asks of slopes at the examples alone; no unless given. */
  readonly takesJumps?: true
  /** The losses that it suits, by what a model's outputs are for them; any unless given. */
  readonly losses?: readonly LossOutputs[]
  /** How many outputs a model must have: one, or as many as inputs; any number unless given. */
  readonly outputs?: 'one' | 'asInputs'
  /** Whether it reads the target of each example, not only in its loss; no unless given. */
  readonly goesByTargets?: true
  /** Whether it is a mean over examples of what derivatives say of each by itself; no unless given. */
  readonly perExample?: true
  /** Whether it takes together derivatives of each example by itself, and is no mean of what they say; no unless given. */
  readonly exampleDerivatives?: true
  /** Whether it compares derivatives of the losses of groups of examples, such as environments; no unless given. */
  readonly environmentDerivatives?: true
  /**
   * Of what estimates derivatives by the inputs by finite differences: the number that these are divided by, h, or h² of
   * second ones, by options; undefined where others are taken. Inputs are taken to be about 1 in size. Throws as `make`
   * does.
   */
  readonly differenceDivisor?: (options?: unknown) => number | undefined
  /** Whether it takes models of some layers alone and refuses others, as a pass tells; no unless given. */
  readonly takesSomeModels?: true
  /** Whether it must be taken in each step, for what it remembers: `every` is then 1; no unless given. */
  readonly eachStep?: true
  /** What no derivative passes through, in words, such as `the direction`; nothing unless given. */
  readonly heldConstant?: string
  /** What the layer that it looks at must give: sequences [n, steps, ...]; anything unless given. */
  readonly ofLayers?: 'sequences'
}

/**
 * What a metric that gives no number gives: counts [classes, classes], a figure of each class in each column, or the
 * points of a curve.
 */
export type TableLayout = 'classMatrix' | 'byClass' | 'curve'

/** What a metric's definition says beside what all say. */
export interface MetricFacts {
  /** `neither` for tables. */
  readonly better: 'smaller' | 'larger' | 'neither'
  /** A number unless given. */
  readonly gives?: TableLayout
  /** What it measures; `evaluation`: a number for each example of an evaluation, whose mean is taken. */
  readonly takes: MetricInput
  /** Whether it says nothing where all targets are equal. */
  readonly needsDifferentTargets?: boolean
  /** Of metrics of predictions that give a number: whether it can be computed batch by batch. */
  readonly accumulates?: boolean
  /** Whether reports compare it with that of predicting the most frequent class, or the mean of the targets, for all. */
  readonly hasBaseline?: boolean
  /** Whether it says something of classifiers alone, where `takes` does not say so; false unless given. */
  readonly forClasses?: boolean
  /** Whether it differentiates by the inputs, which nothing does where they are indices; false unless given. */
  readonly byInputs?: boolean
  /** Whether every run reports it where it suits the task; if not, a config must ask for it. */
  readonly isUsual?: boolean
  /** The names of the columns that it takes, by options, where there are several; the first unless given. */
  readonly columns?: (options?: unknown) => readonly string[]
}

/** What definitions of some kinds say beside what all say, as sentences by field and value. */
const sentences: {
  readonly smoothness: Readonly<Record<ActivationFacts['smoothness'], string>>
  readonly inputs: Readonly<
    Record<NonNullable<LayerFacts['inputs'] | BatchTransformFacts['inputs']>, string>
  >
  readonly derivatives: Readonly<Record<NonNullable<PenaltyFacts['derivatives']>, string>>
  readonly takesJumps: Readonly<Record<'true', string>>
  readonly movesInputs: Readonly<Record<'true', string>>
  readonly mixesTargets: Readonly<Record<'true', string>>
  readonly goesByTargets: Readonly<Record<'true', string>>
  readonly perExample: Readonly<Record<'true', string>>
  readonly exampleDerivatives: Readonly<Record<'true', string>>
  readonly environmentDerivatives: Readonly<Record<'true', string>>
  readonly eachStep: Readonly<Record<'true', string>>
  readonly outputs: Readonly<
    Record<LossFacts['outputs'] | NonNullable<PenaltyFacts['outputs']>, string>
  >
  readonly ofLayers: Readonly<Record<NonNullable<PenaltyFacts['ofLayers']>, string>>
  readonly goesBy: Readonly<Record<NonNullable<LossTransformFacts['goesBy']>, string>>
  readonly lengths: Readonly<Record<NonNullable<LossTransformFacts['lengths']>, string>>
  readonly link: Readonly<Record<NonNullable<LossFacts['link']>, string>>
  readonly targets: Readonly<Record<NonNullable<LossFacts['targets']>, string>>
  readonly takes: Readonly<Record<MetricFacts['takes'], string>>
  readonly forClasses: Readonly<Record<'true', string>>
  readonly gives: Readonly<Record<NonNullable<MetricFacts['gives']>, string>>
  readonly accumulates: Readonly<Record<'true' | 'false', string>>
  readonly better: Readonly<Record<Exclude<MetricFacts['better'], 'neither'>, string>>
} = {
  smoothness: {
    0: 'Continuous; its derivative jumps.',
    1: 'Its derivative is continuous; its second derivative jumps.',
    2: 'Its second derivative is continuous; its third derivative jumps.',
    infinite: 'All its derivatives are continuous.',
  },
  inputs: {
    indices: 'Takes whole numbers; nothing is differentiated by its inputs.',
    columns: 'Takes the columns of a table, among them indices of categories.',
    places:
      'Takes images or series, [n, channels, ...sizes], and no sequences of steps with features.',
  },
  derivatives: {
    1: 'Takes first derivatives, and training second ones: relu, whose derivative jumps, hides its bends from it.',
    2: 'Takes second derivatives, and training third ones: relu and elu hide their bends from it.',
  },
  takesJumps: {
    true: 'It asks of slopes at the examples alone: for first derivatives relu will do.',
  },
  movesInputs: {
    true: 'Gives inputs between or beside those of the batch: not where these are indices.',
  },
  mixesTargets: {
    true: 'Makes each example of two, with the targets of both: not with another that does, nor with penalties that read columns or the target of an example.',
  },
  goesByTargets: {
    true: 'Goes by the target of each example: not with batch transforms that make each of two, such as mixup.',
  },
  perExample: {
    true: 'A mean over examples of what derivatives say of each by itself: not with layers that mix the examples of a batch, such as batchNorm.',
  },
  exampleDerivatives: {
    true: 'Goes by derivatives of each example by itself: not with layers that mix the examples of a batch, such as batchNorm.',
  },
  environmentDerivatives: {
    true: 'Goes by derivatives of each environment by itself: not with layers that mix the examples of a batch, such as batchNorm.',
  },
  eachStep: {
    true: 'Remembers what happens in each step: without every.',
  },
  outputs: {
    classLogits: 'Of models with a logit for each class.',
    classScores:
      'Of models with a score for each class, of which no probabilities are made: metrics that need them are not measured.',
    binaryLogit: 'Of models with one logit, for the second of two classes.',
    values: 'Of models whose outputs are values.',
    distributionLogits: 'Of models with a logit for each class; targets are probabilities.',
    vectors: 'Of models whose outputs are vectors.',
    embeddings: 'Of models whose outputs are embeddings; targets are class numbers.',
    one: 'For models with one output.',
    asInputs: 'For models with as many outputs as inputs.',
  },
  ofLayers: {
    sequences: 'Of layers that give sequences, such as recurrent ones with returnSequences.',
  },
  goesBy: {
    probability:
      'Takes a loss for minus the logarithm of a probability: it comes before other changes of the losses, and is the only one of this kind.',
    classes:
      'Asks for the loss of every class: it comes before changes that compare the examples of a batch.',
    ranks:
      'Compares the examples of a batch: it comes after changes of the loss of an example, and before flooding.',
    mean: 'Goes by the mean of a batch: it comes after all other changes of the losses, and is the only one of this kind.',
  },
  lengths: {
    multiplied: 'Multiplies the logits: it comes before what makes all of one length.',
    equal: 'Makes all logits of one length: it comes after what multiplies them.',
  },
  link: { log: 'What is predicted is the exponential of an output.' },
  targets: {
    nonNegative: 'Targets must be at least 0, in a config with data.scaleTarget: false.',
    positive: 'Targets must be above 0, in a config with data.scaleTarget: false.',
  },
  takes: {
    classScores: 'Of a score for each class, such as its probability.',
    probabilities: 'Of class probabilities.',
    logOdds: 'Of log-odds or scores, with two classes.',
    values: 'Of outputs that are values.',
    evaluation: 'Of a forward pass, for each example; the mean is reported.',
  },
  forClasses: { true: 'Of classifiers.' },
  gives: {
    classMatrix: 'Gives a table with a row and a column for each class.',
    byClass: 'Gives a table with a row for each class.',
    curve: 'Gives the points of a curve.',
  },
  better: { smaller: 'Smaller is better.', larger: 'Larger is better.' },
  accumulates: {
    true: 'Computed batch by batch by runningMetric.',
    false: 'Needs all predictions at once.',
  },
}

const byOutputs =
  'Takes first derivatives by the outputs, and training second ones; no activation bends these.'

const ofJumps = 'Takes first derivatives, and training second ones.'

/** What a definition of some kinds says beside what all say: how smooth an activation is, which way a metric is better. */
export function factsOf(definition: object): string[] {
  const reason = libraryOnly(definition)
  const words = reason === null ? [] : [`For the library alone: ${reason}.`]
  const held: unknown = Reflect.get(definition, 'heldConstant')
  const constants = typeof held === 'string' ? [`No derivative passes through ${held}.`] : []
  const isByOutputs = Reflect.get(definition, 'differentiatesBy') === 'outputs'
  const isOfJumps =
    Reflect.get(definition, 'takesJumps') === true && Reflect.get(definition, 'derivatives') === 1
  const facts = Object.entries(sentences).flatMap(([field, byValue]) => {
    if (field === 'derivatives' && isByOutputs) return [byOutputs]
    if (field === 'derivatives' && isOfJumps) return [ofJumps]
    const sentence = Object.entries(byValue).find(
      ([value]) => value === String(Reflect.get(definition, field)),
    )
    return sentence ? [sentence[1]] : []
  })
  return [...facts, ...constants, ...words]
}
