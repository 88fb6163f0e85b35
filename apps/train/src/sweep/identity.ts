import { createHash } from 'node:crypto'
import { relative } from 'node:path'
import type { Config } from '../config/config.ts'
import { writtenConfig } from '../config/write.ts'

/**
 * What a trial is, as a SHA-256: equal exactly where the resolved configs are, but for the names of their folders. It
 * tells whether a result in a sweep's folder is that of the sweep as it is written now.
 *
 * @param base the folder that paths are taken relative to, so that a project may be moved
 */
export function identityOf(config: Config, base: string): string {
  const { name: _name, output: _output, ...written } = { ...plainMap(writtenConfig(config)) }
  const text = JSON.stringify(written, (key, value: unknown) =>
    typeof value === 'string' && pathKeys.has(key) ? relative(base, value) : value,
  )
  return createHash('sha256').update(text).digest('hex')
}

const pathKeys = new Set(['file', 'checkpoint'])

const plainMap = (value: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value))
