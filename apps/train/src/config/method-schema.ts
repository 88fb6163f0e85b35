import {
  asYaml,
  type Catalogue,
  type Kind,
  kinds,
  meets,
  type Option,
  type OptionTable,
  requirementOf,
} from '@sobolev/nn'
import * as z from 'zod'
import { map, mustBe, oneOf } from './atoms.ts'
import { MethodHints, valueInExample } from './method-hints.ts'
import {
  type AnyDefinition,
  defaultsOf,
  nameOf,
  optionsOf,
  requiredOf,
  requiredOptions,
  shortOf,
} from './method-options.ts'
import {
  type NestedSchemas,
  optionSchema,
  type ScheduleRange,
  scheduleExample,
} from './option-schema.ts'

/** What a config may say of the methods of a catalogue. */
export class MethodSchemas implements NestedSchemas {
  readonly #hints: MethodHints
  readonly #known = new Map<string, z.ZodType>()

  constructor(catalogue: Catalogue) {
    this.#hints = new MethodHints(catalogue)
  }

  /** A method of a kind: its name alone where every option has a default, or a map `{ huber: { delta: 2 } }`. */
  method(kind: Kind): z.ZodType {
    return this.#once(`method ${kind}`, () => {
      const named = oneOf(this.#shape(kind), this.#hints.example(kind), (given) =>
        this.#hints.several(kind, given),
      )
      const plain = this.#plainNames(kind)
      return plain.length === 0 ? named : z.union([this.#name(kind), named])
    })
  }

  #plainNames(kind: Kind): readonly string[] {
    return this.#hints
      .definitions(kind)
      .filter((definition) => requiredOptions(definition).length === 0)
      .map(({ name }) => name)
  }

  /** The name alone of a method that needs no options. */
  #name(kind: Kind): z.ZodType {
    const words = kinds[kind].auto === undefined ? [] : ['auto']
    return z.enum([...words, ...this.#plainNames(kind)], {
      error: ({ input }) => this.#hints.unnamed(kind, input),
    })
  }

  /** Any number of methods of a kind: by their names, or by names of the user's own as `{ flat: { inputGradient: 0.1 } }`. */
  terms(kind: Kind): z.ZodType {
    return this.#once(`terms ${kind}`, () => {
      const shape = this.#shape(kind)
      const example = this.#hints.example(kind)
      return z
        .object(shape, mustBe(`a map of ${kinds[kind].plural}, such as { ${example} }`))
        .partial()
        .catchall(this.method(kind))
        .superRefine((given, context) => {
          const number = Object.keys(given).find((name) => /^\d+$/.test(name))
          if (number !== undefined)
            context.addIssue({
              code: 'custom',
              path: [number],
              message: 'a name must not be a whole number: such keys have no order of their own',
            })
        })
    })
  }

  /** A map with a schedule whose values are within a range, and its other numbers too where they have no range. */
  schedule(range: ScheduleRange): z.ZodType {
    return this.#once(`schedule ${JSON.stringify(range)}`, () =>
      oneOf(
        this.#shape('schedule', (option) => withinRange(option, range)),
        scheduleExample(range),
      ),
    )
  }

  weight(range: ScheduleRange): readonly [z.ZodType, z.ZodType] {
    const either = this.#once(`weight ${JSON.stringify(range)}`, () => {
      const schedules = this.#shape('schedule', (option) => withinRange(option, range))
      return oneOf({ ...schedules, ...this.#shape('weighting') }, scheduleExample(range))
    })
    return [this.#name('weighting'), either]
  }

  #once(key: string, make: () => z.ZodType): z.ZodType {
    const known = this.#known.get(key) ?? make()
    this.#known.set(key, known)
    return known
  }

  #shape(kind: Kind, change: Change = (option) => option): Record<string, z.ZodType> {
    return Object.fromEntries(
      this.#hints
        .definitions(kind)
        .map((definition) => [definition.name, this.#options(definition, change)]),
    )
  }

  #options(definition: AnyDefinition, change: Change): z.ZodType {
    const table = optionsOf(definition)
    const required = requiredOptions(definition)
    const shape = this.#table(table, change)
    const none = `empty, as ${definition.name} has no options`
    const whole = map(shape, Object.keys(shape).length === 0 ? none : undefined).superRefine(
      (given, context) => {
        const message = definition.check?.({ ...defaultsOf(definition), ...given })
        if (message !== undefined) context.addIssue({ code: 'custom', message })
      },
    )
    const forms: z.ZodType[] = [whole]
    const short = shortOf(definition)
    const option = short === undefined ? undefined : table[short]
    if (short !== undefined && option !== undefined)
      forms.unshift(this.#short(definition, short, change(option)))
    if (required.length === 0) forms.push(z.null())
    return z.union(forms).meta({ description: definition.summary })
  }

  options(table: OptionTable): z.ZodType {
    return map(this.#table(table, (option) => option))
  }

  #table(table: OptionTable, change: Change): Record<string, z.ZodType> {
    const changed = Object.fromEntries(
      Object.entries(table).map(([name, option]) => [name, change(option)]),
    )
    const required = requiredOf(changed)
    const shape = Object.entries(changed).map(([name, option]): [string, z.ZodType] => {
      const schema = optionSchema(option, this).meta(described(option))
      return [name, required.includes(name) ? schema : schema.optional()]
    })
    return Object.fromEntries(shape)
  }

  /** The plain value that stands for one option. */
  #short(definition: AnyDefinition, name: string, option: Option): z.ZodType {
    // A map in its place would be that of the options.
    if (option.type === 'method') return this.#name(option.kind)
    const plain: Option =
      option.type === 'schedule' ? { ...option, type: 'number', integer: false } : option
    const words = `${requirementOf(plain)}, or a map such as { ${name}: ${asYaml(valueInExample(definition, name))} }`
    return optionSchema(plain, this, words)
  }
}

/** Changes an option before its schema is made. */
type Change = (option: Option) => Option

/** What editors show of an option. */
function described(option: Option): { description: string; default?: unknown } {
  const { default: value, words: description } = option
  if (value === undefined) return { description }
  const isMethod = option.type === 'method' && value !== null
  return { description, default: isMethod ? nameOf(option.default) : value }
}

function withinRange(option: Option, range: ScheduleRange): Option {
  if (option.type === 'list' && option.of.type === 'number')
    return { ...option, of: numberWithin(option.of, range) }
  return option.type === 'number' ? numberWithin(option, range) : option
}

type NumberOption = Extract<Option, { type: 'number' }>

/** A number of a schedule, by the range of what the schedule stands for. */
function numberWithin(option: NumberOption, range: ScheduleRange): NumberOption {
  const { minimum, ...withoutLeast } = option
  const hasMost = range.maximum !== undefined || range.below !== undefined
  if (option.isFactor) return hasMost ? { ...option, maximum: 1 } : option
  if (option.isValue) {
    const hasLeast = range.minimum !== undefined || range.above !== undefined
    // Where the option has no least value, that of the schedule stays.
    const within = { ...(hasLeast ? withoutLeast : option), ...range }
    const { default: value, ...withoutDefault } = within
    // A default that will not do has to be replaced.
    return value === undefined || meets(within, value) ? within : withoutDefault
  }
  const isFree = minimum === undefined && option.above === undefined
  return isFree && range.minimum !== undefined ? { ...option, minimum: range.minimum } : option
}
