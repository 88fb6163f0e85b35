import * as z from 'zod'
import { categoricalMissing, numericMissing, sequenceTargets } from '../config/config.ts'
import { InputError } from '../errors.ts'
import { contradictionIn } from './contradictions.ts'
import { dateParts } from './iso-date.ts'
import type { Preprocessing } from './preprocessing.ts'
import { decimalSeparators, thousandsSeparators } from './written-number.ts'

const notation = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('number'),
    decimal: z.enum(decimalSeparators),
    thousands: z.enum(thousandsSeparators).nullable(),
    unit: z.string().nullable(),
  }),
  z.strictObject({ kind: z.literal('date'), part: z.enum(dateParts), zoned: z.boolean() }),
])

const curve = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('log') }),
  z.strictObject({ kind: z.literal('power'), lambda: z.number() }),
  z.strictObject({
    kind: z.literal('quantiles'),
    values: z.array(z.number()).min(1),
    scores: z.array(z.number()).min(1),
    slope: z.number().positive().optional(),
  }),
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
        curve: curve.optional(),
        smoothClip: z.number().positive().optional(),
        indicator: z.boolean().optional(),
      }),
      z.strictObject({
        kind: z.literal('categorical'),
        name: z.string(),
        missing: z.enum(categoricalMissing),
        categories: z.array(z.string().nullable()),
        fill: z.string().nullable(),
        encoding: z.enum(['sign', 'index']).optional(),
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
      curve: curve.optional(),
      range: z.tuple([z.number(), z.number()]).optional(),
    }),
  ]),
  weight: z.strictObject({ name: z.string(), notation }).optional(),
  shape: z.array(z.int().positive()).optional(),
  sequence: z
    .strictObject({
      id: z.string(),
      time: z.strictObject({ name: z.string(), notation }).nullable(),
      target: z.enum(sequenceTargets).default('id'),
      steps: z.int().positive(),
    })
    .optional(),
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
