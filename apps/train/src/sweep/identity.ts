import { createHash } from 'node:crypto'
import { relative } from 'node:path'

/**
 * What a trial is, as a SHA-256: equal exactly where the resolved configs are, but for the names of their folders. It
 * tells whether a result in a sweep's folder is that of the sweep as it is written now.
 *
 * @param written the config with every default, as `writtenConfig` gives it and a run keeps it
 * @param base the folder that paths are taken relative to, so that a project may be moved
 */
export function identityOf(written: object, base: string): string {
  const { name: _name, output: _output, ...others } = Object.fromEntries(Object.entries(written))
  const text = JSON.stringify(others, (key, value: unknown) =>
    typeof value === 'string' && pathKeys.has(key) ? relative(base, value) : value,
  )
  return createHash('sha256').update(text).digest('hex')
}

/** The keys of a config under which paths stand. */
const pathKeys = new Set(['file', 'checkpoint'])
