import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes a folder and those above it, and returns the topmost that it made. `mkdirSync` with `recursive` says ENOENT
 * on a read-only disk, and never returns where the system denies that a folder exists which it has just been asked
 * for, as /proc does.
 *
 * @throws the error of the system for the first folder that cannot be made
 */
export function makeFolders(path: string): string | undefined {
  if (existsSync(path)) return undefined
  const above = path === dirname(path) ? undefined : makeFolders(dirname(path))
  return createFolder(path) ? (above ?? path) : above
}

/** Makes one folder; false where there is one already. */
export function createFolder(path: string): boolean {
  try {
    mkdirSync(path)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}
