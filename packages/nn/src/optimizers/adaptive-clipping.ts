import { maximum, type Tensor } from '@sobolev/core'
import { defineGradientTransform } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { selectParameters } from '../parameter-selection.ts'
import { numberAt } from '../schedules/number-at.ts'
import { mapTensors } from '../tensors.ts'
import { axesOfMember, axesWithinUnits } from '../units-axis.ts'

export const adaptiveClipping = defineGradientTransform({
  name: 'adaptiveClipping',
  summary: 'Shrinks the gradient of a unit where it is too long beside the unit’s weights.',
  formula:
    'g · limit / max(‖g‖₂ / max(‖w‖₂, ε), limit), w the weights of one unit, g their gradient',
  paper: {
    authors: 'Brock, De, Smith & Simonyan',
    year: 2021,
    title: 'High-performance large-scale image recognition without normalization',
  },
  cost: 'two passes over the gradients and one over the weights',
  when: 'Large batches or large learning rates without normalisation layers. The paper leaves out the last layer: name the others in includes.',
  advice: {
    wants: ['diverges'],
    suggested: '0.01, and up to 0.1 for small batches.',
    notWith: 'clipByGlobalNorm, which does the same work over again.',
    limits: 'Hides a learning rate that is too large; does not mend it.',
  },
  notes:
    'A unit’s weights are those with one index on the axis that the layer’s variable says counts its units, unitsAxis: the last of a dense kernel [inputs, outputs], the first of that of a convolution; the last where nothing is said. A variable of one axis, such as a bias, is taken as a whole, as in Optax.',
  aliases: ['agc', 'adaptiveGradientClipping', 'adaptiveGradClip'],
  options: {
    limit: option.schedule({
      above: 0,
      default: 0.01,
      words: 'the greatest length of a gradient, in lengths of the weights',
    }),
    epsilon: option.number({
      above: 0,
      default: 0.001,
      words: 'the least length that weights count as, so that those of 0 can grow',
    }),
    includes: option.parameters({ default: 'all', words: 'whose gradients it is for' }),
  },
  short: 'limit',
  // Weights of length 5 let through a gradient of length ½.
  example: {
    options: { limit: 0.1 },
    parameters: [
      [3, 1],
      [4, 0],
    ],
    gradients: [
      [0, 0.01],
      [2, 0],
    ],
    updates: [
      [0, 0.01],
      [0.5, 0],
    ],
  },
  make: ({ limit, epsilon, includes }) => ({
    init(_, variables) {
      selectParameters('includes', includes, variables)
      return {}
    },
    update(gradients, _, { parameters, variables, step }) {
      const included = selectParameters('includes', includes, variables)
      const updates = mapTensors([gradients, parameters], ([g, w], path) => {
        const variable = included[path]
        if (!variable) return g
        const ofMember = axesOfMember(variable)
        const axes = ofMember.length > 1 ? axesWithinUnits(variable) : ofMember
        const ratio = lengthsOf(g, axes).div(maximum(lengthsOf(w, axes), epsilon))
        return g.mul(maximum(ratio.div(numberAt(limit, step, g.dtype)), 1).reciprocal())
      })
      return { updates, state: {} }
    },
  }),
})

/** Lengths along some axes, with as many axes as before. */
const lengthsOf = (x: Tensor, axes: number[]): Tensor =>
  x.square().sum(axes, { keepDims: true }).sqrt()
