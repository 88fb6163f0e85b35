import type { Card } from './definition.ts'
import type { FilledOptions, OptionTable } from './option.ts'
import { readOptions } from './read-options.ts'

/** What every definition gives: the card, the options, an example. */
interface Parts<T extends OptionTable, Example> extends Card {
  readonly options: T
  readonly example: Example
}

/** Parts of a method whose options may be wrong together. */
export interface CheckedParts<T extends OptionTable, Example> extends Parts<T, Example> {
  /** What is wrong with options of which each by itself is right; undefined where nothing is. */
  check?(options: FilledOptions<T>): string | undefined
}

/** The options of a method, checked one by one and together, with its defaults filled in. Throws as `readOptions` does. */
export function chosenOptions<T extends OptionTable>(
  parts: CheckedParts<T, unknown>,
  given: unknown,
  short?: string,
): FilledOptions<T> {
  const options = readOptions(parts.name, parts.options, given, short)
  const fault = parts.check?.(options)
  if (fault !== undefined) throw new RangeError(`${parts.name}: ${fault}`)
  return options
}
