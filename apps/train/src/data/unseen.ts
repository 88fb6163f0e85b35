import { quoted } from '../config/show.ts'
import type { CategoricalColumn, Column } from './column.ts'
import type { Notice } from './notice.ts'
import type { InputColumn, Preprocessing } from './preprocessing.ts'
import { isMissing } from './rows.ts'
import { canonicalNumber } from './same-number.ts'
import { rowsOfExamples } from './sequences.ts'
import type { Selection } from './table.ts'

type PartRows = Pick<Selection, 'rows'> & { readonly name: string }

/**
 * A notice for each column in which some rows hold what the model was not trained on: texts that are none of
 * its categories, or missing cells.
 *
 * @param part some rows of a table that is read as the preprocessing was fitted, with a word for them such
 * as `validation`
 * @param training the rows that a model is trained on, if they are known: cells that are missing there too,
 * and are filled, are nothing new
 * @param owner whose training rows the preprocessing was fitted on, if not those: ` of the checkpoint`
 */
export function unseenNotices(
  part: Selection & { readonly name: string },
  { inputs }: Preprocessing,
  training: Selection | null = null,
  owner = '',
): Notice[] {
  const { table, name } = part
  const partRows = { name, rows: rowsOfExamples(table, part.rows) }
  const trainingRows = training === null ? null : rowsOfExamples(training.table, training.rows)
  return inputs.flatMap((input): Notice[] => {
    const column = table.columns.get(input.name)
    if (column === undefined) return []
    const known = training?.table.columns.get(input.name)
    const isKnown =
      known !== undefined && trainingRows?.some((row) => isMissing(known, row)) === true
    const texts = [
      column.kind === 'categorical' ? unseenTexts(column, partRows, input, owner) : null,
      isKnown && isExpected(input) ? null : missingText(column, partRows, input, owner),
    ]
    return texts.flatMap((text) =>
      text === null ? [] : [{ place: table.place, column: input.name, text }],
    )
  })
}

/** Whether there is something that stands for a cell that is missing, which is no category of its own. */
const isExpected = (input: InputColumn): boolean =>
  input.fill !== null || (input.kind === 'categorical' && input.encoding === 'sign')

function unseenTexts(
  { codes, categories }: CategoricalColumn,
  part: PartRows,
  input: InputColumn,
  owner: string,
): string | null {
  const knownCategories = new Set<string | null>(
    input.kind === 'categorical' ? input.categories : [],
  )
  const isUnseen = categories.map((category) => !knownCategories.has(category))
  const unseenCodes = new Set<number>()
  let count = 0
  for (const row of part.rows) {
    const code = codes[row] ?? -1
    if (isUnseen[code] !== true) continue
    unseenCodes.add(code)
    count++
  }
  if (count === 0) return null
  const byNumber = new Map(
    [...knownCategories].map((label) => [canonicalNumber(label ?? ''), label]),
  )
  byNumber.delete(null)
  const [respelled] = [...unseenCodes].flatMap((code): string[] => {
    const text = categories[code] ?? ''
    const label = byNumber.get(canonicalNumber(text))
    return typeof label !== 'string' ? [] : [`; write ${quoted(label)} for ${quoted(text)}`]
  })
  const maxShown = 3
  const shown = [...unseenCodes].slice(0, maxShown).map((code) => quoted(categories[code] ?? ''))
  const others = unseenCodes.size > maxShown ? ` and ${unseenCodes.size - maxShown} more` : ''
  return `${countOf(count, part)} ${shown.join(', ')}${others}, which no training row${owner} has: taken as none of its categories${respelled ?? '; fix the cells, or train with such rows'}`
}

function missingText(
  column: Column,
  part: PartRows,
  input: InputColumn,
  owner: string,
): string | null {
  if (input.missing === 'drop') return null
  if (input.kind === 'categorical' && input.fill === null && input.categories.includes(null)) {
    return null
  }
  const count = part.rows.reduce((sum, row) => sum + (isMissing(column, row) ? 1 : 0), 0)
  if (count === 0) return null
  const value = `${countOf(count, part)} no value`
  if (input.fill === null) {
    return `${value}, as no training row${owner} did: taken as none of its categories; fill in the cells, or train with such rows`
  }
  const fill =
    typeof input.fill === 'string' ? quoted(input.fill) : Number(input.fill.toPrecision(6))
  return `${value}: filled with ${fill} (${input.missing} of the training rows${owner})`
}

function countOf(count: number, { rows, name }: PartRows): string {
  const what = name === '' ? '' : `${name} `
  return `${count} of ${rows.length} ${what}${rows.length === 1 ? 'row' : 'rows'} ${count === 1 ? 'has' : 'have'}`
}
