import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { didYouMean } from '../config/suggest.ts'
import { InputError } from '../errors.ts'
import { compareText } from './compare-text.ts'
import { isRunFolder, StoredRun } from './read-run.ts'

/** How deep runs lie below the folder of all runs at most: in a folder of a name, which may lie in others. */
const maxDepth = 4

/** Where runs are looked for. */
export interface RunPlaces {
  /** The folder that paths start from. */
  readonly workingDirectory: string
  /** The folder of all runs, from there. @default 'runs' */
  readonly output?: string | undefined
}

/**
 * The run that a text on the command line means: a run's folder or a file in it; a folder of runs, of which it is the
 * latest; an id, or a name, of which it is the latest run; all also from the folder of all runs.
 *
 * @param wanted of several runs one that this holds for comes before the others
 * @throws InputError if there is none, or an id of several
 */
export function findRun(
  reference: string,
  places: RunPlaces,
  wanted: (run: StoredRun) => boolean = () => true,
): StoredRun {
  for (const path of pathsOf(reference, places)) {
    const found = runAt(path, wanted)
    if (found !== null) return found
  }
  const { workingDirectory, output = 'runs' } = places
  const allRuns = resolve(workingDirectory, output)
  const runs = listRuns(allRuns)
  const withId = runs.filter(({ id }) => id === reference)
  if (withId.length > 1) {
    const paths = withId.map(({ path }) => path).join(', ')
    throw new InputError({
      place: reference,
      message: `must be the id of one run, got ${paths}; give one of these`,
    })
  }
  const found = withId[0]
  if (found !== undefined) return found
  const path = resolve(workingDirectory, reference)
  const known = runs.flatMap(({ id, path }) => [id, dirname(path).slice(allRuns.length + 1)])
  const message = existsSync(path)
    ? `holds no run; give a run's folder, such as ${output}/<name>/<id>`
    : `no such run${didYouMean(reference, [...new Set(known)]) || `; give a run's folder, its id, or a name below ${output}`}`
  throw new InputError({ place: reference, message })
}

/** All runs below a folder, in the order of their ids, which is that of their starts; none where there is no folder. */
export function listRuns(folder: string): StoredRun[] {
  const runs: StoredRun[] = []
  const collect = (path: string, depth: number): void => {
    if (isRunFolder(path)) runs.push(new StoredRun(path))
    else if (depth < maxDepth)
      for (const name of foldersIn(path)) collect(join(path, name), depth + 1)
  }
  collect(resolve(folder), 0)
  return runs.sort((a, b) => compareText(a.id, b.id) || compareText(a.path, b.path))
}

/** The paths that a text may mean: from the working directory, and from the folder of all runs. */
export function pathsOf(
  reference: string,
  { workingDirectory, output = 'runs' }: RunPlaces,
): readonly string[] {
  return [resolve(workingDirectory, reference), resolve(workingDirectory, output, reference)]
}

function runAt(path: string, wanted: (run: StoredRun) => boolean): StoredRun | null {
  const kind = statSync(path, { throwIfNoEntry: false })
  if (kind === undefined) return null
  const folder = kind.isDirectory() ? path : dirname(path)
  if (isRunFolder(folder)) return new StoredRun(folder)
  const runs = kind.isDirectory() ? listRuns(folder) : []
  return runs.filter(wanted).at(-1) ?? runs.at(-1) ?? null
}

/** The folders in a folder, links aside, which may lead round in circles; none where it cannot be read. */
function foldersIn(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !/^\.|^node_modules$/.test(entry.name))
      .map(({ name }) => name)
  } catch {
    return []
  }
}
