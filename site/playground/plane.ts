/** The plane of two inputs of a model, or the line of one: what lies in it, and where it is asked. */
import {
  columnInUnits,
  inputGroups,
  type NumericColumn,
  type NumericInput,
  type Part,
  type Prepared,
  someRows,
  targetsInUnits,
  transformRows,
} from '../../apps/train/src/in-browser.ts'
import type { Axis, Plane, Points, View } from './messages.ts'

/** Rows that are shown. */
const MOST_POINTS = 1500
/** How much of the plane lies beyond the rows. */
const MARGIN = 0.08

/** Places in the plane as inputs of a model, and how steep these are along the axes. */
export interface Places {
  readonly part: Part
  /** Features of a place. */
  readonly width: number
  readonly axes: readonly SteepAxis[]
}

/** How much the features of an axis change along it, whose length is 1, by position along it. */
interface SteepAxis {
  /** The first of its features. */
  readonly feature: number
  readonly slopes: Float64Array
}

interface ChosenInput {
  readonly input: NumericInput
  readonly feature: number
  readonly axis: Axis
}

/** A plane through the inputs of what was prepared. */
export class InputPlane {
  readonly shown: Plane
  readonly #prepared: Prepared
  readonly #chosen: readonly ChosenInput[]
  /** The features of a row in the middle of all. */
  readonly #middle: Float32Array

  private constructor(prepared: Prepared, inputs: readonly NumericInput[]) {
    this.#prepared = prepared
    const { training, validation, preprocessing } = prepared.dataset
    // The rows of folds are trained on, too.
    const parts = validation.folds ? [training] : [training, validation]
    const rows = parts.map((part) => someRows(part, MOST_POINTS / parts.length))
    this.#middle = middleOf(rows, preprocessing)
    const groups = inputGroups(preprocessing)
    const values = inputs.map((input) => {
      const [feature = 0] = groups.find(({ name }) => name === input.name)?.features ?? []
      return {
        input,
        feature,
        values: rows.map((part) => columnInUnits(input, column(part, feature))),
      }
    })
    this.#chosen = values.map(({ input, feature, values: ofParts }) => ({
      input,
      feature,
      axis: { name: input.name, ...extent(ofParts) },
    }))
    const targets = rows.map((part) => targetsInUnits(preprocessing.target, part.targets))
    const [across, up] = values
    const [first, second] = this.#chosen
    if (!across || !first) throw new RangeError('InputPlane: there must be an axis, got none')
    const points: Points = {
      x: joined(across.values),
      y: joined(up?.values ?? targets),
      values: joined(targets),
      validation: rows[0]?.rows ?? 0,
    }
    const others = preprocessing.inputs.length - inputs.length
    this.shown = { across: first.axis, up: second?.axis ?? null, points, others }
  }

  /** The plane that is asked for; `null` where no input is a number, and for inputs that are no rows of numbers. */
  static of(prepared: Prepared, { across, up }: View): InputPlane | null {
    const candidates = axesOf(prepared)
    const first = candidates.find(({ name }) => name === across) ?? candidates[0]
    if (first === undefined) return null
    const others = candidates.filter((input) => input !== first)
    const second = others.find(({ name }) => name === up) ?? others[0]
    return new InputPlane(prepared, second === undefined ? [first] : [first, second])
  }

  /** The middles of cells, so many along each axis: rows from the bottom, each from the left. */
  places(across: number, up: number): Places {
    const counts = [across, up]
    const width = this.#middle.length
    const rows = across * up
    const inputs = new Float32Array(rows * width)
    for (let row = 0; row < rows; row++) inputs.set(this.#middle, row * width)
    const axes = this.#chosen.map((chosen, index): SteepAxis => {
      const count = counts[index] ?? 1
      const at = this.#features(chosen, count, 0)
      const step = 1e-3
      const [before, after] = [
        this.#features(chosen, count, -step),
        this.#features(chosen, count, step),
      ]
      for (let row = 0; row < rows; row++) {
        const position = index === 0 ? row % across : Math.floor(row / across)
        inputs[row * width + chosen.feature] = at[position] ?? 0
      }
      const slopes = Float64Array.from(after, (value, i) => (value - (before[i] ?? 0)) / (2 * step))
      return { feature: chosen.feature, slopes }
    })
    const { targets } = this.#prepared.dataset.training
    const part: Part = {
      ...{ rows, inputs, steps: null, lengths: null },
      targets: targets instanceof Int32Array ? new Int32Array(rows) : new Float32Array(rows),
      rowNumbers: new Int32Array(rows),
    }
    return { part, width, axes }
  }

  /** The feature of an axis in the middles of so many cells, all moved by `shift` of its length. */
  #features({ input, axis }: ChosenInput, count: number, shift: number): Float32Array {
    const values = Float64Array.from(
      { length: count },
      (_, cell) => axis.low + ((cell + 0.5) / count + shift) * (axis.high - axis.low),
    )
    const { name, fileColumn, notation } = input
    const numbers: NumericColumn = {
      kind: 'numeric',
      name,
      fileColumn,
      notation,
      values,
      firstMissing: null,
    }
    const rows = Int32Array.from({ length: count }, (_, row) => row)
    // Without the feature that tells of missing cells.
    const inputs = [{ ...input, indicator: false }]
    const { preprocessing } = this.#prepared.dataset
    return transformRows({ columns: new Map([[name, numbers]]), place: '' }, rows, {
      ...preprocessing,
      inputs,
    })
  }
}

/** The inputs that can be axes: numbers, of rows that are examples by themselves and no images. */
export function axesOf({ dataset, trainer }: Prepared): NumericInput[] {
  const isRow = dataset.training.steps === null && trainer.learner.inputShape.length === 1
  return isRow ? dataset.preprocessing.inputs.filter((input) => input.kind === 'numeric') : []
}

/** The values of a feature in all rows of a part. */
function column({ inputs, rows }: Part, feature: number): Float32Array {
  const width = rows === 0 ? 0 : inputs.length / rows
  return Float32Array.from({ length: rows }, (_, row) => inputs[row * width + feature] ?? 0)
}

/** The median of each number, and the most frequent category. */
function middleOf(
  parts: readonly Part[],
  preprocessing: Prepared['dataset']['preprocessing'],
): Float32Array {
  const [training] = parts
  const groups = inputGroups(preprocessing)
  return Float32Array.from(
    groups.flatMap(({ features }, index) => {
      const columns = features.map((feature) =>
        training ? column(training, feature) : new Float32Array(),
      )
      if (preprocessing.inputs[index]?.kind === 'numeric')
        return columns.map((values) => values.slice().sort()[values.length >> 1] ?? 0)
      const counts = new Map<string, number>()
      columns[0]?.forEach((_, row) => {
        const key = columns.map((values) => values[row]).join()
        counts.set(key, (counts.get(key) ?? 0) + 1)
      })
      const [most] = [...counts].sort(([, a], [, b]) => b - a)
      return features.map((_, i) => Number(most?.[0].split(',')[i] ?? 0))
    }),
  )
}

function extent(parts: readonly Float64Array[]): { low: number; high: number } {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const values of parts)
    for (const value of values) {
      low = Math.min(low, value)
      high = Math.max(high, value)
    }
  if (!(low < high)) return { low: low - 1, high: low + 1 }
  const margin = MARGIN * (high - low)
  return { low: low - margin, high: high + margin }
}

function joined(parts: readonly Float64Array[]): Float64Array {
  return Float64Array.from(parts.flatMap((values) => Array.from(values)))
}
