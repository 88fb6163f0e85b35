import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { promisify } from 'node:util'
import { stringify } from 'yaml'
import { builtProgram } from '../race/program.ts'
import type { Fitted } from './peer.ts'
import type { Table } from './table.ts'

const root = join(import.meta.dirname, '..', '..')

/** How Sobolev is run. */
export interface Way {
  /** Where the tables are. */
  readonly work: string
  /** A folder of other recipes than the program's: `tabular-classification.yaml` and `tabular-regression.yaml`. */
  readonly recipes: string | undefined
  /** Words of the command line besides. */
  readonly words: readonly string[]
}

/** Trains on a fold of a table and predicts its test part, by the command line alone. */
export async function fitSobolev(table: Table, fold: number, way: Way): Promise<Fitted> {
  const data = join(way.work, table.name)
  const folder = await mkdtemp(join(data, 'sobolev-'))
  try {
    const subject = await subjectOf(table, join(data, `train-${fold}.csv`), folder, way.recipes)
    const output = join(folder, 'runs')
    const started = performance.now()
    await sobolev(['train', ...subject, '--quiet', '--output', output, ...way.words])
    const seconds = (performance.now() - started) / 1000
    const predicted = join(data, `Sobolev-${fold}.csv`)
    const test = join(data, `test-${fold}.csv`)
    await sobolev(['predict', join(output, 'table'), test, '-o', predicted, '--quiet'])
    return { fold, seconds, predicted }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** What `sobolev train` is given: the table and its target, or a config where the recipe is another one. */
async function subjectOf(
  { target, task }: Table,
  file: string,
  folder: string,
  recipes: string | undefined,
): Promise<string[]> {
  if (recipes === undefined)
    return [file, '--target', target, '--set', `data.task=${task}`, '--set', 'name=table']
  const config = join(folder, 'config.yaml')
  const recipe = join(recipes, `tabular-${task}.yaml`)
  await writeFile(
    config,
    stringify({ extends: recipe, name: 'table', data: { file, target, task } }),
  )
  return [config]
}

/** Runs the built command line; throws with its words if it fails. */
export async function sobolev(words: readonly string[]): Promise<void> {
  const command = [builtProgram(), ...words]
  await promisify(execFile)(process.execPath, command, { cwd: root, maxBuffer: 1 << 26 })
}
