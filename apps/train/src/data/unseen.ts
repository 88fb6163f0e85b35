import { quoted } from '../config/show.ts'
import type { CategoricalColumn } from './column.ts'
import type { Notice } from './notice.ts'
import type { InputColumn, Preprocessing } from './preprocessing.ts'
import { isMissing } from './rows.ts'
import { canonicalNumber } from './same-number.ts'
import { rowsOfExamples } from './sequences.ts'
import type { Selection } from './table.ts'

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
  { inputs }: Pick<Preprocessing, 'inputs'>,
  training: Selection | null = null,
  owner = '',
): Notice[] {
  const unseen = new Unseen(inputs)
  unseen.add(part)
  return unseen.notices(part.table.place, { name: part.name, training, owner })
}

/** What some inputs of a column hold that is new to the model. */
interface UnseenOfInput {
  readonly input: InputColumn
  /** In the order of their rows. */
  readonly texts: Set<string>
  /** How many rows have one of these. */
  count: number
  missing: number
}

/** Counts what rows hold that a model was not trained on, of all that are added. */
export class Unseen {
  readonly #inputs: readonly UnseenOfInput[]
  #rows = 0

  constructor(inputs: readonly InputColumn[]) {
    this.#inputs = inputs.map((input) => ({ input, texts: new Set(), count: 0, missing: 0 }))
  }

  add({ table, rows: heads }: Selection): void {
    const rows = rowsOfExamples(table, heads)
    this.#rows += rows.length
    for (const unseen of this.#inputs) {
      const column = table.columns.get(unseen.input.name)
      if (column === undefined) continue
      if (column.kind === 'categorical') addTexts(column, rows, unseen)
      for (const row of rows) if (isMissing(column, row)) unseen.missing++
    }
  }

  /** See `unseenNotices`. */
  notices(
    place: string,
    {
      name = '',
      training = null,
      owner = '',
    }: {
      readonly name?: string
      readonly training?: Selection | null
      readonly owner?: string
    } = {},
  ): Notice[] {
    const trainingRows = training === null ? null : rowsOfExamples(training.table, training.rows)
    const what = name === '' ? '' : `${name} `
    const countOf = (count: number): string =>
      `${count} of ${this.#rows} ${what}${this.#rows === 1 ? 'row' : 'rows'} ${count === 1 ? 'has' : 'have'}`
    return this.#inputs.flatMap((unseen): Notice[] => {
      const { input } = unseen
      const known = training?.table.columns.get(input.name)
      const isKnown =
        known !== undefined && trainingRows?.some((row) => isMissing(known, row)) === true
      const texts = [
        unseen.count === 0 ? null : `${countOf(unseen.count)} ${unseenText(unseen, owner)}`,
        unseen.missing === 0 || (isKnown && isExpected(input))
          ? null
          : missingText(countOf(unseen.missing), input, owner),
      ]
      return texts.flatMap((text) => (text === null ? [] : [{ place, column: input.name, text }]))
    })
  }
}

/** Whether there is something that stands for a cell that is missing, which is no category of its own. */
const isExpected = (input: InputColumn): boolean =>
  input.fill !== null || (input.kind === 'categorical' && input.encoding === 'sign')

function addTexts(
  { codes, categories }: CategoricalColumn,
  rows: Int32Array,
  unseen: UnseenOfInput,
): void {
  const { input, texts } = unseen
  const knownCategories = new Set<string | null>(
    input.kind === 'categorical' ? input.categories : [],
  )
  const isUnseen = categories.map((category) => !knownCategories.has(category))
  for (const row of rows) {
    const code = codes[row] ?? -1
    if (isUnseen[code] !== true) continue
    texts.add(categories[code] ?? '')
    unseen.count++
  }
}

function unseenText({ input, texts }: UnseenOfInput, owner: string): string {
  const byNumber = new Map(
    (input.kind === 'categorical' ? input.categories : []).map((label) => [
      canonicalNumber(label ?? ''),
      label,
    ]),
  )
  byNumber.delete(null)
  const [respelled] = [...texts].flatMap((text): string[] => {
    const label = byNumber.get(canonicalNumber(text))
    return typeof label !== 'string' ? [] : [`; write ${quoted(label)} for ${quoted(text)}`]
  })
  const maxShown = 3
  const shown = [...texts].slice(0, maxShown).map(quoted)
  const others = texts.size > maxShown ? ` and ${texts.size - maxShown} more` : ''
  return `${shown.join(', ')}${others}, which no training row${owner} has: taken as none of its categories${respelled ?? '; fix the cells, or train with such rows'}`
}

function missingText(rows: string, input: InputColumn, owner: string): string | null {
  if (input.missing === 'drop') return null
  if (input.kind === 'categorical' && input.fill === null && input.categories.includes(null)) {
    return null
  }
  const value = `${rows} no value`
  if (input.kind === 'categorical' && input.encoding === 'sign' && input.fill === null) {
    return `${value}: taken as neither of its categories`
  }
  if (input.fill === null) {
    return `${value}, as no training row${owner} did: taken as none of its categories; fill in the cells, or train with such rows`
  }
  const fill =
    typeof input.fill === 'string' ? quoted(input.fill) : Number(input.fill.toPrecision(6))
  return `${value}: filled with ${fill} (${input.missing} of the training rows${owner})`
}
