import { stopGradient, type Tensor } from '@sobolev/core'
import { option } from '../catalogue/option.ts'

/** What derivatives are multiplied with in place of the factors of the forward pass. */
export const backwardOption = option.choice({
  values: ['shake', 'even', 'keep'],
  default: 'shake',
  words:
    'the factors that derivatives pass through: other random ones, their mean, or those of the outputs',
})

/** `forward`, with the derivatives of `backward`. */
export const withDerivativesOf = (forward: Tensor, backward: Tensor): Tensor =>
  backward.add(stopGradient(forward.sub(backward)))
