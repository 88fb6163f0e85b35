import { definePenalty } from '../catalogue/define.ts'
import {
  environmentGradients,
  environmentsOption,
  layerOption,
  spreadOf,
  variablesOfLayer,
} from './environment-gradients.ts'
import { twoSites } from './two-sites.ts'

export const iga = definePenalty({
  name: 'iga',
  summary: 'Makes the gradients of all environments by the parameters the same.',
  formula: 'mean over environments e of ‖∇Rₑ − mean ∇R‖², Rₑ the mean loss in e',
  paper: {
    authors: 'Koyama & Yamaguchi',
    year: 2020,
    title: 'When is invariance useful in an out-of-distribution generalization problem?',
    place: 'inter-environmental gradient alignment',
  },
  cost: 'a gradient by the parameters for each environment, and a backward pass through all',
  when: 'The rows are from several places, times or devices, and a step should serve all of them. fishr compares how gradients vary within environments, irm only their part along the outputs.',
  advice: {
    wants: ['otherPlaces', 'wrongColumns'],
    suggested:
      'A weight of 1 to 1000 after some epochs without it, with rows of each environment in every batch. On configs/irm.yaml, from 0 to 1000 in place of irm, the accuracy in the other place is 0.74 (irm 0.757, without 0.132).',
    notWith:
      'Small batches, in which gradients differ by chance. Batch normalisation, which mixes the environments.',
    limits:
      'Where all is learned all gradients are 0, whichever columns the model looks at: it acts while training goes on.',
  },
  notes: 'Environments without rows in a batch do not count. With one environment it is 0.',
  aliases: ['interEnvironmentalGradientAlignment'],
  derivatives: 1,
  environmentDerivatives: true,
  options: { environments: environmentsOption, layer: { ...layerOption, default: 'all' } },
  // The gradients (2, 2; 2) and (4, 0; 4), each √3 from their mean.
  example: {
    options: { environments: 'site' },
    ...twoSites,
    value: 3,
  },
  make:
    ({ environments, layer }) =>
    (evaluation) => {
      const sources = variablesOfLayer('iga', layer, evaluation.trainable)
      return spreadOf(environmentGradients('iga', environments, evaluation, sources))
    },
})
