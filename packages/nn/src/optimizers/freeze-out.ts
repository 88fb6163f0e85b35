import { cos, type Variable } from '@sobolev/core'
import { defineOptimizer } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { mapTensors } from '../tensors.ts'
import { sgd } from './sgd.ts'
import { checkWrapped, wrappedOptimizer } from './wrapped-optimizer.ts'

export const freezeOut = defineOptimizer({
  name: 'freezeOut',
  summary: 'Lets the layers come to rest one after the other, the first first: layer freezing.',
  formula:
    'θᵢ ← θᵢ + ½ (1 + cos(π t / tᵢ)) u for t < tᵢ, then θᵢ stays; u the step of the optimizer, tᵢ = duration · (first + (1 − first) i / (layers − 1)), its share cubed',
  paper: {
    authors: 'Brock, Lim, Ritchie & Weston',
    year: 2017,
    title: 'FreezeOut: accelerate training by progressively freezing layers',
  },
  cost: 'that of the optimizer: a layer at rest is computed, and differentiated, as before',
  when: 'Early layers find what they need early, and should not be disturbed by the end of the training; fine-tuning with few rows.',
  advice: {
    wants: ['fewRows', 'forgets'],
    suggested:
      'A first of 0.8, cubed (Brock et al. 2017): the first layer rests after half of the training.',
    notWith:
      'A learning rate that falls as well: the steps are multiplied with both. Optimizers that evaluate other weights themselves.',
    limits: 'Saves no time here: a step is one program from the first to the last.',
  },
  notes:
    'Layers are what holds variables, in the order of the model. All of a model at once is a learning rate under cosine; chosen parts at chosen times are grouped with factors.',
  aliases: ['layerFreezing', 'freezeLayers', 'progressiveFreezing'],
  options: {
    ...wrappedOptimizer,
    duration: option.duration({ restOfTraining: true, words: 'when the last layer comes to rest' }),
    first: option.number({
      above: 0,
      maximum: 1,
      default: 0.8,
      words: 'when the first layer does, as a share of the duration, before it is cubed',
    }),
    spacing: option.choice({
      values: ['cubic', 'linear'],
      default: 'cubic',
      words: 'whether the shares of the duration are cubed',
    }),
  },
  // In its first step a layer moves as the optimizer says.
  example: {
    options: { optimizer: sgd({ learningRate: 0.1 }), duration: 50 },
    parameters: [1, -2],
    gradients: [4, -1],
    updates: [-0.4, 0.1],
  },
  make({ optimizer, duration, first, spacing }) {
    checkWrapped('freezeOut', optimizer)
    const timeOf = (share: number): number =>
      duration * (spacing === 'cubic' ? share * share * share : share)
    return {
      ...(optimizer.draws && { draws: optimizer.draws }),
      ...(optimizer.goesBack && { goesBack: true }),
      init: (parameters, variables) => optimizer.init(parameters, variables),
      update(gradients, state, context) {
        const { variables, step } = context
        const { updates, state: next } = optimizer.update(gradients, state, context)
        const places = placesOf(variables)
        const elapsed = step.cast('float64')
        const slowed = mapTensors([updates], ([update], path) => {
          const share = first + (1 - first) * (places.get(path) ?? 1)
          const part = elapsed.div(timeOf(share)).minimum(1)
          const factor = cos(part.mul(Math.PI)).add(1).div(2)
          return update.mul(factor.cast(update.dtype))
        })
        return { updates: slowed, state: next }
      },
    }
  },
})

/** Where the layer of each variable stands, from 0 for the first to 1 for the last. */
function placesOf(variables: Readonly<Record<string, Variable>>): ReadonlyMap<string, number> {
  const layerOf = (path: string): string => path.split('.').slice(0, -1).join('.')
  const layers = [...new Set(Object.keys(variables).map(layerOf))]
  const last = Math.max(layers.length - 1, 1)
  return new Map(Object.keys(variables).map((path) => [path, layers.indexOf(layerOf(path)) / last]))
}
