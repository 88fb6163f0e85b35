import { z } from 'zod'
import { choice, flag, map, mustBe, properFraction, text } from './atoms.ts'
import { categoricalMissing, numericMissing, scales, tasks } from './config.ts'
import { listed, show } from './show.ts'

const names = (what: string) => z.array(text('the name of a column'), mustBe(what))

const column = map({
  type: choice(['numeric', 'categorical']).nullable().default(null),
  missing: choice(['drop', 'mean', 'median', 'mostFrequent', 'category']).nullable().default(null),
  scale: choice(scales).nullable().default(null),
})

const cellValue = z
  .union([z.string(), z.number(), z.boolean()], mustBe('the text of a cell'))
  .transform(String)

const forms = '{ fraction: 0.2 }, { column: split, value: test } or { file: other.csv }'

const validation = map(
  {
    fraction: properFraction().optional(),
    stratify: flag().optional(),
    column: text('the name of a column').optional(),
    value: cellValue.optional(),
    file: text('the path of a CSV file').optional(),
  },
  `a map such as ${forms}`,
).superRefine((value, context) => {
  const complain = (message: string): void => context.addIssue({ code: 'custom', message })
  const ways = (['fraction', 'column', 'file'] as const).filter((key) => value[key] !== undefined)
  if (ways.length > 1) complain(`must be one of ${forms}, got ${listed(ways)} together`)
  else if (ways[0] !== undefined && ways[0] !== 'fraction' && value.stratify !== undefined) {
    complain(`stratify goes with fraction only, got it beside ${ways[0]}`)
  } else if (value.column !== undefined && value.value === undefined) {
    complain('value is missing; it must be the text that marks a validation row')
  } else if (value.column === undefined && value.value !== undefined) {
    complain('column is missing; it must name the column that holds the value')
  }
})

const delimiter = z
  .string(mustBe('one character, such as "," or ";" or "\\t"'))
  .refine((character) => character.length === 1 && !'"\n\r\uFEFF'.includes(character), {
    error: ({ input }) => `must be one character, such as "," or ";" or "\\t", got ${show(input)}`,
  })

/** The `data` part of a config. */
export const dataSchema = map({
  file: text('the path of a CSV file'),
  target: text('the name of the column to predict'),
  task: choice(tasks).nullable().default(null),
  delimiter: delimiter.nullable().default(null),
  header: flag().default(true),
  exclude: names('a list of column names').default([]),
  missingValues: z
    .array(z.string(mustBe('text; put it in quotes')), mustBe('a list of texts'))
    .default(['', 'NA', 'N/A', 'NaN', 'nan', 'null', 'NULL', '?']),
  missing: map({
    numeric: choice(numericMissing).default('mean'),
    categorical: choice(categoricalMissing).default('category'),
  }).prefault({}),
  missingTarget: choice(['error', 'drop']).default('error'),
  scale: choice(scales).default('standardize'),
  scaleTarget: flag().default(true),
  columns: z.record(z.string(), column, mustBe('a map from column names')).default({}),
  validation: validation.prefault({}),
})
