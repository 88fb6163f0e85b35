import { unpacked, withAllFeatures } from '../data/packed-columns.ts'
import type { Part } from '../data/part.ts'
import { type Preprocessing, widthOf } from '../data/preprocessing.ts'

/** The numbers of a row, or of each step, that are one column: several where its categories have one each. */
export interface InputGroup {
  readonly name: string
  /** Positions among the features. */
  readonly features: readonly number[]
  /** Whether its number is that of a category: its size means nothing, and nothing is differentiated by it. */
  readonly isIndex: boolean
}

/** The inputs of a model, column by column. */
export function inputGroups({ inputs }: Preprocessing): InputGroup[] {
  let position = 0
  return inputs.map((input) => {
    const count = widthOf(input)
    const features = Array.from({ length: count }, (_, index) => position + index)
    position += count
    const isIndex = input.kind === 'categorical' && input.encoding === 'index'
    return { name: input.name, features, isIndex }
  })
}

/** How many features a row or a step has. */
const featureCount = ({ rows, steps, inputs }: Part): number =>
  rows === 0 ? 0 : inputs.length / rows / (steps ?? 1)

/** The positions of a column's numbers in an example, step by step. */
export function elementsOf({ features }: Pick<InputGroup, 'features'>, part: Part): number[] {
  const width = featureCount(part)
  return Array.from({ length: part.steps ?? 1 }, (_, step) =>
    features.map((feature) => step * width + feature),
  ).flat()
}

/** Euclidean norms, for each row, of the elements of a column in arrays that lie like the inputs of a part. */
export function groupNorms(
  values: Float32Array,
  group: Pick<InputGroup, 'features'>,
  part: Part,
): Float64Array {
  const elements = elementsOf(group, part)
  const width = part.rows === 0 ? 0 : values.length / part.rows
  return Float64Array.from({ length: part.rows }, (_, row) =>
    Math.sqrt(
      elements.reduce((sum, element) => {
        const value = values[row * width + element] ?? 0
        return sum + value * value
      }, 0),
    ),
  )
}

/** A part with other inputs. */
export const withInputs = (part: Part, inputs: Float32Array): Part => ({ ...part, inputs })

/** At most so many examples of a part, evenly spread over it; the part itself where it has no more. */
export function someRows(part: Part, limit: number): Part {
  if (part.rows <= limit || part.stepRows !== undefined) return withAllFeatures(part, part.rows)
  const rows = Int32Array.from({ length: limit }, (_, i) => Math.floor((i * part.rows) / limit))
  const width = part.inputs.length / part.rows
  const inputs = new Float32Array(limit * width)
  rows.forEach((row, i) => {
    inputs.set(part.inputs.subarray(row * width, (row + 1) * width), i * width)
  })
  const targets =
    part.targets instanceof Int32Array
      ? Int32Array.from(rows, (row) => part.targets[row] ?? 0)
      : Float32Array.from(rows, (row) => part.targets[row] ?? 0)
  return {
    ...part,
    ...{ rows: limit, targets, weights: undefined, columns: undefined },
    ...{ inputs: unpacked(inputs, part.packed), packed: undefined },
    lengths: part.lengths && Int32Array.from(rows, (row) => part.lengths?.[row] ?? 0),
    rowNumbers: Int32Array.from(rows, (row) => part.rowNumbers[row] ?? 0),
    // A fold begins at the first of its rows that is left.
    folds: part.folds?.map((begin) => rows.filter((row) => row < begin).length),
  }
}
