import * as z from 'zod'
import { map, mustBe } from './atoms.ts'
import { waysOfMaps } from './exclusive-keys.ts'
import { quoted } from './show.ts'
import { didYouMean } from './suggest.ts'

/** Cells that hold no value unless a config says otherwise: those of pandas, and `?`. */
export const usualMissingValues: readonly string[] = [
  '',
  '#N/A',
  '#N/A N/A',
  '#NA',
  '-1.#IND',
  '-1.#QNAN',
  '-NaN',
  '-nan',
  '1.#IND',
  '1.#QNAN',
  '<NA>',
  'N/A',
  'NA',
  'NULL',
  'NaN',
  'None',
  'n/a',
  'nan',
  'null',
  '?',
]

const forms =
  "a list of texts to add to the usual ones, or a map such as { remove: [NA] } or { only: [''] }"
const cell = z
  .union([z.string(), z.number()], mustBe('the text of a cell; put it in quotes'))
  .transform(String)
const cells = z.array(cell, mustBe('a list of texts'))
const usualCells = cells
  .superRefine((texts, context) => {
    texts.forEach((text, i) => {
      if (usualMissingValues.includes(text)) return
      const message = `must be one of the usual texts, got ${quoted(text)}${didYouMean(text, usualMissingValues)}`
      context.addIssue({ code: 'custom', message, path: [i] })
    })
  })
  .meta({ items: { enum: usualMissingValues } })

const ways = map(
  { add: cells.optional(), remove: usualCells.optional(), only: cells.optional() },
  forms,
)
  .refine(({ add, remove, only }) => only === undefined || (add ?? remove) === undefined, {
    error: 'only must stand alone, as it replaces the usual texts; put all of them in its list',
  })
  .meta({ not: { required: ['only'], anyOf: [{ required: ['add'] }, { required: ['remove'] }] } })
  .register(waysOfMaps, { ways: [['only'], ['add', 'remove']] })

/**
 * Which cells hold no value: a list, or `add`, adds to the usual ones, as `na_values` does in pandas;
 * `remove` takes some of them away, `only` replaces them.
 */
export const missingValues = z
  .union([cells, ways], mustBe(forms))
  .transform((written): readonly string[] => {
    const { add = [], remove = [], only } = Array.isArray(written) ? { add: written } : written
    if (only !== undefined) return only
    const removed = new Set(remove)
    return [...new Set([...usualMissingValues, ...add])].filter((text) => !removed.has(text))
  })
