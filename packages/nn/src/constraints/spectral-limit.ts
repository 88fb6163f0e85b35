import { argmax, maximum, singularValues, type Tensor } from '@sobolev/core'
import { defineConstraint } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { changeMatrix } from './matrix.ts'

export const spectralLimit = defineConstraint({
  name: 'spectralLimit',
  summary:
    'Keeps the largest singular value of kernels below a limit, and so how much a layer can stretch.',
  formula: 'W ← W / max(1, σ(W) / limit)',
  paper: {
    authors: 'Gouk, Frank, Pfahringer & Cree',
    year: 2021,
    title: 'Regularisation of neural networks by enforcing Lipschitz continuity',
  },
  cost: 'the singular values of each kernel, or two products of a matrix and a vector for each iteration',
  when: 'A bound on how much the network can change: the product of the limits over all dense layers, where activations are 1-Lipschitz. Where each layer should have the bound exactly, take the layer spectralNorm.',
  advice: {
    wants: ['lipschitz', 'noise', 'adversaries', 'fewRows'],
    suggested: 'A limit of 1 for a network that must be 1-Lipschitz; 2 to 10 as a regularizer.',
    notWith: 'Normalisations, which stretch as they like; attention, which is not Lipschitz.',
    limits:
      'The product over layers is far above what the network does. The kernel of a convolution is held as a matrix [units, all else]: the convolution itself may stretch more, up to √(size of the window) times. Of batchEnsemble and tabM it holds the kernel that members share, and factors above 1 stretch more.',
  },
  notes:
    'Iterations begin anew in each step, with the longest row, and give σ from below: what comes is at most a little above the limit. Weights below the limit keep their bits.',
  aliases: ['lipschitzConstraint', 'spectralNormClip', 'maxSpectralNorm'],
  options: {
    limit: option.number({
      above: 0,
      default: 1,
      words: 'the largest singular value there may be',
    }),
    by: option.choice({
      values: ['decomposition', 'iterations'],
      default: 'decomposition',
      words: 'all singular values, or power iterations for the largest',
    }),
    iterations: option.integer({
      minimum: 1,
      maximum: 1000,
      default: 10,
      words: 'how many power iterations',
    }),
    includes: option.parameters({ default: 'kernel', words: 'the kernels that are held' }),
  },
  short: 'limit',
  // Singular values 4 and 1.
  example: {
    options: { limit: 2 },
    weights: [
      [4, 0],
      [0, -1],
    ],
    value: [
      [2, 0],
      [0, -0.5],
    ],
  },
  make: ({ limit, by, iterations, includes }) => ({
    parameters: includes,
    project: (value, variable) =>
      changeMatrix(value, variable, (matrix) => {
        const largest =
          by === 'decomposition' ? singularValues(matrix).max() : byIterations(matrix, iterations)
        return matrix.div(maximum(largest.div(limit), 1))
      }),
  }),
})

/** ‖W‖_σ, or less, by power iteration. */
function byIterations(matrix: Tensor, iterations: number): Tensor {
  // W w is not 0 for a row w of W, as it may be for another direction; so σ is at least the length of the longest.
  const longest = matrix.gather(argmax(matrix.norm(2, 1)))
  let unit = ofLengthOne(matrix.matmul(longest))
  for (let iteration = 0; iteration < iterations; iteration++)
    unit = ofLengthOne(matrix.matmul(unit.matmul(matrix)))
  return unit.matmul(matrix).norm()
}

/** x / ‖x‖; 0 of zeros. */
const ofLengthOne = (x: Tensor): Tensor => x.div(maximum(x.norm(), 1e-30))
