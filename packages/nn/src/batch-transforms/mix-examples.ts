import { type Rng, type Tensor, where, zeros } from '@sobolev/core'
import { option } from '../catalogue/option.ts'
import type { FloatDType } from '../float-dtype.ts'
import { onePerExample } from '../one-per-example.ts'
import type { Batch } from './batch-transform.ts'

/** The options of shares that are drawn from a beta distribution. */
export const shareOptions = <const Alpha extends number>(alpha: Alpha) => ({
  alpha: option.number({
    above: 0,
    default: alpha,
    words:
      'the share is drawn from the beta distribution of (alpha, alpha): near 0 or 1 where it is small, even where it is 1, near ½ where it is large',
  }),
})

/** The option that says what has a share of its own. */
export const perOption = {
  per: option.choice({
    values: ['batch', 'example'],
    default: 'batch',
    words: 'whether one share is drawn for all examples of a batch, or one for each',
  }),
}

/** The shares of the first examples, [n]. */
export function drawShares(
  n: number,
  {
    alpha,
    per,
    rng,
    dtype,
  }: { alpha: number; per: 'batch' | 'example'; rng: Rng; dtype: FloatDType },
): Tensor {
  const shares = rng.beta([per === 'batch' ? 1 : n], { alpha, beta: alpha, dtype })
  return zeros([n], { dtype }).add(shares)
}

/** share · x + (1 − share) · x of the partners; `share` [n], `partners` int32 [n], x [n, ...]. */
export function mix(x: Tensor, partners: Tensor, share: Tensor): Tensor {
  const factor = share.cast(x.dtype).reshape(onePerExample(x))
  return x.mul(factor).add(x.gather(partners).mul(factor.neg().add(1)))
}

/** What becomes of targets and weights where each example is mixed with a partner. */
export function mixedTargets(
  { targets, weights }: Batch,
  partners: Tensor,
  share: Tensor,
): Pick<Batch, 'targets' | 'weights' | 'mixed'> {
  const others = targets.gather(partners)
  if (!weights) return { targets, mixed: { targets: others, share } }
  // share · w L + (1 − share) · w′ L′ as one weight and one share.
  const first = weights.mul(share.cast(weights.dtype))
  const both = mix(weights, partners, share)
  const weighted = where(both.greater(0), first.div(where(both.greater(0), both, 1)), first)
  return { targets, weights: both, mixed: { targets: others, share: weighted } }
}
