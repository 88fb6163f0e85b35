import { eye, type Tensor } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { floatDType } from '../float-dtype.ts'
import { matricesOf } from '../layers/kernel-matrix.ts'

export const orthogonality = definePenalty({
  name: 'orthogonality',
  summary: 'Keeps the units of each kernel orthogonal to each other and of length 1.',
  formula:
    'Σ ‖W Wᵀ − I‖²_F over kernels W [units, inputs], or ‖Wᵀ W − I‖²_F where there are more units than inputs, or both',
  paper: {
    authors: 'Bansal, Chen & Wang',
    year: 2018,
    title: 'Can we gain more from orthogonality regularizations in training deep networks?',
    place: 'soft orthogonality, and double soft orthogonality for both',
  },
  cost: 'a product of each kernel with itself',
  when: 'Deep networks train unsteadily or units repeat each other: an orthogonal kernel keeps the length of what passes through, and of its derivatives. spectralIsometry asks for less.',
  advice: {
    wants: ['hiddenFeatures', 'diverges', 'lipschitz'],
    suggested:
      'A weight of 1e-4 to 1e-2, in the paper 1e-1 down to 1e-4 with what is left of l2; larger early than late.',
    notWith:
      'l2 and weight decay, which pull the lengths to 0: one of the two wins. A last layer, whose size must be free: leave it out by includes.',
    limits:
      'Where there are more units than inputs not all can be orthogonal to each other, and "both" cannot become 0 but for square kernels.',
  },
  notes:
    'Brock et al. (2017) proposed it with sums of absolute values. Without lengths only the angles count, as in BigGAN (Brock, Donahue & Simonyan 2019). The kernel of a convolution is taken for [out, in · places].',
  aliases: ['softOrthogonality', 'orthogonalRegularization', 'orthogonal', 'ortho'],
  options: {
    of: option.choice({
      values: ['shorter', 'units', 'inputs', 'both'],
      default: 'shorter',
      words:
        'which vectors of a kernel are held orthogonal: those of the side that has fewer, of the units, of the inputs, or both',
    }),
    lengths: option.flag({
      default: true,
      words: 'whether they are held at length 1 too, and not at right angles alone',
    }),
    includes: option.parameters({ default: 'kernel', words: 'which weights count' }),
  },
  // W = (2, −1): W Wᵀ − 1 = 4, and Wᵀ W − I = (3, −2; −2, 0).
  example: { options: { of: 'both' }, value: 33 },
  make:
    ({ of, lengths, includes }) =>
    ({ weights }) =>
      Object.values(weights(includes))
        .flatMap(matricesOf)
        .flatMap((matrix) => sides(matrix, of))
        .map((gram) => distance(gram, lengths))
        .reduce((total, square) => total.add(square)),
})

type Side = 'shorter' | 'units' | 'inputs' | 'both'

/** The products of a kernel’s vectors with each other. */
function sides(matrix: Tensor, of: Side): Tensor[] {
  const [units = 0, inputs = 0] = matrix.shape
  const takesUnits = of === 'units' || of === 'both' || (of === 'shorter' && units <= inputs)
  const takesInputs = of === 'inputs' || of === 'both' || (of === 'shorter' && units > inputs)
  return [
    ...(takesUnits ? [matrix.matmul(matrix, { transposeB: true })] : []),
    ...(takesInputs ? [matrix.matmul(matrix, { transposeA: true })] : []),
  ]
}

function distance(gram: Tensor, lengths: boolean): Tensor {
  const identity = eye(gram.shape[0] ?? 0, { dtype: floatDType('orthogonality: kernel', gram) })
  const left = lengths ? gram.sub(identity) : gram.mul(identity.neg().add(1))
  return left.square().sum()
}
