import { quoted } from '../config/show.ts'
import type { Part } from '../data/part.ts'
import type { InputGroup } from '../probe/input-groups.ts'
import type { ColumnImportance } from './column-importance.ts'

/** From which correlation on two columns tell the same. */
const ALIKE = 0.9
/** What share of the largest makes a column count. */
const COUNTS = 0.1
/** Sentences of a kind. */
const MOST = 3

/** Where two measures of importance disagree, and why neither is the whole truth, in sentences. */
export function disagreements(
  importances: readonly ColumnImportance[],
  part: Part,
  groups: readonly InputGroup[],
): string[] {
  return [...differentPlaces(importances), ...alikeColumns(part, groups)]
}

/** Among the columns that have a gradient. */
function differentPlaces(columns: readonly ColumnImportance[]): string[] {
  const importances = columns.filter(({ gradient }) => gradient !== null)
  const byLoss = placesBy(importances, ({ lossGained }) => lossGained.mean)
  const byGradient = placesBy(importances, ({ gradient }) => gradient ?? Number.NaN)
  if (importances.length < 3) return []
  const gap = Math.max(2, importances.length / 3)
  const found = importances.flatMap(({ column }) => {
    const [loss, gradient] = [byLoss.get(column), byGradient.get(column)]
    if (!loss || !gradient || Math.abs(loss.place - gradient.place) < gap) return []
    const name = quoted(column)
    const places = `${ordinal(loss.place)} by permutation, ${ordinal(gradient.place)} by gradient`
    if (loss.place < gradient.place && loss.share >= COUNTS)
      return [
        `${name} is ${places}: it matters in which part of its range a row lies, or which category it has, while small changes there do little`,
      ]
    if (gradient.place < loss.place && gradient.share >= COUNTS)
      return [
        `${name} is ${places}: the loss is steep in it, yet other values cost little, as they hardly differ, as slopes up and down cancel, or as other columns tell the same`,
      ]
    return []
  })
  return found.slice(0, MOST)
}

/** The place of each column, from 1, and what share of the largest it has; none where the largest is no more than 0. */
function placesBy(importances: readonly ColumnImportance[], of: (one: ColumnImportance) => number) {
  const sorted = importances.toSorted((a, b) => of(b) - of(a))
  const [first] = sorted
  const largest = first ? of(first) : 0
  const shareOf = (one: ColumnImportance): number => (largest > 0 ? of(one) / largest : 0)
  return new Map(
    sorted.map((one, index) => [one.column, { place: index + 1, share: shareOf(one) }]),
  )
}

/** Pairs of columns of one feature each that tell the same: permuting one leaves the other. */
function alikeColumns({ inputs, rows, steps }: Part, groups: readonly InputGroup[]): string[] {
  if (steps !== null || rows < 3) return []
  const width = inputs.length / rows
  const columns = groups
    .filter(({ features, isIndex }) => features.length === 1 && !isIndex)
    .slice(0, 100)
    .map(({ name, features: [feature = 0] }) => ({
      name,
      values: standardized(
        Float64Array.from({ length: rows }, (_, row) => inputs[row * width + feature] ?? 0),
      ),
    }))
  const pairs = columns.flatMap((first, i) =>
    columns.slice(i + 1).flatMap((second) => {
      const correlation = first.values.reduce(
        (sum, value, row) => sum + value * (second.values[row] ?? 0),
        0,
      )
      return Math.abs(correlation) < ALIKE
        ? []
        : [{ names: [first.name, second.name], correlation }]
    }),
  )
  return pairs
    .sort((a, b) => Math.abs(b.correlation) - Math.abs(a.correlation))
    .slice(0, MOST)
    .map(
      ({ names, correlation }) =>
        `${names.map(quoted).join(' and ')} tell much the same (correlation ${correlation.toFixed(2)}): where one is permuted the other remains, and each looks less important than both are`,
    )
}

/** Numbers less their mean, of length 1; zeros where they do not differ. */
function standardized(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const centred = values.map((value) => value - mean)
  const length = Math.sqrt(centred.reduce((sum, value) => sum + value * value, 0))
  return length === 0 ? centred : centred.map((value) => value / length)
}

function ordinal(place: number): string {
  const [teens, units] = [place % 100, place % 10]
  const isTeen = teens >= 11 && teens <= 13
  const ending = isTeen ? 'th' : units === 1 ? 'st' : units === 2 ? 'nd' : units === 3 ? 'rd' : 'th'
  return `${place}${ending}`
}
