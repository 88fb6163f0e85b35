import { full, type Tensor } from '@sobolev/core'
import { option } from '../catalogue/option.ts'

/** How long running means remember. */
export const decayOption = option.number({
  minimum: 0,
  below: 1,
  default: 0.99,
  words: 'what counts of each step in the running means when the next one comes',
})

/** decay · sum + number. A mean of which old numbers count less is the quotient of two such sums. */
export const runningSum = (sum: Tensor | undefined, number: Tensor, decay: number): Tensor =>
  sum === undefined ? number : sum.mul(decay).add(number)

/** What such a sum begins with, float64. */
export const zero = (): Tensor => full([], 0, { dtype: 'float64' })
