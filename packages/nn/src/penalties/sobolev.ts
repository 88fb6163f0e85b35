import { mean, sum, type Tensor } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import type { ColumnReference } from '../evaluation/example-layout.ts'
import { asRows } from './differentiated.ts'
import { singleOutput } from './examples-of-class.ts'
import { byColumn } from './input-columns.ts'
import { sumOf } from './second-derivatives.ts'

/** Columns of derivatives, each with the inputs that they are by. */
const columnsOf = (options: unknown): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(Object(Object(options).targets)).map(([name, inputs]) => [
      name,
      [inputs].flat().map(String),
    ]),
  )

export const sobolev = definePenalty({
  name: 'sobolev',
  summary: 'Fits the derivatives of the model to derivatives that the data tell: Sobolev training.',
  formula:
    'mean over examples of Σ (∂f/∂x − d)² over the columns d of first derivatives, and (∂²f/∂x∂z − d)² over those of second ones; d in units of the scaled inputs and outputs',
  paper: {
    authors: 'Czarnecki, Osindero, Jaderberg, Świrszcz & Pascanu',
    year: 2017,
    title: 'Sobolev training for neural networks',
    place: 'equation 1',
  },
  cost: 'a gradient by the inputs, one more for each column that second derivatives begin with, and a backward pass through them: two to three times the step',
  when: 'Rows know their slopes as well as their values: simulations, physics (forces beside energies), prices with their sensitivities, another model that is copied. Each derivative counts about like another row.',
  advice: {
    wants: ['knownShape', 'fewRows', 'physics'],
    suggested: 'A weight of 1; 0.1 where the derivatives are noisy.',
    notWith:
      'Batch normalisation, which mixes the rows. ReLU for second derivatives, which it has none of.',
    limits:
      'Derivatives that are estimated from the same rows tell nothing new, and noise is in them enlarged.',
  },
  notes:
    'A first derivative is d: x, a second one d: [x, x] or d: [x, z], each d the name of a column of derivatives in the units of the table; they are divided by the units of the scaled target and inputs, so that weights do not depend on units. To weigh some more than others, make two terms. With a loss whose outputs are logarithms, such as poisson, the derivatives are those of the logarithm.',
  aliases: ['sobolevTraining', 'gradientMatching', 'derivativeTargets', 'forceMatching'],
  derivatives: 2,
  derivativesFor: (options) =>
    Object.values(columnsOf(options)).every(({ length }) => length === 1) ? 1 : 2,
  takesJumps: true,
  derivativeColumns: columnsOf,
  perExample: true,
  losses: ['values'],
  outputs: 'one',
  options: {
    targets: option.columnMap({
      of: 'numbers',
      value: option.columns({ of: 'inputs', isSingle: true, words: 'by which columns' }),
      words: 'columns of derivatives, each with the input, or the two inputs, that they are by',
    }),
  },
  check: ({ targets }) => {
    const wrong = Object.entries(targets).find(([, inputs]) => [inputs].flat().length > 2)
    if (wrong === undefined) return undefined
    return `targets must be first or second derivatives, got ${[wrong[1]].flat().length} inputs for "${wrong[0]}"; name one or two`
  },
  // ∂f/∂x₁ = 2 x₁ + 3 x₂ = 5 and ∂²f/∂x₁∂x₂ = 3.
  example: {
    model: 'quadratic',
    options: { targets: { slope: 'x1', bend: ['x1', 'x2'] } },
    columns: { slope: [4], bend: [1] },
    value: 5,
  },
  make:
    ({ targets }) =>
    (evaluation) => {
      const { inputs, outputs, targetScale, gradient, inputColumn, column } = evaluation
      const gradients = new Map<ColumnReference | null, Tensor>()
      const gradientOf = (key: ColumnReference | null, y: () => Tensor): Tensor => {
        const known = gradients.get(key) ?? gradient(sum(y()), inputs)
        gradients.set(key, known)
        return known
      }
      const first = (by: ColumnReference): Tensor =>
        byColumn(
          'sobolev',
          gradientOf(null, () => singleOutput('sobolev', outputs)),
          by,
          evaluation,
        )
      const squares = Object.entries(targets).map(([name, by]) => {
        const [x = 0, z] = [by].flat()
        const scale = inputColumn(x).scale * (z === undefined ? 1 : inputColumn(z).scale)
        const derivative =
          z === undefined
            ? first(x)
            : byColumn(
                'sobolev',
                gradientOf(x, () => first(x)),
                z,
                evaluation,
              )
        const wanted = column(name)
          .cast(derivative.dtype)
          .mul(scale / targetScale)
        return derivative.sub(asRows(wanted).reshape(derivative.shape)).square()
      })
      return mean(sumOf(squares))
    },
})
