import { listed, quoted } from '../config/show.ts'
import { InputError } from '../errors.ts'
import type { Column } from './column.ts'
import { pick } from './rows.ts'
import { sameCell } from './same-number.ts'
import { type Shuffler, type Split, splitBy, splitByFraction } from './split.ts'
import { columnOf, type Table } from './table.ts'

/** A random fraction of `rows` validates; of every class of `target` the same, where `stratify`. */
export function byFraction(
  table: Table,
  rows: Int32Array,
  options: { target: Column; fraction: number; stratify: boolean; rng: Shuffler },
): Split {
  const { target, fraction, stratify } = options
  const groups = stratify && target.kind === 'categorical' ? pick(target.codes, rows) : null
  const halves = splitByFraction(rows, fraction, options.rng.split('validation'), groups)
  if (halves.training.length > 0 && halves.validation.length > 0) return halves
  // With two rows it comes to this only where every class has one, which it keeps for training.
  const [why, way] =
    rows.length < 2
      ? ['', '']
      : [', each of another class', ', or set data.validation.stratify: false']
  const message = `rows must be enough for a training and a validation part, got ${rows.length}${why}; add rows${way}`
  throw new InputError({ place: table.place, message })
}

/** The rows whose cell in `column` reads `value`, or is the same number, validate. */
export function byColumn(
  table: Table,
  rows: Int32Array,
  { column, value }: { column: string; value: string },
): Split {
  const mark = columnOf(table, column)
  const categories = mark.kind === 'categorical' ? mark.categories : []
  const validates = categories.map((category) => sameCell(category, value))
  const codes = mark.kind === 'categorical' ? mark.codes : new Int32Array()
  const parts = splitBy(rows, (row) => validates[codes[row] ?? -1] === true)
  if (parts.training.length > 0 && parts.validation.length > 0) return parts
  const which = parts.validation.length === 0 ? 'no row' : 'every row'
  const message = `data.validation.value: some rows must read ${quoted(value)} and some not, got ${which}; the values are ${listed(categories)}`
  throw new InputError({ place: `${table.place} column ${quoted(column)}`, message })
}
