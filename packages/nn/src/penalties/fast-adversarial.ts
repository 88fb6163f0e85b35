import { mean } from '@sobolev/core'
import { attacked, movedAtRandom } from '../attacks/attack.ts'
import { attackOptions, limitsFault } from '../attacks/attack-options.ts'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'

export const fastAdversarial = definePenalty({
  name: 'fastAdversarial',
  summary:
    'Adversarial training at the price of one step: a random change of the inputs, and one long step against the model.',
  formula:
    'mean over examples of L(x + δ) − L(x), δ = clip(δ₀ + α ε sign ∂L(x + δ₀)/∂x, −ε, ε), δ₀ evenly from −ε to ε, α = stepFactor',
  paper: {
    authors: 'Wong, Rice & Kolter',
    year: 2020,
    title: 'Fast is better than free: revisiting adversarial training',
    place: 'algorithm 3',
  },
  cost: 'two forward and two backward passes: about three times the step',
  when: 'adversarial with several steps is too slow. Watch the metric pgd on the validation rows: where it falls to 0 while the loss does not rise, training has overfitted to the one step, as happens with a large epsilon and long training; take fewer epochs, or adversarial with a few steps.',
  advice: {
    wants: ['adversaries'],
    suggested:
      'A factor of 1.25 with the weight 1, as the paper. Digits of 8 × 8 standardised pixels, epsilon 0.3, 20 epochs: accuracy under pgd 0.86, 0.35 without, 0.90 with 5 steps of adversarial.',
    notWith:
      'Inputs that are indices. Batch normalisation, which then sees moved batches in one pass and others in the other.',
    limits:
      'Above some epsilon it fails of a sudden: the loss of the one step stays small while pgd falls to 0.',
  },
  tuning: {
    strength: { option: 'epsilon', from: 0.02, to: 0.3, scale: 'log' },
    options: { weight: 0.5 },
  },
  notes:
    'With weight 1 the total is the loss of moved inputs alone, as in the paper, where examples have no weights, which L is without. Moved inputs get the dropout mask of the loss.',
  aliases: ['fbf', 'fastIsBetterThanFree', 'rsFgsm', 'fgsmRs'],
  heldConstant: 'the change δ',
  options: {
    ...attackOptions,
    stepFactor: option.number({
      above: 0,
      default: 1.25,
      words: 'how long the step is, in units of epsilon; 1.25 in the paper',
    }),
  },
  check: limitsFault,
  short: 'epsilon',
  // The step is so long that every beginning ends at ε: (0.1, −0.1), and f at 1.3.
  example: { options: { epsilon: 0.1, stepFactor: 2 }, value: 0.69 },
  make:
    ({ epsilon, stepFactor, ...limits }) =>
    (evaluation) => {
      const { inputs, targets, loss, losses, forward, rng } = evaluation
      const ball = { epsilon, norm: 'infinity' } as const
      const against = attacked(evaluation, {
        ...{ ...ball, ...limits, steps: 1, stepSize: stepFactor * epsilon },
        from: movedAtRandom(inputs, ball, rng),
      })
      return mean(loss(forward(against), targets).sub(losses))
    },
})
