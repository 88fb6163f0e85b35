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
  const faults: Fault[] = []
  const named = (key: string, patterns: readonly string[]): string[] =>
    patterns.flatMap((pattern) => {
      if (!pattern.includes('*') || columns.includes(pattern)) return [pattern]
      const found = columns.filter((name) => !ofOthers.has(name) && matches(name, pattern))
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
  const others = columns.filter((name) => !ofOthers.has(name) && !inputs.includes(name))
  return { ...data, exclude: [...new Set([...excluded, ...others])] }
}

/** Whether a name is a pattern whose `*` stand for any characters. */
function matches(name: string, pattern: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 's').test(name)
}
