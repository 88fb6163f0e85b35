import * as z from 'zod'
import { dateParts } from '../data/iso-date.ts'
import { decimalSeparators, thousandsSeparators } from '../data/written-number.ts'
import {
  choice,
  columnName,
  flag,
  map,
  mustBe,
  positiveInteger,
  properFraction,
  text,
} from './atoms.ts'
import {
  categoricalMissing,
  encodings,
  numericMissing,
  scales,
  sequenceTargets,
  targetScales,
  tasks,
} from './config.ts'
import { waysOfMaps } from './exclusive-keys.ts'
import { missingValues } from './missing-values-schema.ts'
import { listed, show } from './show.ts'

const names = (what: string) => z.array(columnName('the name of a column'), mustBe(what))

const separators = {
  decimal: choice(decimalSeparators).nullable().default(null),
  thousands: choice(thousandsSeparators).nullable().default(null),
}

const differ = (separators: { decimal: string | null; thousands: string | null }): boolean =>
  separators.decimal === null || separators.decimal !== separators.thousands
const mustDiffer = { error: 'decimal and thousands must be two characters' }

const dateWords = 'auto, or a list of parts, such as [year, month, dayOfWeek]'
const dates = z.union(
  [
    z.literal('auto'),
    z
      .array(choice(dateParts), mustBe(dateWords))
      .min(1, { error: 'must name a part, such as [days]' }),
  ],
  mustBe(dateWords),
)

const column = map({
  type: choice(['numeric', 'categorical']).nullable().default(null),
  missing: choice(['drop', 'mean', 'median', 'mostFrequent', 'category']).nullable().default(null),
  scale: choice(scales).nullable().default(null),
  encoding: choice(encodings).nullable().default(null),
  ...separators,
  dates: dates.nullable().default(null),
}).refine(differ, mustDiffer)

const cellValue = z.union([z.string(mustBe('the text of a cell')), z.number(), z.boolean()])

/** The texts of cells, one or a list of them. */
const cellValues = z
  .union([
    z.string(mustBe('the text of a cell, or a list of such texts')),
    z.number(),
    z.boolean(),
    z.array(cellValue),
  ])
  .transform((value) => (Array.isArray(value) ? value.map(String) : [String(value)]))

const waysOfParts = {
  fraction: properFraction().optional(),
  stratify: flag().optional(),
  column: columnName('the name of a column').optional(),
  train: cellValues.nullable().optional(),
  test: cellValues.optional(),
  value: cellValues.optional(),
  file: text('the path of a CSV or IDX file, or of a folder of images').optional(),
}

type WaysOfParts = z.output<z.ZodObject<typeof waysOfParts>>

const ways = ['fraction', 'column', 'file'] as const
const waysOfValidation = [...ways, 'folds'] as const
const waysOf = (keys: readonly string[]): { ways: string[][] } => ({
  ways: keys.map((way) => [way]),
})

/** What is wrong with a part that is given in more than one way, or by a column without values. */
function faultOfPart(
  written: WaysOfParts & {
    readonly validation?: readonly string[] | undefined
    readonly folds?: number | undefined
  },
  part: 'validation' | 'test',
  forms: string,
): string | null {
  const given = waysOfValidation.filter((key) => written[key] !== undefined)
  if (given.length > 1) return `must be one of ${forms}, got ${listed(given)} together`
  const [way] = given
  if ((way === 'column' || way === 'file') && written.stratify !== undefined) {
    return `stratify goes with ${part === 'test' ? 'fraction only' : 'fraction and folds only'}, got it beside ${way}`
  }
  const values = (['train', 'validation', 'test', 'value'] as const).filter(
    (key) => written[key] !== undefined && written[key] !== null,
  )
  if (way !== 'column') {
    if (values.length === 0) return null
    return `column is missing; it must name the column that holds the values of ${listed(values)}`
  }
  const named = (written[part] ?? []).length + (written.value ?? []).length
  if (named === 0) return `${part} is missing; it must be the text that marks a ${part} row`
  if (written.value === undefined || (written[part] ?? []).length === 0) return null
  return `value and ${part} are the same; leave value out`
}

