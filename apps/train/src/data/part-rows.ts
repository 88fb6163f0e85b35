import type { PartColumn } from './method-columns.ts'
import type { Part } from './part.ts'
import { joined } from './rows.ts'
import type { StepRows } from './step-rows.ts'

/** Some neighbouring rows, from one up to another. */
export interface RowRange {
  readonly begin: number
  readonly end: number
}

/** The rows of a fold in a part that is divided into folds. */
export function foldRange({ folds }: Pick<Part, 'folds'>, fold: number): RowRange {
  const [begin, end] = [folds?.[fold], folds?.[fold + 1]]
  if (begin === undefined || end === undefined)
    throw new RangeError(`foldRange: there must be a fold ${fold}`)
  return { begin, end }
}

/** The rows of a range, without a copy of what they hold. */
export function rowsWithin(part: Part, { begin, end }: RowRange): Part {
  return fromRanges(part, [{ begin, end }])
}

/** The rows before and behind a range. */
export function rowsWithout(part: Part, { begin, end }: RowRange): Part {
  return fromRanges(part, [
    { begin: 0, end: begin },
    { begin: end, end: part.rows },
  ])
}

function fromRanges({ folds: _, ...part }: Part, ranges: readonly RowRange[]): Part {
  const filled = ranges.filter(({ begin, end }) => end > begin)
  const width = part.rows === 0 ? 0 : part.inputs.length / part.rows
  const { weights, columns, lengths, stepRows } = part
  const targetsOf = ({ begin, end }: RowRange): RowRange =>
    stepRows
      ? { begin: stepRows.starts[begin] ?? 0, end: stepRows.starts[end] ?? 0 }
      : { begin, end }
  return {
    ...part,
    rows: filled.reduce((sum, { begin, end }) => sum + end - begin, 0),
    inputs: floats(
      part.inputs,
      filled.map(({ begin, end }) => ({ begin: width * begin, end: width * end })),
    ),
    lengths: lengths && integers(lengths, filled),
    targets:
      part.targets instanceof Int32Array
        ? integers(part.targets, filled.map(targetsOf))
        : floats(part.targets, filled.map(targetsOf)),
    rowNumbers: integers(part.rowNumbers, filled),
    ...(weights && { weights: floats(weights, filled) }),
    ...(columns && {
      columns: Object.fromEntries(
        Object.entries(columns).map(([name, column]) => [name, columnOf(column, filled)]),
      ),
    }),
    ...(stepRows && { stepRows: stepsOf(stepRows, filled, filled.map(targetsOf)) }),
  }
}

const columnOf = ({ groups, values }: PartColumn, ranges: readonly RowRange[]): PartColumn => ({
  groups,
  values: values instanceof Int32Array ? integers(values, ranges) : floats(values, ranges),
})

function stepsOf(
  { starts, positions, rowNumbers }: StepRows,
  sequences: readonly RowRange[],
  steps: readonly RowRange[],
): StepRows {
  const first: number[] = [0]
  for (const { begin, end } of sequences)
    for (let row = begin; row < end; row++)
      first.push((first.at(-1) ?? 0) + (starts[row + 1] ?? 0) - (starts[row] ?? 0))
  return {
    starts: Int32Array.from(first),
    positions: integers(positions, steps),
    rowNumbers: integers(rowNumbers, steps),
  }
}

const floats = (list: Float32Array, ranges: readonly RowRange[]): Float32Array =>
  withoutCopy(list, ranges) ??
  joined(
    ranges.map(({ begin, end }) => list.subarray(begin, end)),
    (length) => new Float32Array(length),
  )

const integers = (list: Int32Array, ranges: readonly RowRange[]): Int32Array =>
  withoutCopy(list, ranges) ??
  joined(
    ranges.map(({ begin, end }) => list.subarray(begin, end)),
    (length) => new Int32Array(length),
  )

/** The entries of the only range, where there is one. */
function withoutCopy<List extends { subarray(begin: number, end: number): List }>(
  list: List,
  [range, ...others]: readonly RowRange[],
): List | null {
  return range === undefined || others.length > 0 ? null : list.subarray(range.begin, range.end)
}
