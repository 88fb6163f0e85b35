import { compile, type Tensor, tensor } from '@sobolev/core'
import { evaluateBatch } from '@sobolev/nn'
import type { Part } from '../data/part.ts'
import { predictionsInUnits } from '../data/target-units.ts'
import { type Batch, exampleShape, examplesAtOnce, maskOf, sliceBatch } from '../train/batch.ts'
import { exampleLoss } from '../train/example-loss.ts'
import { layerOfIndices } from '../train/layer-of-indices.ts'
import { rowsOfSteps } from '../train/padded-targets.ts'
import type { Restored } from '../train/restore.ts'

/** What a model says of some targets: class by class, or a number each in the units of the file. */
export interface Guesses {
  /** float32 [targets, classes], the largest of the predicted class; null in regression. */
  readonly scores: Float32Array | null
  /** float32 [targets, classes]; null in regression, and for scores that are no logits. */
  readonly probabilities: Float32Array | null
  /** float32 [targets], how much speaks for the second of two classes; null for another number of classes. */
  readonly logOdds: Float32Array | null
  /** float64 [targets]; null in classification. */
  readonly values: Float64Array | null
}

/** A trained model, ready to be asked about rows; each question is compiled once. */
export interface ModelOnRows {
  readonly guess: (part: Part) => Guesses
  /** The loss of each example. */
  readonly losses: (part: Part) => Float32Array
  /** ∂loss/∂input of each example, as the part's inputs lie; null where inputs are indices. */
  readonly inputGradients: ((part: Part) => Float32Array) | null
}

/** Questions to one model, compiled. */
type Asked = Readonly<Record<'outputs' | 'losses' | 'gradients', (batch: Batch) => Tensor>>

/** Questions to a model, or to those of its members that were not trained on a fold. */
function questionsTo(learner: Restored['learner'], fold: number | null): Asked {
  const { head, layout } = learner
  const model = fold === null ? learner.model : learner.ofFold(fold)
  const loss = exampleLoss(head.loss, learner)
  const modeOf = ({ inputs, lengths }: Batch) =>
    ({ training: false, ...maskOf(inputs, lengths) }) as const
  const evaluated = (batch: Batch) => {
    const { inputs, targets } = batch
    return { model, loss, inputs, targets, layout, mode: modeOf(batch) }
  }
  return {
    outputs: compile((batch: Batch) => model.call(batch.inputs, modeOf(batch))),
    losses: compile((batch: Batch) => evaluateBatch(evaluated(batch), ({ losses }) => losses)),
    gradients: compile((batch: Batch) =>
      evaluateBatch(evaluated(batch), ({ inputGradient }) => inputGradient()),
    ),
  }
}

/** Asks a model that was restored; the rows of a part with folds each by members that were not trained on them. */
export function modelOnRows({
  config,
  learner,
  preprocessing,
}: Pick<Restored, 'config' | 'learner' | 'preprocessing'>): ModelOnRows {
  const { head, inputShape } = learner
  const asked = new Map<number | null, Asked>()
  // The rows of a fold are asked of the members that were not trained on it.
  const askedOf = (fold: number | null): Asked => {
    const known = asked.get(fold) ?? questionsTo(learner, fold)
    asked.set(fold, known)
    return known
  }
  const collect = (
    part: Part,
    question: keyof Asked,
    put: (values: ArrayLike<number>, begin: number, end: number) => void,
  ): void => {
    const shape = exampleShape(part, inputShape)
    const atOnce = examplesAtOnce(part.steps)
    const ends = part.folds?.subarray(1) ?? [part.rows]
    if (ends.at(-1) !== part.rows)
      throw new RangeError(
        `modelOnRows: the folds must be of ${part.rows} rows, got ${ends.at(-1)}`,
      )
    for (const [fold, last] of ends.entries()) {
      const ask = askedOf(part.folds ? fold : null)[question]
      for (let begin = part.folds?.[fold] ?? 0; begin < last; begin += atOnce) {
        const end = Math.min(last, begin + atOnce)
        const { weights, columns, ...batch } = sliceBatch(part, begin, end, shape)
        put(ask(batch).data, begin, end)
      }
    }
  }
  const guess = (part: Part): Guesses => {
    const width = head.outputs
    const flat = new Float32Array(part.targets.length * width)
    collect(part, 'outputs', (values, begin, end) => {
      const first = part.stepRows?.starts[begin] ?? begin
      flat.set(rowsOfSteps(values, part, { begin, end, width }), first * width)
    })
    const outputs = tensor(flat, { shape: [part.targets.length, width] })
    const numbers = (of: Tensor | undefined): Float32Array | null =>
      of === undefined ? null : Float32Array.from(of.data)
    const value = head.columns?.[0]
    const scores = head.scores?.(outputs)
    return {
      scores: numbers(scores && (head.ranks?.(scores) ?? scores)),
      probabilities: numbers(head.probabilities?.(outputs)),
      logOdds: numbers(head.logOdds?.(outputs)),
      values: value ? predictionsInUnits(preprocessing.target, value.of(outputs).data) : null,
    }
  }
  const losses = (part: Part): Float32Array => {
    const found = new Float32Array(part.rows)
    collect(part, 'losses', (values, begin) => found.set(values, begin))
    return found
  }
  const inputGradients = (part: Part): Float32Array => {
    const gradients = new Float32Array(part.inputs.length)
    const width = part.rows === 0 ? 0 : part.inputs.length / part.rows
    collect(part, 'gradients', (values, begin) => gradients.set(values, begin * width))
    return gradients
  }
  return { guess, losses, inputGradients: layerOfIndices(config) === null ? inputGradients : null }
}

/** The number of the largest score of each target; the first of equals. */
export function guessedClasses(scores: Float32Array, classes: number): Int32Array {
  return Int32Array.from({ length: scores.length / classes }, (_, row) => {
    const ofRow = scores.subarray(row * classes, (row + 1) * classes)
    return ofRow.reduce((best, score, index) => (score > (ofRow[best] ?? 0) ? index : best), 0)
  })
}
