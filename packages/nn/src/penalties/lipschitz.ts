import { concat, norm } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import {
  asRows,
  differentiated,
  jacobianRows,
  quantityOf,
  reduced,
  reduction,
} from './differentiated.ts'
import { columnsOption, ofColumns } from './input-columns.ts'

export const lipschitz = definePenalty({
  name: 'lipschitz',
  summary: 'Presses slopes that are steeper than a bound down to it, and leaves others alone.',
  formula: 'mean over examples of max(0, ‖∇ₓf‖ − K)²',
  paper: {
    authors: 'Petzka, Fischer & Lukovnikov',
    year: 2018,
    title: 'On the regularization of Wasserstein GANs',
  },
  cost: 'for each output a backward pass by the inputs, and one through it: about a step more each',
  when: 'A bound on slopes is known, or wanted for its own sake: outputs should change at most K times as fast as the inputs.',
  advice: {
    wants: ['lipschitz', 'noise', 'adversaries'],
    suggested:
      'A weight of 1 to 10 and K = 1 for inputs that are standardised: on the Friedman data it brings the excess from 0.04 to 0.006 and costs nothing.',
    notWith:
      'Batch normalisation, which mixes the rows; ReLU, of which training sees the slopes and no bend.',
    limits:
      'It holds at the inputs of training, softly, and nowhere for sure: spectralNorm bounds a layer everywhere, at the price of a looser bound.',
  },
  notes:
    'Of several outputs the norm is that of all derivatives (Frobenius), which is at least the largest slope in any direction. The paper has it at points between real and generated examples, as gradientPenalty with oneSided does; here it is at the inputs. At a gradient of zero it is 0.',
  aliases: ['lipschitzPenalty', 'wganLp'],
  derivatives: 1,
  perExample: true,
  options: {
    bound: option.number({ minimum: 0, default: 1, words: 'K, the steepest slope that is free' }),
    of: differentiated('outputs'),
    columns: columnsOption,
    reduction,
  },
  // (√5 − ½)²
  example: { options: { bound: 0.5 }, value: 3.0139320225002102 },
  make:
    ({ bound, of, columns, reduction }) =>
    (evaluation) => {
      const quantity = quantityOf('lipschitz', of, evaluation)
      const rows = jacobianRows(evaluation, quantity).map((row) =>
        ofColumns(row, columns, evaluation),
      )
      const slopes = norm(concat(rows.map(asRows), 1), 2, 1)
      return reduced(slopes.sub(bound).relu().square(), reduction)
    },
})
