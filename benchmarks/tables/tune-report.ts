import { table as markdown, shown } from '../race/table.ts'
import type { Results } from './results.ts'
import type { Scores } from './scores.ts'
import type { Table } from './table.ts'

/** What tuning came to on some folds of tables, in Markdown. */
export function tuneReport(
  tables: readonly Table[],
  folds: readonly number[],
  results: Results,
): string {
  const rows = tables.flatMap((table) =>
    measuresOf(table).map((measure) => {
      const pairs = folds.flatMap((fold) => {
        const of = (who: string): number | undefined =>
          results.find(table, who, fold)?.scores?.[measure]
        const [recipe, tuned] = [of('recipe'), of('tuned')]
        return recipe === undefined || tuned === undefined ? [] : [{ recipe, tuned }]
      })
      const differences = pairs.map(({ recipe, tuned }) => tuned - recipe)
      const isLargerBetter = measure === 'accuracy' || measure === 'auc'
      const better = differences.filter((difference) =>
        isLargerBetter ? difference > 0 : difference < 0,
      )
      return [
        ...[table.name, `${table.rows} × ${table.columns}`, measure],
        ...[pairs.map(({ recipe }) => recipe), pairs.map(({ tuned }) => tuned), differences].map(
          spread,
        ),
        `${better.length} of ${pairs.length}`,
      ]
    }),
  )
  const said = tables.flatMap(({ name, ...table }) =>
    folds.flatMap((fold) => {
      const words = results.find({ name, ...table }, 'tuned', fold)?.said
      return words === undefined ? [] : [`- ${name} ${fold}: ${words}`]
    }),
  )
  const head = ['', 'rows × columns', 'measure', 'recipe', 'tuned', 'difference', 'better']
  return `${markdown(head, rows)}\n\n## What was found\n\n${said.join('\n')}`
}

/** What a table is scored by, and of classes the log loss, which is what the search makes small. */
const measuresOf = ({ measure, task }: Table): (keyof Scores)[] =>
  task === 'classification' ? [measure, 'logLoss'] : [measure]

/** A mean with its standard deviation. */
function spread(numbers: readonly number[]): string {
  if (numbers.length === 0) return '–'
  const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length
  if (numbers.length === 1) return shown(mean)
  const squares = numbers.reduce((sum, number) => sum + (number - mean) ** 2, 0)
  return `${shown(mean)} ± ${shown(Math.sqrt(squares / (numbers.length - 1)))}`
}
