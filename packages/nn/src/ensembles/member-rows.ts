import { ShapeError, type Tensor } from '@sobolev/core'

/** Each row as often as there are members, one copy after the other: [n, ...] → [n · members, ...]. */
export function rowsForMembers(rows: Tensor, members: number): Tensor {
  const [n = 0, ...example] = rows.shape
  const repeated = rows.reshape([n, 1, ...example]).broadcastTo([n, members, ...example])
  return repeated.reshape([n * members, ...example])
}

/** The rows of each member: [n · members, ...] → `members` of [n, ...]. Throws a ShapeError where the rows are no multiple. */
export function rowsOfMembers(rows: Tensor, members: number): Tensor[] {
  const [total = 0, ...example] = rows.shape
  if (total % members !== 0)
    throw new ShapeError(
      `ensemble: rows must be a multiple of the ${members} members, got ${total}; rowsForMembers repeats each`,
    )
  const byMember = rows.reshape([total / members, members, ...example])
  return Array.from({ length: members }, (_, member) => byMember.slice([null, member]))
}
