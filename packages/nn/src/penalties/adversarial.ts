import { mean } from '@sobolev/core'
import { attacked, movedAtRandom } from '../attacks/attack.ts'
import { limitsFault, normOptions, stepOptions, stepSizeOf } from '../attacks/attack-options.ts'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'

export const adversarial = definePenalty({
  name: 'adversarial',
  summary:
    'Adversarial training: keeps small by how much the loss grows where inputs are moved against the model.',
  formula:
    'mean over examples of L(x + δ) − L(x), δ ← the nearest change with ‖δ‖ ≤ ε to δ + stepSize · sign ∂L(x + δ)/∂x, steps times; with norm 2 the gradient divided by its length in place of its sign',
  paper: {
    authors: 'Madry, Makelov, Schmidt, Tsipras & Vladu',
    year: 2018,
    title: 'Towards deep learning models resistant to adversarial attacks',
    place: 'section 2.1',
  },
  cost: 'a forward and a backward pass for each step, and one of both for the moved inputs: with 10 steps about ten times the step, with one about twice',
  when: 'Predictions must hold under the worst small change of the inputs, not only under noise. It costs accuracy on inputs that nobody moved; where a little robustness will do, inputGradient is cheaper. Measured by the metric pgd.',
  advice: {
    wants: ['adversaries', 'noise'],
    suggested:
      'An epsilon as large as a change that must not matter, such as 8 / 255 of the range of pixels, with 5 to 10 steps and a weight of ½ or 1. Digits of 8 × 8 standardised pixels, epsilon 0.3, 5 steps, weight 1, 20 epochs: accuracy under pgd 0.90, 0.35 without, and 0.99 both ways where nothing is moved.',
    notWith:
      'Inputs that are indices. Batch normalisation, which then sees moved batches in one pass and others in the other.',
    limits:
      'It holds for the norm and the epsilon that were trained on, as far as an attack finds: no proof, which ibp gives for small networks. Where classes lie closer than epsilon, nothing helps.',
  },
  notes:
    'With weight 1 the total is the loss of moved inputs alone, where examples have no weights, which L is without: adversarial training of Madry et al.; with ½ it is the mean of both losses, as Goodfellow, Shlens & Szegedy 2015 (section 6) train with steps: 1 and start: inputs, the fast gradient sign method, whose default size of a step is then ε. One such step against relu networks may be learnt to be evaded without robustness: watch pgd. Moved inputs get the dropout mask of the loss, and batch normalisation takes the statistics of the moved batch.',
  aliases: ['adversarialTraining', 'pgdTraining', 'madry', 'fgsmTraining', 'fgm'],
  heldConstant: 'the change δ',
  options: {
    ...normOptions,
    ...stepOptions,
    start: option.choice({
      values: ['random', 'inputs'],
      default: 'random',
      words: 'where the steps begin: anywhere within epsilon, or at the inputs',
    }),
  },
  check: limitsFault,
  short: 'epsilon',
  // The gradient is (4, −2): f grows by 0.2 + 0.1 to 1.3, and its square to 1.69.
  example: { options: { epsilon: 0.1, steps: 1, start: 'inputs' }, value: 0.69 },
  make:
    ({ start, stepSize, ...attack }) =>
    (evaluation) => {
      const { inputs, targets, loss, losses, forward } = evaluation
      const isSingle = attack.steps === 1 && stepSize === 'auto' && start === 'inputs'
      const against = attacked(evaluation, {
        ...attack,
        stepSize: isSingle ? attack.epsilon : stepSizeOf({ ...attack, stepSize }),
        ...(start === 'random' && { from: movedAtRandom(inputs, attack, evaluation.rng) }),
      })
      return mean(loss(forward(against), targets).sub(losses))
    },
})
