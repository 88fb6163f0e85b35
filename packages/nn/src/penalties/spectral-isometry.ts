import { norm, type Rng, stopGradient, type Tensor, where } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { floatDType } from '../float-dtype.ts'
import { matricesOf } from '../layers/kernel-matrix.ts'

export const spectralIsometry = definePenalty({
  name: 'spectralIsometry',
  summary: 'Keeps all singular values of each kernel near 1: what passes through keeps its length.',
  formula:
    'Σ σ(A) over kernels, A = W Wᵀ − I or Wᵀ W − I, the smaller; σ(A) ≈ ‖A A v‖ / ‖A v‖, v random',
  paper: {
    authors: 'Bansal, Chen & Wang',
    year: 2018,
    title: 'Can we gain more from orthogonality regularizations in training deep networks?',
    place: 'spectral restricted isometry property (SRIP) regularization',
  },
  cost: 'four products of each kernel with a vector for two iterations',
  when: 'As orthogonality, where that asks for too much: only the singular value that is farthest from 1 counts. The best of the paper’s.',
  advice: {
    wants: ['hiddenFeatures', 'diverges', 'lipschitz'],
    suggested: 'A weight of 1e-3 to 1e-1, larger early than late.',
    notWith:
      'l2 and weight decay, which pull the lengths to 0. A last layer, whose size must be free: leave it out by includes.',
    limits:
      'An estimate from below by a power iteration from a random start in each step: two iterations see the largest value where it stands apart from the others.',
  },
  notes:
    'The derivative passes through all of the iteration, as in the authors’ program, which has the square of σ. An orthogonal kernel has the penalty 0 and the derivative 0.',
  aliases: ['srip', 'restrictedIsometry'],
  options: {
    iterations: option.integer({
      minimum: 2,
      maximum: 1000,
      default: 2,
      words: 'how many products with A, of which the last two are compared',
    }),
    includes: option.parameters({ default: 'kernel', words: 'which weights count' }),
  },
  // W = (2, −1): W Wᵀ − 1 = 4.
  example: { value: 4 },
  make:
    ({ iterations, includes }) =>
    ({ weights, rng }) =>
      Object.entries(weights(includes))
        .flatMap(([path, kernel]) =>
          matricesOf(kernel).map((matrix) => largest(matrix, iterations, rng.split(path))),
        )
        .reduce((total, value) => total.add(value)),
})

/** σ(A) by the power iteration. */
function largest(matrix: Tensor, iterations: number, rng: Rng): Tensor {
  const [units = 0, inputs = 0] = matrix.shape
  const dtype = floatDType('spectralIsometry: kernel', matrix)
  const w = units <= inputs ? matrix : matrix.transpose()
  const times = (v: Tensor): Tensor => w.matmul(v.matmul(w)).sub(v)
  let v = rng.normal([Math.min(units, inputs)], { dtype })
  for (let iteration = 1; iteration < iterations; iteration++) {
    const product = times(v)
    // A constant: it keeps numbers in range, and changes neither the ratio below nor its derivative.
    v = product.div(orOne(stopGradient(norm(product))))
  }
  return norm(times(v)).div(orOne(norm(v)))
}

const orOne = (length: Tensor): Tensor => where(length.equal(0), 1, length)