/** What `faultOfPart` finds, in the words of JSON Schema. */
const rulesOfPart = (part: 'validation' | 'test'): Readonly<Record<string, unknown>> => ({
  not: {
    anyOf: [
      ...['fraction', 'stratify'].flatMap((key) => [
        [key, 'column'],
        [key, 'file'],
      ]),
      ['column', 'file'],
      ...(part === 'test' ? [] : ways.map((way) => [way, 'folds'])),
      ['value', part],
    ].map((required) => ({ required })),
  },
  dependencies: { value: ['column'], validation: ['column'], test: ['column'] },
  if: { required: ['column'] },
  // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
  then: { anyOf: [{ required: ['value'] }, { required: [part] }] },
})

const validationForms =
  '{ fraction: 0.2 }, { folds: 5 }, { column: part, train: train, validation: val, test: test } or { file: other.csv }'

const foldsWords = mustBe('a whole number of folds from 2 to 1000')

const validation = map(
  {
    ...waysOfParts,
    validation: cellValues.optional(),
    folds: z.number(foldsWords).int(foldsWords).min(2, foldsWords).max(1000, foldsWords).optional(),
  },
  `a map such as ${validationForms}`,
)
  .superRefine((value, context) => {
    const message = faultOfPart(value, 'validation', validationForms)
    if (message !== null) context.addIssue({ code: 'custom', message })
  })
  .meta(rulesOfPart('validation'))
  .register(waysOfMaps, waysOf(waysOfValidation))

const testForms = '{ fraction: 0.2 }, { column: part, test: test } or { file: test.csv }'

const test = map(waysOfParts, `a map such as ${testForms}`)
  .superRefine((value, context) => {
    const complain = (message: string): void => context.addIssue({ code: 'custom', message })
    const message = faultOfPart(value, 'test', testForms)
    if (message !== null) complain(message)
    else if (ways.every((key) => value[key] === undefined)) {
      complain(`must be one of ${testForms}, got none of them`)
    }
  })
  .meta({ ...rulesOfPart('test'), anyOf: ways.map((way) => ({ required: [way] })) })
  .register(waysOfMaps, waysOf(ways))

const delimiter = z
  .string(mustBe('one character, such as "," or ";" or "\\t"'))
  .refine((character) => character.length === 1 && !'"\n\r\uFEFF'.includes(character), {
    error: ({ input }) => `must be one character, such as "," or ";" or "\\t", got ${show(input)}`,
  })
  .meta({ pattern: '^[^"\\n\\r\\uFEFF]$' })

const comment = z
  .string(mustBe('one character, such as "#"'))
  .refine((character) => character.length === 1 && !/["\s]/.test(character), {
    error: ({ input }) => `must be one character, such as "#", got ${show(input)}`,
  })
  .meta({ pattern: '^[^"\\s]$' })

