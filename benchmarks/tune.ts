/**
 * What tuning adds to the recipe for tables: `npm run bench:tune`. On each fold of a few tables `sobolev tune` searches
 * in the training part for ten minutes, and the config it writes is trained, beside the recipe as it is; both are
 * scored on the test part, which neither has seen. It writes `benchmarks/tune.md` when nothing is left out.
 *
 * PYTHON: the Python that has the tables. `--minutes 10`, `--only titanic,wine`, `--folds 0,1,2`. `--results FILE`: results
 * so far, of which only what is missing is measured. `--work FOLDER`: where searches lie, so that one that is killed
 * goes on. `--folder FOLDER`: further tables. `--points 20`: so many points in place of minutes. `--report`: measures
 * nothing.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { host } from './host.ts'
import type { Fitted } from './tables/peer.ts'
import { Results } from './tables/results.ts'
import { score } from './tables/scores.ts'
import { fitSobolev } from './tables/sobolev.ts'
import { type Table, writeTables } from './tables/table.ts'
import { tuneReport } from './tables/tune-report.ts'
import { fitTuned } from './tables/tuned.ts'

/** Small ones and larger ones, of classes and of numbers. */
const usual = ['breast-cancer', 'diabetes', 'titanic', 'hitters', 'attrition', 'credit']

const { values } = parseArgs({
  options: {
    folder: { type: 'string' },
    results: { type: 'string', default: join(import.meta.dirname, 'tables', 'tune-results.jsonl') },
    work: { type: 'string' },
    only: { type: 'string', default: usual.join() },
    folds: { type: 'string', default: '0,1,2' },
    minutes: { type: 'string', default: '10' },
    points: { type: 'string' },
    report: { type: 'boolean', default: false },
  },
})
const length =
  values.points === undefined ? ['--minutes', values.minutes] : ['--points', values.points]
const folds = values.folds.split(',').map(Number)
const python = process.env.PYTHON ?? 'python3'
const work = values.work ?? (await mkdtemp(join(tmpdir(), 'sobolev-tune-')))
try {
  const only = values.only.split(',')
  const tables = await writeTables({ python, work, folder: values.folder, aside: false, only })
  const results = new Results(values.results)
  if (!values.report)
    for (const table of tables) for (const fold of folds) await measure(table, fold, results)
  const text = `# Tuning\n\n${conditions(tables)}\n\n${tuneReport(tables, folds, results)}\n`
  console.log(text)
  const isWhole = values.only === usual.join() && values.points === undefined
  if (isWhole) await writeFile(join(import.meta.dirname, 'tune.md'), text)
} finally {
  if (values.work === undefined) await rm(work, { recursive: true, force: true })
}

/** Trains by the recipe, and by what tuning makes of it, where there is no result yet. */
async function measure(table: Table, fold: number, results: Results): Promise<void> {
  const way = { work, recipes: undefined, words: [] }
  const contenders: Readonly<Record<string, () => Promise<Fitted & { readonly said?: string }>>> = {
    recipe: () => fitSobolev(table, fold, way),
    tuned: () => fitTuned(table, fold, { work, length }),
  }
  for (const [who, fit] of Object.entries(contenders)) {
    if (results.find(table, who, fold) !== undefined) continue
    const { seconds, predicted, said } = await fit()
    const scores = await score(table, join(work, table.name, `test-${fold}.csv`), predicted)
    const key = { table: table.name, digest: table.digest, who, fold }
    results.add({ ...key, scores, seconds, ...(said !== undefined && { said }) })
    console.error(
      `${table.name} ${fold} ${who}: ${scores[table.measure]?.toFixed(4)} ${said ?? ''}`,
    )
  }
}

/** What was measured, and how. */
function conditions(tables: readonly Table[]): string {
  const names = tables.map(({ name, source }) => `${name} (${source})`).join(', ')
  const budget =
    values.points === undefined ? `${values.minutes} minutes` : `${values.points} points`
  return [
    `${new Date().toISOString().slice(0, 10)}, ${host()}.`,
    `\`sobolev tune train.csv --target y\` with ${budget} on each of ${folds.length} folds, then \`sobolev train best.yaml\`, beside \`sobolev train train.csv --target y\`: figures of the test part of the fold. Differences are fold by fold, of the tuned one less the recipe; ± is a standard deviation over the folds. Tables: ${names}.`,
  ].join('\n\n')
}
