import { statSync } from 'node:fs'
import { InputError } from '../errors.ts'
import { findRun } from '../run/find-run.ts'
import type { CommandIo } from './io.ts'
import { pathOf } from './paths.ts'

/** The config file that a word of the command line means: itself, or that of a run by its folder, id or name. */
export function configFileOf(io: CommandIo, word: string): string {
  const path = pathOf(io, word)
  const isFile = statSync(path, { throwIfNoEntry: false })?.isDirectory() === false
  if (isFile || /\.ya?ml$/i.test(word)) return path
  try {
    return findRun(word, { workingDirectory: io.cwd }).files.config
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    throw new InputError(
      error.faults.map(({ place, message }) => ({
        place,
        message: message.replace('no such run', 'no such config and no such run'),
      })),
      { cause: error },
    )
  }
}
