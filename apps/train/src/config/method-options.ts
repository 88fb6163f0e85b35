import {
  type Definitions,
  definitionsIn,
  type Kind,
  kinds,
  type Option,
  type OptionTable,
} from '@sobolev/nn'

export type AnyDefinition = Definitions[Kind]

/** The options of a method as a config takes them: its own, and those of every method of its kind. */
export function optionsOf({ kind, options }: AnyDefinition): OptionTable {
  return { ...kinds[kind].term, ...options }
}

/** The option that a plain value stands for. */
export function shortOf({ kind, short }: AnyDefinition): string | undefined {
  return kinds[kind].short ?? short
}

/** The names of the options that a config must give. */
export function requiredOptions(definition: AnyDefinition): string[] {
  return requiredOf(optionsOf(definition))
}

/** The names of the options of a table that a config must give. */
export function requiredOf(table: OptionTable): string[] {
  return Object.entries(table).flatMap(([name, option]) => (isRequired(option) ? [name] : []))
}

function isRequired(option: Option): boolean {
  const isRest = option.type === 'duration' && option.restOfTraining === true
  return option.default === undefined && !isRest
}

/** The options of a method that need not be given, as a config would give them. */
export function defaultsOf(definition: AnyDefinition): Readonly<Record<string, unknown>> {
  return defaultsIn(optionsOf(definition))
}

/** The options of a table that need not be given, as a config would give them. */
export function defaultsIn(table: OptionTable): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(table).map(([name, option]) => [
      name,
      option.type === 'method' && option.default !== null ? nameOf(option.default) : option.default,
    ]),
  )
}

/** The name of a method of the library, which is what a config calls it by. */
export const nameOf = (method: object | null | undefined): string | undefined =>
  definitionsIn([method]).map(({ name }) => name)[0]
