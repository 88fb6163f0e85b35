import { type Notation, plain } from './notation.ts'
import {
  type Decimal,
  isFactor,
  parseWrittenNumber,
  type Separators,
  separatorsOf,
  type Thousands,
  type WrittenNumber,
} from './written-number.ts'

/** The separators that a config sets for a column; `null`: to be inferred. */
export interface GivenSeparators {
  readonly decimal: Decimal | null
  readonly thousands: Thousands | null
}

/** Which texts of a column are numbers, and in which notation. */
export interface NumbersFound {
  /** Which of the texts are numbers, and all have one unit or none. */
  readonly isNumber: readonly boolean[]
  /** Which are numbers for certain; `5 doors` is not, as it may be a category beside `5+ doors`. */
  readonly isCertain: readonly boolean[]
  /**
   * The notation that all of these numbers share; `either`: it is ambiguous, as the separator in the text
   * given may be decimal or of thousands; `mixed`: there is none, as these texts contradict each other.
   */
  readonly verdict: Notation | { readonly either: string } | { readonly mixed: readonly string[] }
  /** A text such as 1.234 if no other shows whether the point is decimal or separates thousands; else null. */
  readonly onlyPoints: string | null
}

/** Finds the notation that all numbers among `texts` share. `counts`: how many cells hold each text. */
export function findNumbers(
  texts: readonly string[],
  counts: readonly number[],
  configured: GivenSeparators,
): NumbersFound {
  const written = texts.map(parseWrittenNumber)
  const unit = commonUnit(written, counts)
  const shown = written.map((parts) => (parts === null ? null : separatorsOf(parts)))
  const isNumber = written.map(
    (parts, i) => parts !== null && shown[i] !== null && (parts.unit ?? unit) === unit,
  )
  const isCertain = written.map(
    (parts, i) => isNumber[i] === true && /^(?:.*[\p{Sc}%‰])?$/u.test(parts?.unit ?? ''),
  )
  const bare = written.findIndex(
    (parts, i) => isNumber[i] && parts?.unit === null && /[1-9]/.test(parts.body),
  )
  if (isFactor(unit) && bare >= 0) {
    const multiplied = written.findIndex((parts) => parts?.unit === unit)
    const mixed = [texts[multiplied] ?? '', texts[bare] ?? '']
    return { isNumber, isCertain, verdict: { mixed }, onlyPoints: null }
  }
  const evidence = new SeparatorEvidence(configured)
  shown.forEach((separators, i) => {
    if (separators !== null && isNumber[i] === true) evidence.add(separators, texts[i] ?? '')
  })
  return { isNumber, isCertain, ...evidence.verdict(unit) }
}

/** The first text such as 1.234 among numbers as programs write them; `null` if some other has a point. */
export function onlyPointsIn(texts: readonly string[]): string | null {
  let first: string | null = null
  for (const text of texts) {
    if (!text.includes('.')) continue
    if (!/^[+-]?[1-9]\d{0,2}\.\d{3}$/.test(text)) return null
    first ??= text
  }
  return first
}

/** The unit that most of the numbers have; `null` where no unit has half of them. */
function commonUnit(
  written: readonly (WrittenNumber | null)[],
  counts: readonly number[],
): string | null {
  const cells = new Map<string | null, number>()
  let total = 0
  written.forEach((parts, i) => {
    if (parts === null) return
    const count = counts[i] ?? 0
    total += count
    cells.set(parts.unit, (cells.get(parts.unit) ?? 0) + count)
  })
  const often = [...cells].find(([unit, count]) => unit !== null && count * 2 >= total)
  return often?.[0] ?? null
}

/** The separators that the numbers of a column show, each with the first text that shows it. */
class SeparatorEvidence {
  readonly #given: GivenSeparators
  readonly #decimal = new Map<Decimal, string>()
  readonly #thousands = new Map<Thousands, string>()
  readonly #either = new Map<Decimal, string>()

  constructor(given: GivenSeparators) {
    this.#given = given
  }

  add({ decimal, thousands, either }: Separators, text: string): void {
    if (decimal !== undefined && !this.#decimal.has(decimal)) this.#decimal.set(decimal, text)
    if (thousands !== undefined && !this.#thousands.has(thousands)) {
      this.#thousands.set(thousands, text)
    }
    if (either !== undefined && !this.#either.has(either)) this.#either.set(either, text)
  }

  verdict(unit: string | null): Pick<NumbersFound, 'verdict' | 'onlyPoints'> {
    const decimals = new Set(this.#decimal.keys())
    const thousands = new Set(this.#thousands.keys())
    if (this.#given.decimal !== null) decimals.add(this.#given.decimal)
    if (this.#given.thousands !== null) thousands.add(this.#given.thousands)
    const isDecided = decimals.size + thousands.size > 0
    const comma = this.#either.get(',')
    const point = this.#either.get('.')
    if (!isDecided && comma !== undefined) {
      const verdict = point === undefined ? { either: comma } : { mixed: [comma, point] }
      return { verdict, onlyPoints: null }
    }
    for (const separator of this.#either.keys()) {
      const groups = thousands.has(separator) || (decimals.size > 0 && !decimals.has(separator))
      if (groups) thousands.add(separator)
      else decimals.add(separator)
    }
    const [decimal = thousands.has('.') ? ',' : '.'] = decimals
    const [group = null] = thousands
    if (decimals.size > 1 || thousands.size > 1 || decimal === group) {
      const examples = [this.#decimal, this.#thousands, this.#either].flatMap((map) => [
        ...map.values(),
      ])
      return { verdict: { mixed: [...new Set(examples)].slice(0, 3) }, onlyPoints: null }
    }
    const onlyPoints = isDecided ? null : (point ?? null)
    return { verdict: { ...plain, decimal, thousands: group, unit }, onlyPoints }
  }
}
