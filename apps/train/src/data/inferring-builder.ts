import { categorical, MAX_CATEGORIES, tooManyCategoriesError } from './categorical-builder.ts'
import type { BuiltColumns, ColumnBuilder } from './column.ts'
import { guessTask } from './guess-task.ts'
import { type InferenceRequest, type InferredReading, inferColumn } from './infer.ts'
import { readerOf } from './notation.ts'
import { type BuilderOptions, NumericBuilder } from './numeric-builder.ts'
import { countCodes, TextDictionary } from './text-dictionary.ts'

/**
 * Reads a column whose type is not known. Its different texts are kept until the end, when all of them
 * decide what it is. A column with more than 10,000 of them can only be numbers: these decide how they
 * are written, and the cells that follow must be written so too.
 */
export class InferringBuilder implements ColumnBuilder {
  readonly #question: InferenceRequest
  readonly #options: BuilderOptions
  readonly #dictionary: TextDictionary
  #taskReason: string | null = null
  #numbers: {
    readonly builders: readonly NumericBuilder[]
    readonly answer: InferredReading
  } | null = null

  constructor(question: InferenceRequest, options: BuilderOptions) {
    this.#question = question
    this.#options = options
    this.#dictionary = new TextDictionary(options.missing)
  }

  append(rows: readonly (readonly string[])[], index: number, numbers: Int32Array): void {
    let position = 0
    while (this.#numbers === null && position < rows.length) {
      const row = numbers[position] ?? 0
      this.#dictionary.push(rows[position]?.[index] ?? '', row)
      position++
      if (this.#dictionary.texts.length > MAX_CATEGORIES) this.#goOnWithNumbers(row)
    }
    if (this.#numbers === null || position === rows.length) return
    const following = position === 0 ? rows : rows.slice(position)
    for (const builder of this.#numbers.builders) {
      builder.append(following, index, numbers.subarray(position))
    }
  }

  finish(): BuiltColumns {
    return { ...this.#finish(), taskReason: this.#taskReason }
  }

  #finish(): BuiltColumns {
    if (this.#numbers !== null) {
      const { builders, answer } = this.#numbers
      return { ...answer, columns: builders.map((builder) => builder.finishColumn()) }
    }
    const codes = this.#dictionary.takeCodes()
    const answer = this.#answer(codes)
    if (answer.notations !== null) {
      const builders = this.#builders(answer, codes)
      return { ...answer, columns: builders.map((builder) => builder.finishColumn()) }
    }
    return { ...answer, columns: [categorical(this.#options.column, this.#dictionary, codes)] }
  }

  #goOnWithNumbers(row: number): void {
    const codes = this.#dictionary.takeCodes()
    const answer = this.#answer(codes)
    if (answer.notations === null) throw tooManyCategoriesError(this.#options, row)
    this.#numbers = { builders: this.#builders(answer, codes), answer }
  }

  #answer(codes: Int32Array): InferredReading {
    const { texts, firstRows } = this.#dictionary
    const counts = countCodes(codes, texts.length)
    const { column, place, hint } = this.#options
    const found = inferColumn({ column, place, texts, counts, firstRows, hint }, this.#question)
    if (this.#question.purpose !== 'target') return found
    const [notation] = found.notations ?? []
    if (notation === undefined) return found
    const read = readerOf(notation)
    const cells = counts.reduce((sum, count) => sum + count, 0)
    const { classes, reason } = guessTask(texts.map(read), texts, cells)
    this.#taskReason = reason
    return classes ? { notations: null, notices: [], onlyPoints: null } : found
  }

  #builders({ notations }: InferredReading, codes: Int32Array): NumericBuilder[] {
    const { column } = this.#options
    const { texts, firstRows, firstMissing } = this.#dictionary
    const asked = this.#question.dates.length > 0
    return (notations ?? []).map((notation) => {
      const name = asked && notation.kind === 'date' ? `${column}.${notation.part}` : column
      const builder = new NumericBuilder(name, notation, this.#options)
      builder.appendTexts(codes, texts, firstRows, firstMissing)
      return builder
    })
  }
}
