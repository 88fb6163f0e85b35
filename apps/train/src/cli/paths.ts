import { isAbsolute, relative, resolve, sep } from 'node:path'
import type { CommandIo } from './io.ts'
import { visibleLine } from './visible.ts'

/** A path of the command line, from the working directory. */
export function pathOf(io: CommandIo, path: string): string {
  return resolve(io.cwd, path)
}

/** A path as the user would type it: from the working directory if it lies below that. */
export function shownPath(io: CommandIo, path: string): string {
  const near = relative(io.cwd, path)
  if (near === '' || near.startsWith('..') || isAbsolute(near)) return visibleLine(path)
  return /[^\w@%+=:,./-]/.test(near) ? JSON.stringify(near) : near
}

/** A message with paths below the working directory made relative to it. */
export function withRelativePaths(io: CommandIo, message: string): string {
  const folder = io.cwd.endsWith(sep) ? io.cwd : `${io.cwd}${sep}`
  return folder === sep ? message : message.replaceAll(folder, '')
}
