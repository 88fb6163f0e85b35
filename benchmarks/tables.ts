/**
 * Tables of 150 to 54,000 rows against gradient boosting, random forests, linear models and RealMLP, all as they are
 * without any option set: `npm run build && npm run bench:tables`. It writes `benchmarks/tables.md` when nothing is left out.
 *
 * PYTHON: the Python that has the tables and the peers. `--folder FOLDER`: further tables, see tables/write_tables.py.
 * `--aside`: tables by which nothing is chosen, in place of those that recipes were chosen by, to `tables-aside.md`.
 * `--results FILE`: results so far, of which only what is missing is measured. `--again Sobolev,XGBoost`: whose results
 * are measured anew. `--only ames,wine`, `--who Sobolev,XGBoost`, `--folds 0,1`: some of them. `--recipes FOLDER`: other
 * recipes than those of the program. `--report`: measures nothing. What follows `--` goes to `sobolev train`.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { host } from './host.ts'
import { type Fitted, fitPeer, peersOf } from './tables/peer.ts'
import { Report, sobolevName } from './tables/report.ts'
import { Results } from './tables/results.ts'
import { score } from './tables/scores.ts'
import { fitSobolev } from './tables/sobolev.ts'
import { type Table, writeTables } from './tables/table.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    folder: { type: 'string' },
    aside: { type: 'boolean', default: false },
    results: { type: 'string' },
    recipes: { type: 'string' },
    work: { type: 'string' },
    again: { type: 'string', default: '' },
    only: { type: 'string', default: '' },
    who: { type: 'string', default: '' },
    folds: { type: 'string', default: '' },
    report: { type: 'boolean', default: false },
  },
})
const listed = (text: string): string[] => text.split(',').filter((item) => item !== '')
const python = process.env.PYTHON ?? 'python3'
const versions = await peersOf(python)
const everyone = [sobolevName, ...versions.keys()]
const asked = listed(values.who)
const contenders = asked.length === 0 ? everyone : asked
const unknown = [...asked, ...listed(values.again)].find((name) => !everyone.includes(name))
if (unknown !== undefined)
  throw new Error(
    `bench:tables: a contender must be one of ${everyone.join(', ')}, got ${unknown}; is it installed in ${python}?`,
  )

const work = values.work ?? (await mkdtemp(join(tmpdir(), 'sobolev-tables-')))
try {
  const only = listed(values.only)
  const { folder, aside } = values
  const tables = await writeTables({ python, work, folder, aside, only })
  const kept = aside ? 'aside-results.jsonl' : 'results.jsonl'
  const results = new Results(values.results ?? join(import.meta.dirname, 'tables', kept))
  if (!values.report)
    for (const table of tables)
      for (const who of contenders)
        await measure(table, results, who, (folds) =>
          who === sobolevName ? train(table, folds) : fitPeer(python, work, table, who, folds),
        )
  const report = new Report(tables, everyone, results)
  const text = `${conditions(tables, report.folds)}\n\n${report}`
  console.log(text)
  const isWhole = only.length === 0 && values.folds === '' && asked.length === 0
  if (isWhole && aside)
    await writeFile(join(import.meta.dirname, 'tables-aside.md'), `# Tables aside\n\n${text}\n`)
  else if (isWhole && folder !== undefined)
    await writeFile(join(import.meta.dirname, 'tables.md'), `# Tables\n\n${text}\n`)
} finally {
  if (values.work === undefined) await rm(work, { recursive: true, force: true })
}

/** Fits somebody on all folds of a table of which there is no result yet, and keeps what comes of it. */
async function measure(
  table: Table,
  results: Results,
  who: string,
  fit: (folds: readonly number[]) => AsyncIterable<Fitted>,
): Promise<void> {
  const isAnew = listed(values.again).includes(who)
  const wanted = listed(values.folds).map(Number)
  const folds = Array.from({ length: table.folds }, (_, fold) => fold).filter(
    (fold) =>
      (wanted.length === 0 || wanted.includes(fold)) &&
      (isAnew || results.find(table, who, fold) === undefined),
  )
  if (folds.length === 0) return
  const key = { table: table.name, digest: table.digest, who }
  try {
    for await (const { predicted, ...fitted } of fit(folds)) {
      const { fold, seconds } = fitted
      const test = join(work, table.name, `test-${fold}.csv`)
      const scores = await score(table, test, predicted)
      results.add({ ...key, ...fitted, scores })
      console.error(
        `${table.name} ${fold} ${who}: ${scores[table.measure]?.toFixed(4)} in ${seconds.toFixed(1)} s`,
      )
    }
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error)
    console.error(`${table.name} ${who}: ${failure}`)
    for (const fold of folds)
      if (results.find(table, who, fold) === undefined)
        results.add({ ...key, fold, scores: null, seconds: null, failure })
  }
}

async function* train(table: Table, folds: readonly number[]): AsyncGenerator<Fitted> {
  for (const fold of folds)
    yield await fitSobolev(table, fold, { work, recipes: values.recipes, words: positionals })
}

/** What was measured, on what, and how. */
function conditions(tables: readonly Table[], folds: number): string {
  const inputs = tables.map(({ name, source, categorical, missing }) => {
    const what = [
      categorical === 0 ? [] : [`${categorical} of text`],
      missing === 0 ? [] : [`${missing} cells missing`],
    ].flat()
    return `${name} (${[source, ...what].join(', ')})`
  })
  const chosenBy = values.aside
    ? 'Nothing of Sobolev is chosen by these tables, which were named before any of them was tried. By their first figures the recipe for numbers learnt too little; it was then chosen anew on two dozen other tables, and these were measured again.'
    : "Sobolev's recipe was chosen on these tables, by scores of some of these folds, so others may tell less of it; by [those aside](tables-aside.md) nothing was chosen."
  return [
    `${new Date().toISOString().slice(0, 10)}, ${host()}.`,
    `${folds < 5 ? `The first ${folds} of five folds` : 'Five folds'}, the same for all; the figures are means over the test parts, a dash what was not measured. All are run as they are: no option set, no tuning. ${chosenBy} Sobolev: \`sobolev train train.csv --target y\` and \`sobolev predict\` on each fold's files, told no more than whether the target is a class or a number. ${[...versions].map(([peer, version]) => (version.startsWith(peer.toLowerCase()) ? version : `${peer} of ${version}`)).join(', ')}.`,
    `The measure of two classes of which one has less than a fifth of the rows is the area under the curve (auc), of others the accuracy, of numbers the root mean squared error (rmse), in their own units. The calibration error is the expected one over 15 bins. Seconds: of the first fold, from the launch of the program until the model is fitted, the loading of its libraries and of the table included.`,
    `Tables: ${inputs.join('; ')}.`,
  ].join('\n\n')
}
