import { stack, type Tensor } from '@sobolev/core'
import type { Part } from '../data/part.ts'
import { distancesInUnits, predictionsInUnits } from '../data/target-units.ts'
import { InputError } from '../errors.ts'
import { exampleShape, examplesAtOnce, maskOf, sliceBatch } from './batch.ts'
import type { Learner } from './learner.ts'
import { membersSpread } from './members-spread.ts'
import { rowsOfSteps } from './padded-targets.ts'
import type { Predictor } from './predictor.ts'
import type { Restored } from './restore.ts'

/** What a model says about some rows. */
export interface Predictions {
  /**
   * `prediction`, then `probability_<class>`, or `score_<class>` of a loss without probabilities, for every class; in
   * regression whatever the loss predicts beside it, such as `standardDeviation`; of an ensemble last `spread`, the
   * standard deviation over its members.
   */
  readonly columns: readonly string[]
  /** The cells of the row at a position, as text. */
  readonly cells: (position: number) => string[]
  /** The same by name, numbers as numbers. */
  readonly record: (position: number) => Readonly<Record<string, string | number>>
}

/** Half of what lies between 1 and the next float32, 2⁻²⁴. */
const FLOAT32_STEP = 1 / 16_777_216

/** What there must be of a model to predict by it. */
interface PredictingModel extends Pick<Restored, 'classes'> {
  readonly learner: Learner & Partial<Pick<Predictor, 'ensemble' | 'calibrated'>>
  readonly preprocessing: Pick<Restored['preprocessing'], 'target'>
}

/**
 * Predicts rows of prepared inputs: in classification the likeliest class (the first of equals) and every class's
 * probability, or its score where the loss makes no probabilities; in regression the value, and what the loss predicts
 * beside it, in the units of the training file. Numbers are written with as many digits as a float32 of what the model
 * gives needs.
 *
 * @throws InputError where an output is not finite
 */
