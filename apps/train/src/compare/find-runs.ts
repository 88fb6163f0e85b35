import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { InputError } from '../errors.ts'
import { findRun, listRuns } from '../run/find-run.ts'
import { isRunFolder, type StoredRun } from '../run/read-run.ts'
import { type ComparedRun, comparedRun } from './compared-run.ts'
import { StoredConfigs } from './stored-configs.ts'

/** Where runs are looked for. */
interface Places {
  readonly workingDirectory: string
  /** The folder of all runs. */
  readonly output: string
}

/**
 * The runs that words of the command line mean, each once, in their order: a run by its folder or id, or all runs below
 * a folder or of a name.
 *
 * @throws InputError for every word that means no run, and for runs with damaged files
 */
export function findRuns(words: readonly string[], places: Places): ComparedRun[] {
  const faults: InputError[] = []
  const attempt = <T>(read: () => T, otherwise: T): T => {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      faults.push(error)
      return otherwise
    }
  }
  const configs = new StoredConfigs()
  const known = new Set<string>()
  const found = words.flatMap((word) => {
    const runs = attempt(() => runsOf(word, places), [])
    const source = runs.length > 1 ? word : null
    return runs.flatMap((run): ComparedRun[] => {
      if (known.has(run.path)) return []
      known.add(run.path)
      return attempt(() => [comparedRun(run, source, configs)], [])
    })
  })
  if (faults.length > 0) throw new InputError(faults.flatMap((fault) => fault.faults))
  return found
}

function runsOf(word: string, { workingDirectory, output }: Places): StoredRun[] {
  const folders = [resolve(workingDirectory, word), resolve(workingDirectory, output, word)]
  for (const folder of folders) {
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) continue
    const runs = isRunFolder(folder) ? [] : listRuns(folder)
    if (runs.length > 0) return runs
  }
  return [findRun(word, { workingDirectory, output })]
}
