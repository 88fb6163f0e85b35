import { maximum, minimum, sign, type Tensor } from '@sobolev/core'
import { option } from '../catalogue/option.ts'

/** Where inputs may be moved to. */
export const attackOptions = {
  epsilon: option.number({
    minimum: 0,
    words: 'how far each input may be moved, in units of the prepared inputs',
  }),
  minimum: option.number({
    default: 'none',
    or: ['none'],
    words: 'the least that a moved input may be, such as 0 for pixels from 0 to 1',
  }),
  maximum: option.number({
    default: 'none',
    or: ['none'],
    words: 'the most that a moved input may be',
  }),
}

/** How inputs are moved in steps. */
export const stepOptions = {
  steps: option.integer({
    minimum: 1,
    maximum: 1000,
    default: 10,
    words: 'how many steps are taken',
  }),
  stepSize: option.number({
    above: 0,
    default: 'auto',
    or: ['auto'],
    words: 'how far a step moves each input; auto: 2.5 epsilon / steps',
  }),
}

/** What steps are of a norm. */
export const normOptions = {
  ...attackOptions,
  norm: option.choice({
    values: ['infinity', 2],
    default: 'infinity',
    words:
      'what epsilon bounds of a change: infinity, that of each input; 2, the Euclidean length of all in an example',
  }),
}

type Limit = number | 'none'

/** The limits that moved inputs keep. */
export interface Limits {
  readonly minimum: Limit
  readonly maximum: Limit
}

/** What is wrong with limits; undefined where nothing is. */
export const limitsFault = ({ minimum: low, maximum: high }: Limits): string | undefined =>
  low !== 'none' && high !== 'none' && low > high
    ? `minimum must be at most maximum ${high}, got ${low}`
    : undefined

/** How far a step moves inputs. */
export const stepSizeOf = ({
  epsilon,
  steps,
  stepSize,
}: {
  readonly epsilon: number
  readonly steps: number
  readonly stepSize: number | 'auto'
}): number => (stepSize === 'auto' ? (2.5 * epsilon) / steps : stepSize)

/** Inputs moved by `size` against the model, each in the direction in which the loss of its example grows, 0 where it does not. */
export const moved = (inputs: Tensor, gradient: Tensor, size: number): Tensor =>
  inputs.add(sign(gradient).mul(size))

/** Inputs brought back within the limits. */
export function limited(inputs: Tensor, { minimum: low, maximum: high }: Limits): Tensor {
  const above = low === 'none' ? inputs : maximum(inputs, low)
  return high === 'none' ? above : minimum(above, high)
}
