import { z } from 'zod'
import type { CategoricalMissing, NumericMissing, Task } from '../config/config.ts'
import { categoricalMissing, numericMissing } from '../config/config.ts'
import { InputError } from '../errors.ts'
import { contradictionIn } from './contradictions.ts'
import { dateParts } from './iso-date.ts'
import type { Notation } from './notation.ts'
import type { ReadColumn } from './reading.ts'
import { decimalSeparators, thousandsSeparators } from './written-number.ts'

/** A numeric input: `(value − offset) / scale`, missing cells being filled first. */
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
}

/** A categorical input: one feature per category, 1 at the row's own and 0 elsewhere. */
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
}

export type InputColumn = NumericInput | CategoricalInput

/** What the model learns: an index into `classes`, or `(value − mean) / scale`. */
export type TargetColumn =
  | { readonly kind: 'classes'; readonly name: string; readonly classes: readonly string[] }
  | {
      readonly kind: 'number'
      readonly name: string
      readonly notation: Notation
      readonly mean: number
      readonly scale: number
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
}

/** What the model learns. */
export function taskOf(preprocessing: Preprocessing): Task {
  return preprocessing.target.kind === 'classes' ? 'classification' : 'regression'
}

/** The names of the model's inputs: `age`, `island=Biscoe`, `sex=(missing)`. */
export function featureNames(preprocessing: Preprocessing): string[] {
  return preprocessing.inputs.flatMap((input) =>
    input.kind === 'numeric'
      ? [input.name]
      : input.categories.map((category) => `${input.name}=${category ?? '(missing)'}`),
  )
}

/** The column of the target as it was read. */
export function readTarget(target: TargetColumn): ReadColumn {
  const { name } = target
  if (target.kind === 'classes') return { kind: 'categorical', name }
  return { kind: 'numeric', name, fileColumn: name, notation: target.notation }
}

/** A prediction of a regression in the units of the file. */
export function inOriginalUnits(target: TargetColumn, value: number): number {
  return target.kind === 'number' ? value * target.scale + target.mean : value
}

const notation = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('number'),
    decimal: z.enum(decimalSeparators),
    thousands: z.enum(thousandsSeparators).nullable(),
    unit: z.string().nullable(),
  }),
  z.strictObject({ kind: z.literal('date'), part: z.enum(dateParts), zoned: z.boolean() }),
])

const schema = z.strictObject({
  version: z.literal(1),
  delimiter: z.string().length(1).nullable(),
  comment: z.string().length(1).nullable(),
  header: z.boolean(),
  missingValues: z.array(z.string()),
  missingTarget: z.enum(['error', 'drop']),
  inputs: z.array(
    z.discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('numeric'),
        name: z.string(),
        fileColumn: z.string(),
        notation,
        missing: z.enum(numericMissing),
        fill: z.number().nullable(),
        offset: z.number(),
        scale: z.number(),
      }),
      z.strictObject({
        kind: z.literal('categorical'),
        name: z.string(),
        missing: z.enum(categoricalMissing),
        categories: z.array(z.string().nullable()),
        fill: z.string().nullable(),
      }),
    ]),
  ),
  target: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('classes'), name: z.string(), classes: z.array(z.string()) }),
    z.strictObject({
      kind: z.literal('number'),
      name: z.string(),
      notation,
      mean: z.number(),
      scale: z.number(),
    }),
  ]),
})

/** Reads what `JSON.parse` gives back for a `Preprocessing`. Throws `InputError`; `place`: the file. */
export function preprocessingFromJSON(value: unknown, place: string): Preprocessing {
  const checked = schema.safeParse(value)
  const contradiction = checked.success ? contradictionIn(checked.data) : undefined
  if (checked.success && contradiction === undefined) return checked.data
  const issue = checked.error?.issues[0]
  const where =
    issue === undefined ? (contradiction ?? '') : `${issue.path.join('.')}: ${issue.message}`
  const hint = 'train again, or use the version of the program that wrote it'
  throw new InputError({ place, message: `its preprocessing cannot be read: ${where}; ${hint}` })
}