const dataMap = map({
  file: text('the path of a CSV or IDX file, or of a folder of images').describe(
    'a CSV file, images of MNIST (IDX) with the labels beside them, or a folder of PNG images, from the folder of this config',
  ),
  target: columnName('the name of the column to predict').describe(
    'the column to predict; label in an IDX file',
  ),
  weight: columnName('the name of a column')
    .nullable()
    .default(null)
    .describe('the column that says how much each row counts in the loss; no input'),
  task: choice(tasks)
    .nullable()
    .default(null)
    .describe('null: few different integers, or text, are classes'),
  delimiter: delimiter
    .nullable()
    .default(null)
    .describe('between cells; null: found out among , ; tab and |'),
  comment: comment.nullable().default(null).describe('what lines begin with that are no rows'),
  ...separators,
  header: flag().default(true).describe('false: the columns are column1, column2, …'),
  inputs: names('a list of column names, or of patterns such as pixel*')
    .min(1, { error: 'must name a column, such as [pixel*]' })
    .nullable()
    .default(null)
    .describe('columns, or patterns such as pixel*; null: all that are nothing else'),
  exclude: names('a list of column names, or of patterns such as pixel*')
    .default([])
    .describe('columns to leave out, or patterns such as id*'),
  missingValues: missingValues
    .prefault([])
    .describe('cells that hold no value, beside the usual ones'),
  missing: map({
    numeric: choice(numericMissing).default('mean'),
    categorical: choice(categoricalMissing).default('category'),
    indicator: flag()
      .default(false)
      .describe('a second input for each numeric column with missing cells, 1 where one is'),
  }).prefault({}),
  categories: map({
    encoding: choice(['oneHot', 'auto', 'index'])
      .default('oneHot')
      .describe(
        'oneHot: a 0 or 1 for each; index: one whole number, for a layer that embeds it; auto: one −1 or 1 for two categories, oneHot up to maxOneHot of them, index for more',
      ),
    maxOneHot: positiveInteger().default(9),
  }).prefault({}),
  missingTarget: choice(['error', 'drop'])
    .default('error')
    .describe('what becomes of a row without a target'),
  shape: z
    .array(positiveInteger(), mustBe('a list of lengths, such as [1, 28, 28]'))
    .min(1, { error: 'must name a length, such as [1, 28, 28]' })
    .nullable()
    .default(null)
    .describe(
      'what the inputs of a row are taken for, such as [1, 28, 28] for an image; null: as an IDX file says, else one list',
    ),
  sequence: map(
    {
      id: columnName('the name of the column that tells the sequences apart'),
      time: columnName('the name of the column that orders the steps').nullable().default(null),
      target: choice(sequenceTargets).default('id'),
    },
    'a map such as { id: user, time: t }',
  )
    .nullable()
    .default(null)
    .describe(
      'columns that make sequences of rows: those with one id, in the order of their time (null: of the file), are the steps of one example, with one target (target: id) or one for each (target: step)',
    ),
  scale: choice(scales)
    .default('standardize')
    .describe(
      'of numeric columns; robust: by median and quartiles, far values drawn in; quantile and power make them normal',
    ),
  scaleTarget: z
    .union(
      [z.boolean(), z.enum(targetScales)],
      mustBe('true, false, log, log1p, power or quantile'),
    )
    .default(true)
    .describe(
      'in regression: train on the target standardised; log, log1p, power and quantile straighten it before',
    ),
  clampPredictions: flag()
    .default(false)
    .describe('in regression: predict nothing beyond the targets of the training part'),
  dates: dates
    .nullable()
    .default(null)
    .describe(
      'what dates become: parts, or auto; null: days since 1970, or seconds where there are times',
    ),
  columns: z
    .record(z.string(), column, mustBe('a map from column names'))
    .default({})
    .describe('what differs for a column'),
  validation: validation.prefault({}).describe('the rows that training is watched on'),
  test: test
    .nullable()
    .default(null)
    .describe('the rows that are measured once, when training has ended'),
})

/** The `data` part of a config. */
export const dataSchema = dataMap
  .refine(differ, mustDiffer)
  .superRefine(({ shape, sequence }, context) => {
    if (sequence === null) return
    const complain = (key: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [key], message })
    if (shape !== null) {
      complain('shape', 'must be left out, as data.sequence makes the shape [steps, features]')
    }
    if (sequence.id === sequence.time) {
      complain('sequence', `id and time must be two columns, got ${sequence.id} for both`)
    }
  })
  .superRefine(({ validation, test }, context) => {
    const complain = (message: string): void =>
      context.addIssue({ code: 'custom', path: ['test'], message })
    if (test === null) return
    const ofColumn = validation.column === undefined ? [] : (validation.test ?? [])
    if (ofColumn.length > 0) {
      complain('must be left out, as data.validation.test names the test rows')
    }
    if (test.file !== undefined && test.file === validation.file) {
      complain('file must be another one than data.validation.file')
    }
    const isFraction =
      validation.column === undefined &&
      validation.file === undefined &&
      validation.folds === undefined
    const share = (isFraction ? (validation.fraction ?? 0.2) : 0) + (test.fraction ?? 0)
    if (share >= 1) {
      complain(
        `fraction must leave rows to train on beside data.validation, got ${share} of all rows together`,
      )
    }
  })
