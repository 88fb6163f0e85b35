import {
  type ColumnUse,
  type Kind,
  meets,
  type Option,
  type OptionTable,
  requirementOf,
} from '@sobolev/nn'
import * as z from 'zod'
import { choice, columnName, flag, mustBe } from './atoms.ts'
import { show } from './show.ts'

/** The schemas of methods that stand within options. */
export interface NestedSchemas {
  readonly method: (kind: Kind) => z.ZodType
  readonly schedule: (range: ScheduleRange) => z.ZodType
  /** A weighting by its name alone; a map with one, or with a schedule. */
  readonly weight: (range: ScheduleRange) => readonly [z.ZodType, z.ZodType]
  /** A map of options, of which those without a default must be given. */
  readonly options: (table: OptionTable) => z.ZodType
}

/** What a config may say for an option of a method. `words`: the requirement in place of the option's own. */
export function optionSchema(option: Option, methods: NestedSchemas, words?: string): z.ZodType {
  const requirement = words ?? requirementOf(option)
  switch (option.type) {
    case 'number':
      return numberSchema(option, requirement)
    case 'numbers': {
      const number = numberSchema(option, requirement)
      const list = z
        .array(number, mustBe(requirement))
        .min(1, mustBe(requirement))
        .refine((values) => meets(option, values), mustBe(requirement))
      return z.union([number, list])
    }
    case 'list': {
      const words = mustBe(requirement)
      const list = z
        .array(optionSchema(option.of, methods, requirement), words)
        .min(1, words)
        // Of what is wrong by itself it is said already.
        .refine((given) => meets(option, given) || !given.every((item) => meets(option.of, item)), {
          error: ({ input }) => `must be ${requirement}, got ${numbersIn(input)}`,
        })
      return option.or === undefined ? list : z.union([list, z.literal(option.or, words)])
    }
    case 'flag':
      return flag()
    case 'choice':
      return choiceSchema(option.values)
    case 'duration':
      return numberSchema({ integer: true, minimum: option.minimum ?? 1 }, requirement)
    case 'sizes': {
      const size = numberSchema({ integer: true, minimum: option.minimum ?? 1 }, requirement)
      const sizes = z.union([size, z.array(size, mustBe(requirement)).min(1, mustBe(requirement))])
      return option.or === undefined
        ? sizes
        : z.union([sizes, z.literal(option.or, mustBe(requirement))])
    }
    case 'schedule':
      return scheduleSchema(option, methods, words)
    case 'parameters':
      return parametersSchema(requirement)
    case 'path': {
      const words = mustBe(requirement)
      const path = z.string(words).min(1, words)
      return option.orOutput ? z.union([path, z.number(words).int(words).min(0, words)]) : path
    }
    case 'text': {
      const words = mustBe(requirement)
      const text = z.string(words).min(1, words)
      return option.default === null ? text.nullable() : text
    }
    case 'method': {
      // Read later: an optimizer with optimizers for groups is one of those that it may have.
      const method =
        option.kind === 'optimizer'
          ? z.lazy(() => methods.method(option.kind))
          : methods.method(option.kind)
      return option.default === null ? method.nullable() : method
    }
    case 'column': {
      const name = columnSchema(option.of)
      return option.default === null ? name.nullable() : name
    }
    case 'columns': {
      const name = columnSchema(option.of)
      const names = z.union([name, z.array(name, mustBe(requirement)).min(1, mustBe(requirement))])
      return option.default === null ? names.nullable() : names
    }
    case 'columnMap': {
      const values = z
        .record(z.string(), optionSchema(option.value, methods), mustBe(requirement))
        .refine((given) => Object.keys(given).length > 0, mustBe(requirement))
        .meta({ minProperties: 1 })
      return option.default === null ? values.nullable() : values
    }
    case 'named':
      return z
        .record(z.string(), methods.options(option.of), mustBe(requirement))
        .refine((given) => Object.keys(given).length > 0, mustBe(requirement))
        .meta({ minProperties: 1 })
    case 'layers': {
      const words = mustBe(requirement)
      // Read later: a layer that holds layers is one of those that it may hold.
      return z.lazy(() => z.array(methods.method('layer'), words).min(1, words))
    }
  }
}

/** The name of a column; whether there is one is seen where the file is read. */
const columnSchema = (use: ColumnUse): z.ZodType =>
  columnName(requirementOf({ type: 'column', of: use, words: '' }))

/** A short list of numbers as it is written. */
const numbersIn = (value: unknown): string =>
  Array.isArray(value) && value.length > 0 && value.length <= 10
    ? `[${value.join(', ')}]`
    : show(value)

type Range = Omit<Extract<Option, { type: 'number' }>, 'type' | 'words' | 'default'>

function numberSchema(range: Range, requirement: string): z.ZodType {
  const words = mustBe(requirement)
  let number = z.number(words)
  if (range.integer) number = number.int(words)
  if (range.minimum !== undefined) number = number.min(range.minimum, words)
  if (range.above !== undefined) number = number.gt(range.above, words)
  if (range.maximum !== undefined) number = number.max(range.maximum, words)
  if (range.below !== undefined) number = number.lt(range.below, words)
  return range.or === undefined ? number : z.union([number, z.literal(range.or, words)])
}

function choiceSchema(values: readonly (string | number)[]): z.ZodType {
  const [first, ...others] = values.filter((value) => typeof value === 'string')
  if (first !== undefined && others.length === values.length - 1) return choice([first, ...others])
  const words = `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`
  return z.literal(values, { error: ({ input }) => `must be ${words}, got ${show(input)}` })
}

/** What all values of an option on a schedule are within. */
export type ScheduleRange = Pick<
  Extract<Option, { type: 'schedule' }>,
  'minimum' | 'above' | 'maximum' | 'below'
>

/** A schedule whose values may be such numbers, to show how it is written. */
export const scheduleExample = ({ above }: ScheduleRange): string =>
  `cosine: { from: 0.01, to: ${above === 0 ? '0.001' : '0'} }`

/** A plain number, or a schedule whose numbers are of the same range. */
function scheduleSchema(
  { minimum, above, maximum, below, orWeighting }: Extract<Option, { type: 'schedule' }>,
  methods: NestedSchemas,
  words: string | undefined,
): z.ZodType {
  const range = {
    ...(minimum !== undefined && { minimum }),
    ...(above !== undefined && { above }),
    ...(maximum !== undefined && { maximum }),
    ...(below !== undefined && { below }),
  }
  const number = requirementOf({ type: 'number', words: '', ...range })
  if (orWeighting) {
    const requirement = `${number}, auto, a weighting such as { lossShare: 0.1 }, or a schedule such as { ${scheduleExample(range)} }`
    return z.union([numberSchema(range, words ?? requirement), ...methods.weight(range)])
  }
  const requirement = words ?? `${number}, or a schedule such as ${scheduleExample(range)}`
  return z.union([numberSchema(range, requirement), methods.schedule(range)])
}

function parametersSchema(requirement: string): z.ZodType {
  const words = mustBe(requirement)
  const name = z.string(words).min(1, words)
  return z.union([name, z.array(name, words).min(1, words)])
}
