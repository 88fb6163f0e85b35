import type { InputElement } from '@sobolev/nn'
import type { CategoricalMissing, NumericMissing, SequenceTarget, Task } from '../config/config.ts'
import { type Curve, straightened } from './curve.ts'
import type { Notation } from './notation.ts'
import type { ReadColumn } from './reading.ts'
import type { WeightColumn } from './row-weights.ts'

/**
 * A numeric input: `(value − offset) / scale`, missing cells being filled first; with a curve, of what that makes of the
 * value, and with a smooth clip c, z / √(1 + (z / c)²) of the result z.
 */
export interface NumericInput {
  readonly kind: 'numeric'
  readonly name: string
  /** The column of the file; another name than `name` where this is a part of a date. */
  readonly fileColumn: string
  readonly notation: Notation
  readonly missing: NumericMissing
  /** What stands in for a missing cell; `null`: the row is left out. */
  readonly fill: number | null
  readonly offset: number
  readonly scale: number
  readonly curve?: Curve | undefined
  readonly smoothClip?: number | undefined
  /** Whether there is a second feature: 1 where the cell is missing, and 0 elsewhere. */
  readonly indicator?: boolean | undefined
}

/** A categorical input: one feature per category, 1 at the row's own and 0 elsewhere, unless it is encoded otherwise. */
export interface CategoricalInput {
  readonly kind: 'categorical'
  readonly name: string
  readonly missing: CategoricalMissing
  /**
   * The categories of the training part, in order; `null` stands for a missing cell. A category that is
   * not among them, and a missing cell where `null` is not among them, gives zeros everywhere.
   */
  readonly categories: readonly (string | null)[]
  /** What stands in for a missing cell; `null`: its own category, or the row is left out. */
  readonly fill: string | null
  /**
   * `sign`: one feature, −1 for the first of two categories and 1 for the second; `index`: one feature, the number of the
   * category counted from 1. Both are 0 for a category that is not among them. One feature per category where it is absent.
   */
  readonly encoding?: 'sign' | 'index' | undefined
}

export type InputColumn = NumericInput | CategoricalInput

/** The least and the largest target. */
export type TargetRange = readonly [low: number, high: number]

/** What the model learns: an index into `classes`, or `(value − mean) / scale`, with a curve of what that makes of the value. */
export type TargetColumn =
  | { readonly kind: 'classes'; readonly name: string; readonly classes: readonly string[] }
  | {
      readonly kind: 'number'
      readonly name: string
      readonly notation: Notation
      readonly mean: number
      readonly scale: number
      readonly curve?: Curve | undefined
      /** Beyond which nothing is predicted, in the units of the file; absent: anything may be. */
      readonly range?: TargetRange | undefined
    }

/**
 * Everything needed to turn the rows of a CSV file into tensors, fitted on the training part alone. It is
 * plain data: `JSON.stringify` writes it, `preprocessingFromJSON` reads it.
 */
export interface Preprocessing {
  readonly version: 1
  readonly delimiter: string | null
  readonly comment: string | null
  readonly header: boolean
  readonly missingValues: readonly string[]
  readonly missingTarget: 'error' | 'drop'
  readonly inputs: readonly InputColumn[]
  readonly target: TargetColumn
  /** The column that says how much each row counts; absent where none does. */
  readonly weight?: WeightColumn | undefined
  /** What the inputs are taken for unless the config says so: `[1, height, width]` of an IDX file; absent otherwise. */
  readonly shape?: readonly number[] | undefined
  /** Where rows are the steps of sequences. */
  readonly sequence?: SequencePreprocessing | undefined
}

/** How the rows of a file become sequences. */
export interface SequencePreprocessing {
  /** The column that tells the sequences apart. */
  readonly id: string
  /** The column that orders the steps; `null`: the order of the file does. */
  readonly time: { readonly name: string; readonly notation: Notation } | null
  /** Whether a sequence has one target, or each of its steps has one. */
  readonly target: SequenceTarget
  /** How many steps the longest sequence of the training part has. */
  readonly steps: number
}

/** What the model learns. */
export function taskOf(preprocessing: Preprocessing): Task {
  return preprocessing.target.kind === 'classes' ? 'classification' : 'regression'
}

/** The names of the model's inputs: `age`, `island=Biscoe`, `sex=(missing)`. */
export function featureNames({ inputs }: Pick<Preprocessing, 'inputs'>): string[] {
  return inputs.flatMap((input) => featuresOf(input).map(({ name }) => name))
}

/** One of the numbers that the model gets of an input. */
export interface Feature extends InputElement {
  readonly name: string
}

/** The numbers that the model gets of an input, in their order. */
export function featuresOf(input: InputColumn): Feature[] {
  const { name: column } = input
  if (input.kind === 'numeric') {
    const number: Feature = { name: column, column, kind: 'number' }
    if (input.indicator !== true) return [number]
    return [number, { name: `${column}=(missing)`, column, kind: 'indicator' }]
  }
  const { categories, encoding } = input
  if (encoding === 'index')
    return [{ name: column, column, kind: 'index', indices: categories.length + 1 }]
  return (encoding === 'sign' ? categories.slice(1) : categories).map((category) => ({
    name: `${column}=${category ?? '(missing)'}`,
    column,
    kind: 'category',
  }))
}

/** How many features an input has. */
export function widthOf(input: InputColumn): number {
  if (input.kind === 'numeric') return input.indicator === true ? 2 : 1
  return input.encoding === undefined ? input.categories.length : 1
}

/** Whether what the model gets of an input is a multiple of the distance from somewhere in the units of the file. */
export const isStraight = ({ curve, smoothClip }: NumericInput): boolean =>
  curve === undefined && smoothClip === undefined

/** Numbers of a column in the units of the file, of what the model gets of them. */
export function columnInUnits(
  { offset, scale, curve, smoothClip }: NumericInput,
  features: ArrayLike<number>,
): Float64Array {
  const numbers = Float64Array.from(features, (value) => {
    if (smoothClip === undefined) return value * scale + offset
    const share = value / smoothClip
    // A clipped number never comes to the bound itself, but for its rounding.
    return (value / Math.sqrt(Math.max(1 - share * share, 1e-14))) * scale + offset
  })
  return curve === undefined ? numbers : straightened(curve, numbers)
}

/** The column of the target as it was read. */
export function readTarget(target: TargetColumn): ReadColumn {
  const { name } = target
  if (target.kind === 'classes') return { kind: 'categorical', name }
  return { kind: 'numeric', name, fileColumn: name, notation: target.notation }
}
