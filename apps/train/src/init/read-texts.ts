import { MissingValues } from '../data/cells.ts'
import { CsvSource } from '../data/csv-source.ts'
import { type CsvLayout, type CsvSink, readCsv } from '../data/read-csv.ts'
import { countCodes, TextDictionary } from '../data/text-dictionary.ts'

/** The different texts of a column, and how many cells hold each; cells without a value are not among them. */
export interface Texts {
  readonly texts: readonly string[]
  readonly counts: readonly number[]
}

/** Different texts of a column beyond which it is no use to look at each. */
const MAX_TEXTS = 50_000

/** Reads the texts of some columns; `null` for one that has too many. `missingValues`: cells that hold none. */
export async function readTexts(
  path: string,
  layout: CsvLayout,
  names: readonly string[],
  missingValues: readonly string[],
): Promise<ReadonlyMap<string, Texts | null>> {
  const missing = new MissingValues(missingValues)
  const columns = names.map((name) => ({
    name,
    index: -1,
    dictionary: new TextDictionary(missing),
  }))
  const sink: CsvSink = {
    start(header) {
      for (const column of columns) column.index = header.indexOf(column.name)
    },
    rows(rows, numbers) {
      for (const { index, dictionary } of columns) {
        if (dictionary.texts.length > MAX_TEXTS) continue
        rows.forEach((row, i) => void dictionary.push(row[index] ?? '', numbers[i] ?? 0))
      }
    },
  }
  await readCsv(CsvSource.file(path), layout, sink)
  return new Map(
    columns.map(({ name, dictionary }) => {
      const { texts } = dictionary
      if (texts.length > MAX_TEXTS) return [name, null]
      return [name, { texts, counts: countCodes(dictionary.takeCodes(), texts.length) }]
    }),
  )
}