export function predictRows(
  { learner, preprocessing, classes }: PredictingModel,
  examples: Omit<Part, 'targets'>,
): Predictions {
  const { model, head, inputShape, calibrated = (outputs: Tensor) => outputs } = learner
  const predicted = head.columns ?? []
  const width = head.scores === null ? predicted.length : classes.length
  const { rows, steps, stepRows } = examples
  const count = stepRows?.positions.length ?? rows
  const part = { ...examples, targets: new Int32Array(count) }
  const values = new Float32Array(count * width)
  // What the class is chosen by, where that is not the scores themselves.
  const ranks = head.ranks && head.scores ? new Float32Array(count * width) : values
  const spreads = learner.ensemble ? new Float32Array(count) : null
  const shape = exampleShape(part, inputShape)
  const atOnce = examplesAtOnce(steps)
  for (let begin = 0; begin < rows; begin += atOnce) {
    const end = Math.min(rows, begin + atOnce)
    const { inputs, lengths } = sliceBatch(part, begin, end, shape)
    const mode = { training: false, ...maskOf(inputs, lengths) } as const
    const called = model.call(inputs, mode)
    const outputs = called.reshape([called.size / head.outputs, head.outputs])
    const found =
      head.scores?.(outputs) ??
      stack(
        predicted.map(({ of }) => of(outputs)),
        1,
      )
    const ofTargets = rowsOfSteps(found.data, part, { begin, end, width })
    const first = stepRows?.starts[begin] ?? begin
    values.set(ofTargets, first * width)
    if (head.ranks && ranks !== values)
      ranks.set(rowsOfSteps(head.ranks(found).data, part, { begin, end, width }), first * width)
    if (spreads && learner.ensemble) {
      const ofMembers = calibrated(learner.ensemble.outputsOfMembers(inputs, mode))
      const spread = membersSpread(head, ofMembers, head.scores && found)
      spreads.set(rowsOfSteps(spread.data, part, { begin, end, width: 1 }), first)
    }
  }
  const bad = values.findIndex((value) => !Number.isFinite(value))
  if (bad >= 0) {
    const position = Math.floor(bad / width)
    const place =
      steps === null
        ? `row ${examples.rowNumbers[position]}`
        : `${stepRows ? 'step' : 'sequence'} ${position + 1} of those predicted`
    throw new InputError(
      `predict: outputs must be finite, got ${values[bad]} for ${place}; look for a cell far beyond the numbers that the model was trained on`,
    )
  }
  const { target } = preprocessing
  const ofColumn = (column: number): Float32Array =>
    Float32Array.from({ length: count }, (_, position) => values[position * width + column] ?? 0)
  const inFile =
    spreads && (target.kind === 'number' ? distancesInUnits(target, spreads, ofColumn(0)) : spreads)
  return withSpread(inFile, columnsOf())

  function columnsOf(): Predictions {
    const rowOf = (position: number): Float32Array =>
      values.subarray(position * width, (position + 1) * width)
    if (head.scores === null) {
      const columnsInFile = predicted.map(({ isDistance }, column) =>
        isDistance
          ? distancesInUnits(target, ofColumn(column), ofColumn(0))
          : predictionsInUnits(target, ofColumn(column)),
      )
      const inUnits = (position: number): number[] =>
        columnsInFile.map((numbers) => numbers[position] ?? Number.NaN)
      const columns = predicted.map(({ name }) => name)
      // What a float32 of the target as it is trained on tells apart, in the units of the file.
      const resolution =
        target.kind === 'number' && target.curve === undefined ? target.scale * FLOAT32_STEP : 0
      return {
        columns,
        cells: (position) => inUnits(position).map((value) => shortest(value, resolution)),
        record: (position) => {
          const row = inUnits(position)
          return Object.fromEntries(columns.map((name, i) => [name, row[i] ?? Number.NaN]))
        },
      }
    }
    const what = head.probabilities === null ? 'score' : 'probability'
    const columns = ['prediction', ...classes.map((name) => `${what}_${name}`)]
    const guess = (position: number): string =>
      classes[largest(ranks.subarray(position * width, (position + 1) * width))] ?? ''
    return {
      columns,
      cells: (position) => [
        guess(position),
        ...Array.from(rowOf(position), (value) => shortest(value)),
      ],
      record: (position) => {
        const row = rowOf(position)
        return Object.fromEntries(
          columns.map((name, column) => [
            name,
            column === 0 ? guess(position) : (row[column - 1] ?? 0),
          ]),
        )
      },
    }
  }
}

/** Predictions with a last column `spread`. */
function withSpread(spreads: ArrayLike<number> | null, predictions: Predictions): Predictions {
  if (spreads === null) return predictions
  const spreadAt = (position: number): number => spreads[position] ?? Number.NaN
  return {
    columns: [...predictions.columns, 'spread'],
    cells: (position) => [...predictions.cells(position), shortest(spreadAt(position))],
    record: (position) => ({ ...predictions.record(position), spread: spreadAt(position) }),
  }
}

function largest(values: Float32Array): number {
  let best = 0
  for (let i = 1; i < values.length; i++) if ((values[i] ?? 0) > (values[best] ?? 0)) best = i
  return best
}

/**
 * The shortest decimal that reads back as the same float32; of a number that a float32 would change by far more than the
 * resolution, such as a time stamp, the shortest within the resolution.
 */
function shortest(value: number, resolution = 0): string {
  const rounded = Math.fround(value)
  if (resolution > 0 && Math.abs(rounded - value) > 16 * resolution)
    for (let digits = 6; digits <= 17; digits++) {
      const near = Number(value.toPrecision(digits))
      if (Math.abs(near - value) <= resolution) return String(near)
    }
  // In the units of the file a number may be far beyond those of a float32.
  if (!Number.isFinite(rounded) || Math.abs(rounded) < 1e-37) {
    return String(Number(value.toPrecision(9)))
  }
  for (let digits = 6; digits < 9; digits++) {
    const text = String(Number(rounded.toPrecision(digits)))
    if (Math.fround(Number(text)) === rounded) return text
  }
  return String(Number(rounded.toPrecision(9)))
}
