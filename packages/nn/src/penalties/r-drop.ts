import { mean } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { divergence } from './predicted-distribution.ts'

export const rDrop = definePenalty({
  name: 'rDrop',
  summary: 'Keeps predictions the same under two dropout masks.',
  formula: 'mean over examples of ½ (KL(p ‖ q) + KL(q ‖ p)), p and q by two dropout masks',
  paper: {
    authors: 'Liang et al.',
    year: 2021,
    title: 'R-Drop: regularized dropout for neural networks',
    place: 'equation 2',
  },
  cost: 'a second forward and backward pass: about twice the step',
  when: 'Models with dropout, whose masks make the networks that are trained differ from the one that predicts. Without dropout or other random layers it is 0.',
  advice: {
    wants: ['fewRows', 'overconfident'],
    suggested:
      'A weight of 0.5 to 2.5, which is an α of 1 to 5 of the paper, with a dropout of 0.1 to 0.3.',
    notWith: 'Models without dropout or another random layer: it is 0.',
    limits: 'It narrows the spread that dropout causes, and so what that says about uncertainty.',
  },
  notes:
    'The paper trains on the sum of the losses of both masks plus α times this; the loss here is that of one mask, so that a weight of α / 2 is the same balance. Derivatives pass through both. Of values KL is half the squared distance.',
  aliases: ['regularizedDropout'],
  options: {},
  // Outputs are (2, 0, 4) by the masks of the loss and (2, −2, 4) by others, as drawn: half of 2² in one of three.
  example: {
    model: 'dropout',
    inputs: [
      [1, 1],
      [1, 1],
      [1, 1],
    ],
    targets: [[0], [0], [0]],
    value: 2 / 3,
  },
  make: () => (evaluation) => {
    const { inputs, outputs, forward, rng } = evaluation
    const other = forward(inputs, { rng })
    const there = divergence('rDrop', evaluation, outputs, other)
    const back = divergence('rDrop', evaluation, other, outputs)
    return mean(there.add(back)).mul(0.5)
  },
})
