import { oneHot, stack, type Tensor, variance } from '@sobolev/core'
import type { Head } from './head.ts'

/**
 * The standard deviation over the members of an ensemble, [rows], float64: of the score of the class that they predict
 * together, or of the prediction.
 *
 * @param ofMembers [members, ...] of what each gives
 * @param together the scores of all, [rows, classes]; null in regression
 */
export function membersSpread(
  head: Pick<Head, 'outputs' | 'scores' | 'columns'>,
  ofMembers: Tensor,
  together: Tensor | null,
): Tensor {
  const [members = 0] = ofMembers.shape
  const byMember = ofMembers.reshape([
    members,
    ofMembers.size / members / head.outputs,
    head.outputs,
  ])
  const isPredicted = together && oneHot(together.argmax(1), together.shape[1] ?? 0)
  const predictions = Array.from({ length: members }, (_, member) => {
    const outputs = byMember.slice([member])
    const scores = head.scores?.(outputs)
    return scores && isPredicted
      ? scores.mul(isPredicted.cast(scores.dtype)).sum(1)
      : (head.columns?.[0].of(outputs) ?? outputs)
  })
  // In float64, in which the mean of equal numbers is that number.
  return variance(stack(predictions, 0).cast('float64'), 0).sqrt()
}
