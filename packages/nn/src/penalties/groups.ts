import { describeValue, ShapeError, sum, type Tensor, where } from '@sobolev/core'
import { option } from '../catalogue/option.ts'
import type { Evaluation } from '../evaluation/evaluation.ts'

/** The option of penalties that compare groups of examples, such as environments. */
export const groupsOption = (words: string) => option.columns({ of: 'groups', words })

/**
 * Which group each example is of: [n, groups] with a 1 in each row, in the dtype of the losses. Several columns make a
 * group of each combination. Throws a ShapeError for a column that is not [n, groups].
 */
export function membersOf(
  penalty: string,
  columns: string | readonly string[],
  { column, losses }: Evaluation,
): Tensor {
  return [columns]
    .flat()
    .map((name) => {
      const members = column(name).cast(losses.dtype)
      if (members.rank === 2) return members
      throw new ShapeError(
        `${penalty}: a column of groups must be [n, groups] with a 1 in each row, got shape [${members.shape.join(', ')}] for ${describeValue(name)}; oneHot(numbers, groups) makes one of the numbers of groups`,
      )
    })
    .reduce((one, other) => combined(one, other))
}

/** Every combination of a group of one column with a group of another. */
function combined(one: Tensor, other: Tensor): Tensor {
  const [n = 0, width = 1] = one.shape
  const [, otherWidth = 1] = other.shape
  const both = one.reshape([n, width, 1]).mul(other.reshape([n, 1, otherWidth]))
  return both.reshape([n, width * otherWidth])
}

/** Means by group. */
export interface GroupMeans {
  /** [groups]; 0 of a group without examples. */
  readonly means: Tensor
  /** 1 for a group that has examples, else 0; [groups]. */
  readonly isThere: Tensor
  /** How many groups have examples; scalar. */
  readonly count: Tensor
}

/** The means of values [n] over the examples of each group. `members`: as `membersOf` gives them. */
export function groupMeans(values: Tensor, members: Tensor): GroupMeans {
  const [n = 0, groups = 0] = members.shape
  const sizes = sum(members, 0)
  const isThere = sizes.greater(0).cast(values.dtype)
  const sums = members
    .transpose()
    .matmul(values.reshape([n, 1]))
    .reshape([groups])
  return {
    means: sums.div(where(sizes.greater(0), sizes, 1)),
    isThere,
    count: sum(isThere),
  }
}
