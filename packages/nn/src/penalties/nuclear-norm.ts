import { singularValues } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { matricesOf } from '../layers/kernel-matrix.ts'

export const nuclearNorm = definePenalty({
  name: 'nuclearNorm',
  summary: 'Keeps the rank of kernels low: the sum of their singular values.',
  formula: 'Σ over kernels Σ σ(W), W the kernel as a matrix [units, all else]',
  paper: {
    authors: 'Fazel, Hindi & Boyd',
    year: 2001,
    title: 'A rank minimization heuristic with application to minimum order system approximation',
  },
  cost: 'a singular value decomposition of every kernel in every step: with 64 units some times that of the step, with 512 hundreds of times',
  when: 'Small layers that are to be replaced by products of two thinner ones. Large ones are better made thin from the start: two dense layers without an activation between.',
  advice: {
    wants: ['smaller', 'fewRows'],
    suggested: 'A weight of 1e-4 to 1e-2.',
    notWith: 'Large kernels, of which the decomposition is most of the step.',
    limits:
      'Brings singular values near 0, seldom to it; nothing becomes faster before kernels are replaced by products.',
  },
  notes:
    'Its derivative is U Vᵀ, which jumps where a singular value is 0. Name in includes the kernels that are to be thin.',
  aliases: ['traceNorm', 'lowRank', 'schatten1'],
  options: {
    includes: option.parameters({ default: 'kernel', words: 'which kernels count' }),
  },
  short: 'includes',
  // One unit: the length of its weights (2, −1).
  example: { value: 2.23606797749979 },
  make:
    ({ includes }) =>
    ({ weights }) =>
      Object.values(weights(includes))
        .flatMap(matricesOf)
        .map((matrix) => singularValues(matrix).sum())
        .reduce((total, values) => total.add(values)),
})
