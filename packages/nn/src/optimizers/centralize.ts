import type { Variable } from '@sobolev/core'
import { defineGradientTransform } from '../catalogue/define.ts'
import { mapTensors } from '../tensors.ts'
import { axesWithinUnits } from '../units-axis.ts'

export const centralize = defineGradientTransform({
  name: 'centralize',
  summary: 'Takes its mean off the gradient of each unit’s weights.',
  formula: 'g − mean(g), over the weights of one unit',
  paper: {
    authors: 'Yong, Huang, Hua & Zhang',
    year: 2020,
    title: 'Gradient centralization: a new optimization technique for deep neural networks',
  },
  cost: 'two passes over the gradients of kernels',
  when: 'Training of deep networks is slow or unsteady. The sum of a unit’s weights then stays what it was.',
  advice: {
    wants: ['diverges', 'fewRows'],
    suggested: 'Nothing to choose.',
    notWith: 'Kernels of a single input, whose gradient it takes away.',
    limits: 'A small gain: about a point of accuracy in the paper.',
  },
  notes:
    'For variables of two or more axes with the role kernel or without one; all others keep their gradients. A unit’s weights are those with one index on the axis that the layer’s variable says counts its units, unitsAxis: the last of a dense kernel [inputs, outputs], the first of that of a convolution; the last where nothing is said.',
  aliases: ['gradientCentralization', 'gc'],
  options: {},
  example: {
    parameters: [
      [0, 0],
      [0, 0],
    ],
    gradients: [
      [1, 5],
      [3, 5],
    ],
    updates: [
      [-1, 0],
      [1, 0],
    ],
  },
  make: () => ({
    init: () => ({}),
    update(gradients, _, { variables }) {
      const updates = mapTensors([gradients], ([g], path) => {
        const variable = variables[path]
        if (g.rank < 2 || !variable || !isKernel(variable)) return g
        return g.sub(g.mean(axesWithinUnits(variable), { keepDims: true }))
      })
      return { updates, state: {} }
    },
  }),
})

const isKernel = ({ role }: Variable): boolean => role === undefined || role === 'kernel'
