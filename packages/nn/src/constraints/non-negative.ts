import { maximum } from '@sobolev/core'
import { defineConstraint } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'

export const nonNegative = defineConstraint({
  name: 'nonNegative',
  summary: 'Keeps weights from being negative.',
  formula: 'w ← max(w, 0)',
  paper: {
    authors: 'Chorowski & Zurada',
    year: 2015,
    title: 'Learning understandable neural networks with nonnegative weight constraints',
  },
  cost: 'one pass over the weights',
  when: 'Parts that add up, as in matrix factorisation; and outputs that rise with every input: held on all kernels of a network with activations that rise, such as relu, tanh or softplus, it is monotone in all inputs.',
  advice: {
    wants: ['knownShape', 'smaller'],
    suggested:
      'On all kernels for a network that rises in every input; for convex in its inputs, on all but the first, with relu or softplus.',
    notWith:
      'Activations that fall somewhere, such as silu or gelu, where monotone is what is wanted; layers that subtract a mean, such as batchNorm and layerNorm; the ensembles batchEnsemble and tabM where monotone is wanted: it holds the kernel that members share, and their factors may be negative.',
    limits:
      'Monotone in all inputs or none: for some of the columns take the penalty monotone. Networks of such weights and bounded or convex activations cannot give every monotone function.',
  },
  notes:
    'A column that should lower the output is given with its sign changed. That the first kernel may be free where only convexity is wanted is Amos, Xu & Kolter 2017, “Input convex neural networks”.',
  aliases: ['nonNeg', 'positiveWeights', 'monotoneWeights'],
  options: {
    includes: option.parameters({ default: 'kernel', words: 'the variables that are held' }),
  },
  short: 'includes',
  example: {
    weights: [
      [3, -1],
      [-2, 0.5],
    ],
    value: [
      [3, 0],
      [0, 0.5],
    ],
  },
  make: ({ includes }) => ({
    parameters: includes,
    project: (value) => maximum(value, 0),
  }),
})
