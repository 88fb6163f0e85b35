import { stringify } from 'yaml'
import type { Config } from './config.ts'

/**
 * A resolved config as YAML in the form users write, every default spelled out, so that it can be
 * trained from again. Paths to data are absolute.
 */
export function writeConfig(config: Config): string {
  const { data, penalties } = config
  const { kind, ...validation } = data.validation
  const { kind: _, ...test } = data.test ?? { kind: null }
  return stringify(
    tidy({
      ...config,
      data: {
        ...data,
        missingValues: { only: data.missingValues },
        validation,
        test: data.test === null ? null : test,
      },
      loss: config.loss !== null && config.loss.kind !== 'huber' ? config.loss.kind : config.loss,
      penalties: Object.fromEntries(penalties.map(({ kind, ...rest }) => [kind, rest])),
    }),
  )
}

/** Turns `{ kind: 'dense', … }` back into `dense: { … }`, at every depth. */
function tidy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidy)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).map(([key, inner]) => [key, tidy(inner)] as const)
  if (!('kind' in value) || typeof value.kind !== 'string') return Object.fromEntries(entries)
  return { [value.kind]: Object.fromEntries(entries.filter(([key]) => key !== 'kind')) }
}
