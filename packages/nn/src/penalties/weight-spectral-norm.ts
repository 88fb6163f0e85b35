import { type Rng, stopGradient, type Tensor } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import type { Evaluation, Variables } from '../evaluation/evaluation.ts'
import { matricesOf } from '../layers/kernel-matrix.ts'
import { drawDirections, FIRST_ITERATIONS, iterate } from '../layers/spectral-directions.ts'
import { selectParameters } from '../parameter-selection.ts'
import type { Tensors } from '../tensors.ts'

export const weightSpectralNorm = definePenalty({
  name: 'weightSpectralNorm',
  summary:
    'Keeps the largest singular value of each kernel small: how far a layer can stretch its inputs.',
  formula:
    '½ Σ σ(W)² over kernels W [units, inputs], σ = uᵀWv; a step: u ← W v / ‖W v‖, v ← Wᵀ u / ‖Wᵀ u‖',
  paper: {
    authors: 'Yoshida & Miyato',
    year: 2017,
    title: 'Spectral norm regularization for improving the generalizability of deep learning',
  },
  cost: 'three products of each kernel with a vector',
  when: 'Small changes of the inputs should change little, everywhere and not only where the data lie, at next to no cost. The layer spectralNorm holds the same at 1 in place of making it small.',
  advice: {
    wants: ['noise', 'lipschitz', 'fewRows'],
    suggested: 'A weight of 0.01 in the paper; 0.001 to 0.1.',
    notWith:
      'Layers before a normalisation, where the size of weights changes nothing; l2 beside it, which does the same to all singular values.',
    limits:
      'The product of the norms bounds how much outputs change, and may be far above it. That of a convolution is of its kernel as a matrix [out, in · places], not of the convolution.',
  },
  notes:
    'u and v are kept in checkpoints and come close to the singular vectors from step to step; a kernel of zeros has the penalty 0.',
  aliases: ['spectralNormRegularization', 'spectralRegularization'],
  heldConstant: 'u and v',
  options: {
    iterations: option.integer({
      minimum: 1,
      maximum: 1000,
      default: 1,
      words: 'how often a step goes on with the power iteration',
    }),
    includes: option.parameters({ default: 'kernel', words: 'which weights count' }),
  },
  // The kernel (2, −1) has the length √5.
  example: { value: 2.5 },
  make: ({ iterations, includes }) => {
    const penalty = ({ weights, state, mode }: Evaluation): Tensor => {
      const squares = namedMatrices(weights(includes)).flatMap(([path, matrix]) => {
        const [unit, input] = [state[`${path}.unit`], state[`${path}.input`]]
        if (!unit || !input) return []
        const before = { unit: unit.value, input: input.value }
        const next = mode.training ? iterate(stopGradient(matrix), before, iterations) : before
        if (mode.training) {
          unit.assign(next.unit)
          input.assign(next.input)
        }
        return [matrix.matmul(next.input).mul(next.unit).sum().square()]
      })
      return squares.reduce((total, square) => total.add(square)).mul(0.5)
    }
    const init = ({ variables, rng }: { readonly variables: Variables; readonly rng: Rng }) => {
      const kernels = selectParameters('weightSpectralNorm', includes, variables)
      return Object.assign(
        {},
        ...namedMatrices(kernels).map(([path, matrix]) => first(path, matrix, rng)),
      )
    }
    return Object.assign(penalty, { init })
  },
})

/** Kernels as matrices by their paths; those of the members of an ensemble by the path and their numbers. */
const namedMatrices = (kernels: Variables): (readonly [string, Tensor])[] =>
  Object.entries(kernels).flatMap(([path, kernel]) => {
    const matrices = matricesOf(kernel)
    const nameOf = (member: number): string => (matrices.length > 1 ? `${path}.${member}` : path)
    return matrices.map((matrix, member) => [nameOf(member), matrix] as const)
  })

function first(path: string, matrix: Tensor, rng: Rng): Tensors {
  const drawn = drawDirections('weightSpectralNorm', rng.split(path), matrix)
  const { unit, input } = iterate(matrix, drawn, FIRST_ITERATIONS)
  return { [`${path}.unit`]: unit, [`${path}.input`]: input }
}
