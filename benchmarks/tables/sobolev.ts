import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { promisify } from 'node:util'
import { stringify } from 'yaml'
import type { Fitted } from './peer.ts'
import type { Table } from './table.ts'

const root = join(import.meta.dirname, '..', '..')
const main = join(root, 'apps', 'train', 'src', 'main.ts')

/** How Sobolev is run. */
export interface Way {
  /** Where the tables are. */
  readonly work: string
  /** The folder of the recipes, `tabular-classification.yaml` and `tabular-regression.yaml`. */
  readonly recipes: string
  /** Words of the command line besides. */
  readonly words: readonly string[]
}

/** Trains on a fold of a table and predicts its test part, by the command line alone. */
export async function fitSobolev(table: Table, fold: number, way: Way): Promise<Fitted> {
  const data = join(way.work, table.name)
  const folder = await mkdtemp(join(data, 'sobolev-'))
  try {
    const config = join(folder, 'config.yaml')
    await writeFile(
      config,
      stringify(configOf(table, join(data, `train-${fold}.csv`), way.recipes)),
    )
    const started = performance.now()
    await sobolev(['train', config, '--quiet', '--output', join(folder, 'runs'), ...way.words])
    const seconds = (performance.now() - started) / 1000
    const predicted = join(data, `Sobolev-${fold}.csv`)
    const test = join(data, `test-${fold}.csv`)
    await sobolev(['predict', join(folder, 'runs', 'table'), test, '-o', predicted, '--quiet'])
    return { fold, seconds, predicted }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function configOf({ target, task }: Table, file: string, recipes: string): object {
  return {
    extends: join(recipes, `tabular-${task}.yaml`),
    name: 'table',
    data: { file, target, task },
  }
}

async function sobolev(words: readonly string[]): Promise<void> {
  const command = ['--import', 'tsx', main, ...words]
  await promisify(execFile)(process.execPath, command, { cwd: root, maxBuffer: 1 << 26 })
}
