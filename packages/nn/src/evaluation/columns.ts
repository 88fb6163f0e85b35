import { describeValue, didYouMean, ShapeError, type Tensor } from '@sobolev/core'
import { checkTensors } from '../check-tensors.ts'

/** What a table tells of examples beside inputs and targets, by name: [n, ...] each. */
export type Columns = Readonly<Record<string, Tensor>>

/** Throws a TypeError for columns that are no tensors by name, a ShapeError for one that does not have `n` rows. */
export function checkColumns(operation: string, columns: Columns | undefined, n: number): void {
  if (columns === undefined) return
  checkTensors(operation, columns)
  for (const [name, { shape }] of Object.entries(columns))
    if (shape[0] !== n)
      throw new ShapeError(
        `${operation}: the column "${name}" must have a row for each of the ${n} examples, got shape [${shape.join(', ')}]`,
      )
}

/** What stands under a name. Throws a TypeError with the names that there are. */
export function named<T>(
  values: Readonly<Record<string, T>>,
  name: string,
  { operation, what, way }: { operation: string; what: string; way: string },
): T {
  const value = Object.hasOwn(values, name) ? values[name] : undefined
  if (value !== undefined) return value
  const names = Object.keys(values)
  const known = names.length === 0 ? 'there are none' : `the names are ${listed(names)}`
  throw new TypeError(
    `${operation}: there must be ${what} named ${describeValue(name)}, but ${known}${didYouMean(String(name), names) || `; ${way}`}`,
  )
}

const mostListed = 20

function listed(names: readonly string[]): string {
  const shown = names.slice(0, mostListed).map((name) => `"${name}"`)
  const more = names.length - shown.length
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
