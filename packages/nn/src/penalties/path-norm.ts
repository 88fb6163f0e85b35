import { ones, safeSqrt, withValues } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { modulesOf } from '../evaluation/observe-calls.ts'
import { Module } from '../modules/module.ts'

export const pathNorm = definePenalty({
  name: 'pathNorm',
  summary: 'Keeps the products of weights along the paths from inputs to outputs small.',
  formula:
    '√ Σ over paths Π w², or its square: f(1, …, 1) with the square of each weight in its place',
  paper: {
    authors: 'Neyshabur, Tomioka & Srebro',
    year: 2015,
    title: 'Norm-based capacity control in neural networks',
  },
  cost: 'one more forward and backward pass, of a single example',
  when: 'ReLU networks without normalisation: unlike l2, it does not change where one layer is scaled up and the next one down, as the network itself does not.',
  advice: {
    wants: ['fewRows'],
    suggested: 'A weight of 1e-5 to 1e-3; the sum grows fast with depth.',
    notWith:
      'Activations that bend positive numbers, such as tanh or sigmoid, and attention: of those it is another number.',
    limits: 'A bound of capacity, loose for deep networks.',
  },
  notes:
    'Right where activations leave positive numbers as they are: relu, leakyRelu, prelu, identity. Others, such as tanh or sigmoid, bend the sum. What may give negative numbers for positive ones, such as batchNorm, hamiltonian or sine, is refused. Biases count as weights from an input of 1, as in Jiang et al. 2020, “Fantastic generalization measures and where to find them”.',
  aliases: ['pathRegularizer', 'pathSgd'],
  takesSomeModels: true,
  options: {
    squared: option.flag({ default: false, words: 'whether its square is penalised' }),
  },
  // Along x₁ and x₂: √(2² + 1²).
  example: { value: 2.23606797749979 },
  make:
    ({ squared }) =>
    ({ model, inputs, weights }) => {
      refuseNegatives(model)
      // Those that are not trained too: paths lead through them.
      const squares = Object.values(weights('all')).map(
        (variable) => [variable, variable.value.square()] as const,
      )
      const dtype = inputs.dtype === 'float64' ? 'float64' : 'float32'
      const sum = withValues(squares, () =>
        model.call(ones([1, ...inputs.shape.slice(1)], { dtype }), { training: false }),
      ).sum()
      return squared ? sum : safeSqrt(sum)
    },
})

/** Throws a TypeError for a model with a layer or an activation of which squares of weights may give a sum below 0. */
function refuseNegatives(model: Module): void {
  for (const [path, module] of [['the model', model] as const, ...modulesOf(model)]) {
    const isOfLayer = module instanceof Module && module.givesNegatives
    if (!isOfLayer && !Object.values(module).flat().some(isNegativeActivation)) continue
    const name = `${isOfLayer ? '' : 'an activation within '}${module.constructor.name}`
    throw new TypeError(
      `pathNorm: must be of layers that give no negative numbers where all weights are positive, got ${name} at ${path}; leave one of the two out`,
    )
  }
}

const isNegativeActivation = (part: unknown): boolean =>
  typeof part === 'function' && 'givesNegatives' in part && part.givesNegatives === true
