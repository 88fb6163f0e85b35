import { mean } from '@sobolev/core'
import { attacked, movedAtRandom } from '../attacks/attack.ts'
import { limitsFault, normOptions, stepOptions, stepSizeOf } from '../attacks/attack-options.ts'
import { definePenalty } from '../catalogue/define.ts'
import { divergence } from './predicted-distribution.ts'

export const trades = definePenalty({
  name: 'trades',
  summary:
    'Keeps predictions the same where inputs are moved to change them most, whatever is right: robustness traded off against accuracy.',
  formula:
    'mean over examples of KL(p(x) ‖ p(x + δ)), δ ← the nearest change with ‖δ‖ ≤ ε to δ + stepSize · sign ∂KL(p(x) ‖ p(x + δ))/∂x, steps times from a start at random',
  paper: {
    authors: 'Zhang, Yu, Jiao, Xing, El Ghaoui & Jordan',
    year: 2019,
    title: 'Theoretically principled trade-off between robustness and accuracy',
    place: 'algorithm 1',
  },
  cost: 'a forward and a backward pass for each step, and one of both for the moved inputs: with 10 steps about ten times the step',
  when: 'As adversarial, where accuracy on inputs that nobody moved must not suffer: the loss is theirs, and the weight says how much robustness counts. Measured by the metric pgd.',
  advice: {
    wants: ['adversaries'],
    suggested:
      'A weight of 6 for robustness, 1 for accuracy, with 10 steps, as the paper. Digits of 8 × 8 standardised pixels, two dense layers, 15 epochs: accuracy under pgd of 0.3 is 0.78 with epsilon 0.3, 5 steps and weight 6, 0.37 without; where nothing is moved 0.97 and 0.99.',
    notWith:
      'Inputs that are indices. Batch normalisation, which then sees moved batches in one pass and others in the other.',
    limits:
      'It makes what is wrong robust too. It holds for the norm and the epsilon that were trained on, as far as an attack finds.',
  },
  notes:
    'The weight is 1/λ of the paper, 1 to 6 there. p are the probabilities of classes; of values KL is half the squared distance. Derivatives pass through both p(x) and p(x + δ). Other than adversarial it does not look at targets. At the inputs themselves KL has no gradient, so the start is at random, anywhere within ε; the code of the paper starts nearer. Both passes have one dropout mask; batch normalisation takes the statistics of the moved batch.',
  aliases: ['tradeoffInspiredAdversarialDefense', 'tradesLoss'],
  heldConstant: 'the change δ',
  options: { ...normOptions, ...stepOptions },
  check: limitsFault,
  short: 'epsilon',
  // Every beginning within 0.1 of (1, 1) ends where f is 1 ± 0.3, as steps are long: half of 0.3².
  example: { options: { epsilon: 0.1, steps: 2, stepSize: 0.2 }, value: 0.045 },
  make:
    ({ stepSize, ...attack }) =>
    (evaluation) => {
      const { inputs, outputs, forward, rng } = evaluation
      const distance = (other: typeof outputs) => divergence('trades', evaluation, outputs, other)
      const against = attacked(evaluation, {
        ...attack,
        stepSize: stepSizeOf({ ...attack, stepSize }),
        from: movedAtRandom(inputs, attack, rng),
        harm: distance,
      })
      return mean(distance(forward(against)))
    },
})
