import { parse, stringify } from 'yaml'
import type { Config } from './config.ts'
import { withoutEscapes, withoutReferences } from './reference-text.ts'

/**
 * A resolved config in the form users write, every default spelled out, so that it can be trained from
 * again. Paths are absolute.
 */
export function writtenConfig(config: Config): object {
  const { data, catalogue: _, methodFiles: _files, ...others } = config
  const { methodColumns: _columns, ...ofData } = data
  const { kind, ...validation } = data.validation
  const { kind: _kind, ...test } = data.test ?? { kind: null }
  return {
    ...others,
    data: {
      ...ofData,
      missingValues: { only: data.missingValues },
      validation,
      test: data.test === null ? null : test,
    },
  }
}

/** The same as YAML. */
export const writeConfig = (config: Config): string => yamlOf(writtenConfig(config))

/** A written config as YAML. */
export const yamlOf = (written: unknown): string => stringify(written, escapeReferences)

/** The written config that such a YAML holds. */
export const writtenIn = (yaml: string): unknown =>
  parse(yaml, (_key, value: unknown) => (typeof value === 'string' ? withoutEscapes(value) : value))

/** A text that looks as if it held a reference, such as a column's name, stays what it is. */
export const escapeReferences = (_key: unknown, value: unknown): unknown =>
  typeof value === 'string' ? withoutReferences(value) : value
