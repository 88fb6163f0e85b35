import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import type { Difference } from './surroundings.ts'

/** The files of methods of the user's own that are no longer what they were in a run. */
export const changedMethods = (
  recorded: readonly { readonly file: string; readonly sha256: string }[],
): Difference[] =>
  recorded.flatMap(({ file, sha256 }) => {
    const current = existsSync(file)
      ? createHash('sha256').update(readFileSync(file)).digest('hex')
      : null
    if (current === sha256) return []
    const here = current === null ? 'no such file' : `sha256 ${current}`
    return [{ what: file, recorded: `sha256 ${sha256}`, here }]
  })
