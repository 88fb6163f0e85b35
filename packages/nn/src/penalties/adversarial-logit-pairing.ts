import { mean } from '@sobolev/core'
import { attacked, movedAtRandom } from '../attacks/attack.ts'
import { limitsFault, normOptions, stepOptions, stepSizeOf } from '../attacks/attack-options.ts'
import { definePenalty } from '../catalogue/define.ts'
import { byExample } from './predicted-distribution.ts'

export const adversarialLogitPairing = definePenalty({
  name: 'adversarialLogitPairing',
  summary: 'Keeps outputs the same, logits for logits, where inputs are moved against the model.',
  formula: 'mean over examples of ‖f(x) − f(x + δ)‖², δ as of adversarial, from a start at random',
  paper: {
    authors: 'Kannan, Kurakin & Goodfellow',
    year: 2018,
    title: 'Adversarial logit pairing',
    place: 'section 3.1',
  },
  cost: 'a forward and a backward pass for each step, and one of both for the moved inputs: with 10 steps about ten times the step',
  when: 'Beside adversarial with weight ½, as in the paper, with weights of 0.5 to 1. By itself it flattens the loss around the inputs so that attacks of few steps fail, while longer ones succeed (Engstrom, Ilyas & Athalye 2018): measure pgd with many steps. trades is the safer choice.',
  advice: {
    wants: ['adversaries'],
    suggested: 'A weight of 0.5 beside adversarial with weight ½, as the paper.',
    notWith:
      'Inputs that are indices. Batch normalisation, which then sees moved batches in one pass and others in the other.',
    limits: 'By itself it hides gradients from short attacks more than it makes robust.',
  },
  notes:
    'Derivatives pass through both f(x) and f(x + δ). Both passes have one dropout mask. Outputs of any kind will do; of sequences their squared distance is the mean over the steps that there are.',
  aliases: ['alp', 'logitPairing'],
  heldConstant: 'the change δ',
  options: { ...normOptions, ...stepOptions },
  check: limitsFault,
  short: 'epsilon',
  // A step so long that every beginning ends at (0.1, −0.1), where f is 1.3.
  example: { options: { epsilon: 0.1, steps: 1, stepSize: 0.2 }, value: 0.09 },
  make:
    ({ stepSize, ...attack }) =>
    (evaluation) => {
      const { inputs, outputs, forward, rng } = evaluation
      const against = attacked(evaluation, {
        ...attack,
        stepSize: stepSizeOf({ ...attack, stepSize }),
        from: movedAtRandom(inputs, attack, rng),
      })
      return mean(byExample(outputs.sub(forward(against)).square(), evaluation))
    },
})
