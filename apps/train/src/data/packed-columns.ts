import { type InputColumn, widthOf } from './preprocessing.ts'

/** From how many numbers on the inputs of a part are kept packed where that halves them: 64 MiB. */
const PACKED_FROM = 1 << 24

/**
 * How inputs are kept where they would be large for the zeros in them: a column of one-hot categories is one number, 0 for
 * none of them and 1, 2, … for each, and is spread out where rows are taken.
 */
export interface PackedColumns {
  /** How many features each number of a row becomes: 1, itself, or as many as there are categories. */
  readonly widths: Int32Array
  /** How many features a row has. */
  readonly features: number
}

/** Inputs that may be packed: float32 `[rows, …]`. */
export interface StoredInputs {
  readonly inputs: Float32Array
  readonly packed?: PackedColumns | undefined
}

/** How rows of some columns are packed; `null` where they are kept as they are. */
export function packingOf(
  inputs: readonly InputColumn[],
  rows: number,
  packedFrom: number = PACKED_FROM,
): PackedColumns | null {
  const widths = inputs.flatMap((input) =>
    isOneHot(input) ? [widthOf(input)] : new Array<number>(widthOf(input)).fill(1),
  )
  const features = widths.reduce((sum, width) => sum + width, 0)
  if (rows * features <= packedFrom || features < 2 * widths.length) return null
  return { widths: Int32Array.from(widths), features }
}

/** Whether a column is one number where columns are packed, and several features otherwise. */
export const isOneHot = (input: InputColumn): boolean =>
  input.kind === 'categorical' && input.encoding === undefined

/** Rows of inputs with all their features, from the numbers that are kept of them; these themselves where they are not packed. */
export function unpacked(stored: Float32Array, packed: PackedColumns | undefined): Float32Array {
  if (packed === undefined) return stored
  const { widths, features } = packed
  const rows = stored.length / widths.length
  const inputs = new Float32Array(rows * features)
  let place = 0
  for (let i = 0; i < stored.length; i++) {
    const value = stored[i] ?? 0
    const width = widths[i % widths.length] ?? 1
    if (width === 1) inputs[place] = value
    else if (value > 0) inputs[place + value - 1] = 1
    place += width
  }
  return inputs
}

/** A column of one category is a 0 or 1 either way. */
export const featuresIn = ({ inputs, packed }: StoredInputs): number =>
  packed === undefined ? inputs.length : (inputs.length / packed.widths.length) * packed.features

/**
 * The values of a feature in all rows or steps, or 0 and 1 where it is one of the categories of a packed column; `features`:
 * how many there are.
 */
export function* valuesOfFeature(
  { inputs, packed }: StoredInputs,
  feature: number,
  features: number,
): Generator<number> {
  let place = feature
  if (packed !== undefined) {
    const { widths } = packed
    let begin = 0
    place = 0
    for (; begin + (widths[place] ?? 1) <= feature; place++) begin += widths[place] ?? 1
    if ((widths[place] ?? 1) > 1) {
      yield* [0, 1]
      return
    }
  }
  const width = packed?.widths.length ?? features
  for (let i = place; i < inputs.length; i += width) yield inputs[i] ?? 0
}

/** A part whose inputs are not packed; of one that is, the first rows alone, at most `limit`. */
export function withAllFeatures<P extends StoredInputs & { readonly rows: number }>(
  part: P,
  limit: number,
): P {
  if (part.packed === undefined) return part
  const rows = Math.min(part.rows, limit)
  const stored = part.inputs.subarray(0, (rows * part.inputs.length) / Math.max(1, part.rows))
  return { ...part, rows, inputs: unpacked(stored, part.packed), packed: undefined }
}
