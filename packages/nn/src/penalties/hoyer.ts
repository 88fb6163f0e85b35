import { safeSqrt, type Tensor, where } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'

export const hoyer = definePenalty({
  name: 'hoyer',
  summary: 'Makes weights unequal, few large and most near 0, whatever their size is.',
  formula: 'Σ over variables (Σ |w|)² / Σ w², or its square root ‖w‖₁ / ‖w‖₂',
  paper: {
    authors: 'Yang, Wen & Li',
    year: 2020,
    title:
      'DeepHoyer: learning sparser neural network with differentiable scale-invariant sparsity measures',
  },
  cost: 'none to speak of: two sums over the weights',
  when: 'A network to be pruned: unlike l1 it does not shrink the weights that are needed. Prune after training, and train on without it.',
  advice: {
    wants: ['smaller'],
    suggested: 'A weight of 1e-4 to 1e-2, smaller the larger the kernels are.',
    notWith: 'Decay to 0 of the same weights: its derivative grows as all of them shrink together.',
    limits: 'Not convex: which weights stay goes by where training begins.',
  },
  notes:
    'Between 1, one weight alone, and the number of weights, all alike; the ratio of norms is from Hoyer 2004, “Non-negative matrix factorization with sparseness constraints”. It is not convex, and its derivative grows as weights of a variable shrink together: keep their size by l2 or not at all. Of a variable of zeros it counts as 0, with derivative 0.',
  aliases: ['hoyerSquare', 'deepHoyer', 'hoyerSquared'],
  options: {
    squared: option.flag({ default: true, words: 'whether the square of the ratio is penalised' }),
    includes: option.parameters({ default: 'kernel', words: 'which weights count' }),
  },
  // The weights are 2 and −1: 3² / 5.
  example: { value: 1.8 },
  make:
    ({ squared, includes }) =>
    ({ weights }) =>
      Object.values(weights(includes))
        .map(({ value }) => ratioOf(value))
        .map((ratio) => (squared ? ratio : safeSqrt(ratio)))
        .reduce((total, ratio) => total.add(ratio)),
})

/** (Σ |w|)² / Σ w²; 0 of zeros. */
function ratioOf(weight: Tensor): Tensor {
  const squares = weight.square().sum()
  return weight
    .abs()
    .sum()
    .square()
    .div(where(squares.equal(0), 1, squares))
}
