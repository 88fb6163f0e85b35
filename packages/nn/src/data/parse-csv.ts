import { checkOptions, describeValue, didYouMean, type OptionKinds, Tensor } from '@sobolev/core'
import type { FloatDType } from '../float-dtype.ts'
import { csvRecords } from './csv-records.ts'

/** Options of `parseCsv`. */
export interface ParseCsvOptions {
  /**
   * What stands between fields.
   *
   * @default that of `,` `;` tab and `|` which the first line has most often
   */
  readonly delimiter?: string
  /**
   * Whether the first line names the columns; without it they are `column1`, `column2`, …
   *
   * @default true
   */
  readonly header?: boolean
}

/** Options of `numbers`. */
export interface NumbersOptions {
  /** What an empty field becomes; without it one is an error. */
  readonly missing?: number
  /**
   * Of the numbers.
   *
   * @default 'float32'
   */
  readonly dtype?: FloatDType
}

const csvKinds: OptionKinds<ParseCsvOptions> = { delimiter: 'any', header: 'any' }
const numbersKinds: OptionKinds<NumbersOptions> = { missing: 'any', dtype: ['float32', 'float64'] }

/** The columns of a CSV text. */
export class CsvColumns {
  /** The names of the columns, in their order. */
  readonly names: readonly string[]
  readonly #records: readonly { readonly fields: readonly string[]; readonly line: number }[]

  constructor(
    names: readonly string[],
    records: readonly { readonly fields: readonly string[]; readonly line: number }[],
  ) {
    this.names = names
    this.#records = records
  }

  /** How many rows there are. */
  get rows(): number {
    return this.#records.length
  }

  /**
   * A column as numbers, [rows], or several side by side, [rows, columns].
   *
   * @throws RangeError naming the line of what is no number, TypeError for a column that there is not
   */
  numbers(columns: string | readonly string[], options: NumbersOptions = {}): Tensor {
    const { missing, dtype = 'float32' } = checkOptions('numbers', options, numbersKinds)
    const names = typeof columns === 'string' ? [columns] : columns
    if (!Array.isArray(names))
      throw new TypeError(
        `numbers: must be given a name or a list of names, of ${this.names.join(', ')}, got ${describeValue(columns)}`,
      )
    if (missing !== undefined && typeof missing !== 'number')
      throw new TypeError(`numbers: missing must be a number, got ${describeValue(missing)}`)
    const places = names.map((name) => this.#placeOf('numbers', name))
    const size = this.rows * names.length
    const data = dtype === 'float32' ? new Float32Array(size) : new Float64Array(size)
    let next = 0
    for (const { fields, line } of this.#records)
      for (const [index, place] of places.entries()) {
        const text = (fields[place] ?? '').trim()
        const value = text === '' ? missing : Number(text)
        if (value === undefined || (Number.isNaN(value) && text !== '' && text !== 'NaN'))
          throw new RangeError(
            `numbers: "${names[index]}" must be numbers, got ${text === '' ? 'an empty field' : JSON.stringify(text)} in line ${line}; ${text === '' ? '{ missing: 0 } fills it' : `texts("${names[index]}") or classes("${names[index]}") reads words`}`,
          )
        data[next++] = value
      }
    const shape = typeof columns === 'string' ? [this.rows] : [this.rows, names.length]
    return new Tensor(shape, dtype, data)
  }

  /** A column as it stands in the text. */
  texts(name: string): string[] {
    return this.#textsAt(this.#placeOf('texts', name))
  }

  #textsAt(place: number): string[] {
    return this.#records.map(({ fields }) => fields[place] ?? '')
  }

  /**
   * A column of words as class numbers, int32 [rows]: places in `classes`, the words in alphabetical order unless they are
   * given.
   *
   * @throws RangeError for a word that is not among the classes given
   */
  classes(
    name: string,
    classes?: readonly string[],
  ): { readonly indices: Tensor; readonly classes: readonly string[] } {
    const place = this.#placeOf('classes', name)
    if (classes !== undefined && !Array.isArray(classes))
      throw new TypeError(`classes: must be a list of words, got ${describeValue(classes)}`)
    const words = this.#textsAt(place)
    const known = classes ?? [...new Set(words)].sort()
    const numberOf = new Map(known.map((word, index) => [word, index]))
    const indices = Int32Array.from(words, (word, row) => {
      const index = numberOf.get(word)
      if (index === undefined)
        throw new RangeError(
          `classes: "${name}" must be one of ${known.join(', ')}, got ${JSON.stringify(word)} in line ${this.#records[row]?.line}${didYouMean(word, known)}`,
        )
      return index
    })
    return { indices: new Tensor([this.rows], 'int32', indices), classes: known }
  }

  #placeOf(operation: string, name: string): number {
    const place = this.names.indexOf(name)
    if (place < 0)
      throw new TypeError(
        `${operation}: there is no column ${describeValue(name)}, but ${this.names.join(', ')}${didYouMean(String(name), this.names)}`,
      )
    return place
  }
}

/**
 * Reads a CSV text (RFC 4180: fields in double quotes may hold delimiters, line ends and doubled quotes), in Node and in
 * browsers. Empty lines are passed over. The command line reads files of any size with types of their own.
 *
 * ```ts
 * const table = parseCsv(await (await fetch('iris.csv')).text())
 * const inputs = table.numbers(['length', 'width']) // [rows, 2]
 * const { indices, classes } = table.classes('species')
 * ```
 *
 * @throws RangeError naming the line that has other fields than the first, a quote that is not closed, or a name twice
 * @see tf.data.CsvDataset, pandas.read_csv, tf.data.csv
 */
export function parseCsv(text: string, options: ParseCsvOptions = {}): CsvColumns {
  if (typeof text !== 'string')
    throw new TypeError(
      `parseCsv: must be given a text, got ${describeValue(text)}; await response.text(), or readFileSync(path, 'utf8')`,
    )
  const { delimiter = likelyDelimiter(text), header = true } = checkOptions(
    'parseCsv',
    options,
    csvKinds,
  )
  if (typeof delimiter !== 'string' || delimiter.length !== 1 || /["\r\n]/.test(delimiter))
    throw new TypeError(
      `parseCsv: delimiter must be one character, got ${describeValue(delimiter)}; "\\t" is a tab`,
    )
  const records = csvRecords(text, delimiter)
  const [first] = records
  if (!first) throw new RangeError('parseCsv: the text must have a line, got none')
  const names = header
    ? first.fields.map((name) => name.trim())
    : first.fields.map((_, index) => `column${index + 1}`)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined)
    throw new RangeError(
      `parseCsv: each column must have a name of its own, got ${JSON.stringify(twice)} twice; { header: false } where the first line has none`,
    )
  for (const { fields, line } of records)
    if (fields.length !== names.length)
      throw new RangeError(
        `parseCsv: line ${line} must have ${names.length} fields, as the first has, got ${fields.length}`,
      )
  return new CsvColumns(names, header ? records.slice(1) : records)
}

function likelyDelimiter(text: string): string {
  const line = /^[^\r\n]*/.exec(text)?.[0] ?? ''
  const counts = [',', ';', '\t', '|'].map((sign) => [line.split(sign).length, sign] as const)
  return counts.reduce((best, other) => (other[0] > best[0] ? other : best))[1]
}
