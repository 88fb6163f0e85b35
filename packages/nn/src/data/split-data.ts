import {
  checkOptions,
  DTypeError,
  describeValue,
  type MapTree,
  type OptionKinds,
  type Rng,
  ShapeError,
  Tensor,
} from '@sobolev/core'
import { checkRng } from '../check-rng.ts'
import { copyRows, countRows } from './rows.ts'

/** Options of `splitData`. */
export interface SplitDataOptions {
  /** Shuffles the rows first; without it the parts follow each other, as they should where rows are ordered by time. */
  readonly rng?: Rng
  /** The class of each row, int32 [rows]: each part gets its share of every class. */
  readonly stratify?: Tensor
}

const kinds: OptionKinds<SplitDataOptions> = { rng: 'any', stratify: 'any' }

/**
 * Parts the rows of data, each row in one part, by shares that add up to 1.
 *
 * ```ts
 * const { training, validation } = splitData({ inputs, targets }, { training: 0.8, validation: 0.2 }, { rng })
 * ```
 *
 * @throws RangeError for shares that do not add up to 1, or leave a part without a row; ShapeError unless all tensors have
 * as many rows
 * @see sklearn.model_selection.train_test_split, torch.utils.data.random_split
 */
export function splitData<T, Name extends string>(
  data: T,
  shares: Readonly<Record<Name, number>>,
  options: SplitDataOptions = {},
): Record<Name, MapTree<T, Tensor>> {
  const { rng, stratify } = checkOptions('splitData', options, kinds)
  if (rng !== undefined) checkRng('splitData', rng)
  const rows = countRows('splitData', data)
  const names = Object.keys(shares) as Name[]
  checkShares(shares)
  const parts: number[][] = names.map(() => [])
  for (const group of groupsOf(rows, stratify)) {
    const order = rng
      ? [...rng.split(group.name).permutation(group.rows.length).data]
      : group.rows.map((_, index) => index)
    let [share, begin] = [0, 0]
    for (const [index, name] of names.entries()) {
      share += shares[name]
      const end =
        index === names.length - 1 ? group.rows.length : Math.round(share * group.rows.length)
      for (const place of order.slice(begin, end)) parts[index]?.push(group.rows[place] ?? 0)
      begin = end
    }
  }
  const empty = names.find((_, index) => parts[index]?.length === 0)
  if (empty !== undefined)
    throw new RangeError(
      `splitData: each part must have a row, got none for "${empty}" of ${rows} rows; a larger share, or fewer parts`,
    )
  const taken = names.map((name, index) => [name, copyRows(data, parts[index] ?? [])] as const)
  // Object.fromEntries forgets the names.
  return Object.fromEntries(taken) as Record<Name, MapTree<T, Tensor>>
}

function checkShares(shares: unknown): void {
  const values = Object.values(Object(shares))
  const isShare = (value: unknown): value is number => typeof value === 'number' && value > 0
  const sum = values.filter(isShare).reduce((total, share) => total + share, 0)
  if (!values.every(isShare) || Math.abs(sum - 1) > 1e-9)
    throw new RangeError(
      `splitData: the shares must be above 0 and add up to 1, such as { training: 0.8, validation: 0.2 }, got ${describeValue(shares)} of ${values.join(', ') || 'nothing'}`,
    )
}

/** The rows of each class, or all of them. */
function groupsOf(
  rows: number,
  classes: Tensor | undefined,
): { readonly name: number | string; readonly rows: number[] }[] {
  if (classes === undefined)
    return [{ name: 'rows', rows: Array.from({ length: rows }, (_, row) => row) }]
  if (!(classes instanceof Tensor) || classes.rank !== 1 || classes.size !== rows)
    throw new ShapeError(
      `splitData: stratify must be the class of each of the ${rows} rows, got ${classes instanceof Tensor ? `[${classes.shape.join(', ')}]` : describeValue(classes)}`,
    )
  if (classes.dtype !== 'int32')
    throw new DTypeError(`splitData: stratify must be int32, got ${classes.dtype}`)
  const groups = new Map<number, number[]>()
  for (const [row, value] of classes.data.entries()) {
    const members = groups.get(value)
    if (members) members.push(row)
    else groups.set(value, [row])
  }
  return Array.from(groups, ([name, members]) => ({ name: `class ${name}`, rows: members }))
}
