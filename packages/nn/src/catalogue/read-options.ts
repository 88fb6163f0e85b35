import { checkOptions, describeValue } from '@sobolev/core'
import type { FilledOptions, MethodOption, Option, OptionTable } from './option.ts'
import { meets, requirementOf } from './requirement.ts'

/**
 * The options of a method with its defaults filled in.
 *
 * `short`: the option that a plain value stands for.
 *
 * @throws TypeError for an option that there is not, one that is missing, or one of another type; RangeError for a
 * number out of range
 */
export function readOptions<T extends OptionTable>(
  method: string,
  table: T,
  given: unknown,
  short?: string,
): FilledOptions<T> {
  const options = asRecord(method, table, given, short)
  const kinds = Object.fromEntries(Object.keys(table).map((name) => [name, 'any'] as const))
  const required = Object.keys(table).filter((name) => table[name]?.default === undefined)
  checkOptions(method, options, kinds, required)
  const values = Object.entries(table).map(([name, option]): [string, unknown] => {
    const value = options[name]
    if (value === undefined) return [name, option.default]
    if (!meets(option, value)) throw unfit(method, name, option, value)
    return [name, value]
  })
  // `meets` has seen what the descriptors say, which the type cannot know.
  return Object.fromEntries(values) as FilledOptions<T>
}

function asRecord(
  method: string,
  table: OptionTable,
  given: unknown,
  short: string | undefined,
): Record<string, unknown> {
  if (given === undefined) return {}
  if (isRecord(given)) return given
  if (short !== undefined) return { [short]: given }
  const names = Object.keys(table)
  const example = names.length === 0 ? '' : ` such as { ${names.join(', ')} }`
  // One option alone can be meant by a plain value.
  const isPlain = ['number', 'string', 'boolean'].includes(typeof given)
  const hint =
    isPlain && names.length === 1 ? `; write { ${names[0]}: ${describeValue(given)} }` : ''
  throw new TypeError(
    `${method}: options must be an object${example}, got ${describeValue(given)}${hint}`,
  )
}

const isRecord = (given: unknown): given is Record<string, unknown> =>
  typeof given === 'object' && given !== null && !Array.isArray(given)

function unfit(method: string, name: string, option: Option, value: unknown): Error {
  const hint = option.type === 'method' ? methodHint(option, value) : ''
  const message = `${method}: ${name} must be ${requirementOf(option)}, got ${describeValue(value)}${hint}`
  const isNumber = typeof value === 'number' && !Number.isNaN(value)
  return isNumber ? new RangeError(message) : new TypeError(message)
}

/** Configs take names, the library takes functions, which JavaScript may mix up. */
function methodHint({ kind }: MethodOption, value: unknown): string {
  if (kind === 'optimizer') return '; give what adam() or another optimizer gives'
  return typeof value === 'string'
    ? `; give the function ${value}, not its name`
    : '; give the function itself'
}
