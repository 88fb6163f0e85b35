import type { DataConfig } from '../config/config.ts'
import { listed, quoted } from '../config/show.ts'
import { type Fault, InputError } from '../errors.ts'
import { markColumns } from './fit-preprocessing.ts'
import { sequenceColumns } from './sequence-columns.ts'
import { requireColumns } from './table.ts'

/**
 * What a config says of its data, with names of columns in place of patterns such as `pixel*`: `exclude` holds all that
 * are no inputs by `exclude` and `inputs`.
 *
 * @throws InputError for a name or a pattern that fits no column, and for an input that is something else
 */
export function withNamedColumns(
  data: DataConfig,
  columns: readonly string[],
  place: string,
): DataConfig {
  const ofOthers = new Set(
    [
      data.target,
      data.weight ?? data.target,
      ...markColumns(data).map(({ name }) => name),
      ...sequenceColumns(data).map(({ name }) => name),
    ].filter((name) => columns.includes(name)),
  )
  // Sets: an image may have 262,144 columns.
  const existing = new Set(columns)
  const ofMethods = new Set(data.methodColumns.map(({ name }) => name))
  const faults: Fault[] = []
  const named = (key: string, patterns: readonly string[]): string[] =>
    patterns.flatMap((pattern) => {
      if (!pattern.includes('*') || existing.has(pattern)) return [pattern]
      const found = columns.filter(
        (name) => !ofOthers.has(name) && !ofMethods.has(name) && matches(name, pattern),
      )
      if (found.length > 0) return found
      const message = `${key}: no input matches ${quoted(pattern)}; the columns are ${listed(columns)}`
      faults.push({ place, message })
      return []
    })
  const excluded = named('data.exclude', data.exclude)
  const inputs = data.inputs === null ? null : named('data.inputs', data.inputs)
  for (const name of inputs ?? []) {
    if (!ofOthers.has(name)) continue
    const message = `data.inputs: must not name ${quoted(name)}, which the config uses for something else; leave it out`
    faults.push({ place, message })
  }
  if (faults.length > 0) throw new InputError(faults)
  if (inputs === null) return { ...data, exclude: excluded }
  const asked = inputs.map((name) => ({ name, key: 'data.inputs' }))
  requireColumns(columns, asked, place)
  const chosen = new Set(inputs)
  const others = columns.filter((name) => !ofOthers.has(name) && !chosen.has(name))
  return { ...data, exclude: [...new Set([...excluded, ...others])] }
}

/** Whether a name is that of a pattern whose `*` stand for any characters; in one pass, however many there are. */
export function matches(name: string, pattern: string): boolean {
  const [first = '', ...later] = pattern.split('*')
  const last = later.pop() ?? ''
  if (!name.startsWith(first) || name.length < first.length + last.length) return false
  const end = name.length - last.length
  let position = first.length
  for (const part of later) {
    const found = name.indexOf(part, position)
    if (found < 0 || found + part.length > end) return false
    position = found + part.length
  }
  return name.endsWith(last)
}
