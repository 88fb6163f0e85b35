import { definePenalty } from '../catalogue/define.ts'
import { layerOption, meanOfSteps, stepsOf } from './layer-outputs.ts'

export const activationRegularization = definePenalty({
  name: 'activationRegularization',
  summary: 'Keeps what a recurrent layer gives near 0: AR.',
  formula: 'mean of h², over examples, steps and units',
  paper: {
    authors: 'Merity, McCann & Socher',
    year: 2017,
    title: 'Revisiting activation regularization for language RNNs',
  },
  cost: 'none to speak of: a mean over the activations',
  when: 'Recurrent networks that fit the training rows too well, beside dropout and temporalActivationRegularization.',
  advice: {
    wants: ['fewRows', 'hiddenFeatures'],
    suggested: 'A weight of 2 (Merity et al. 2017), with temporalActivationRegularization.',
    notWith: 'Layers that end in a normalisation, which undoes it.',
    limits: 'tanh bounds what it keeps small: of lstm and gru it is a mild regularizer.',
  },
  notes:
    'The paper penalises what is left after a dropout: name the dropout behind the layer. The mean is that of the authors’ program, where the paper writes a norm; it does not grow with the number of steps or units. Steps that pad a batch do not count.',
  aliases: ['ar', 'activationReg'],
  ofLayers: 'sequences',
  options: layerOption,
  short: 'layer',
  // h = 2, then 0: the mean of 4 and 0.
  example: { options: { layer: 'layers.0' }, model: 'sequence', value: 2 },
  make:
    ({ layer }) =>
    (evaluation) => {
      const { steps, mask } = stepsOf('activationRegularization', evaluation, layer)
      return meanOfSteps(steps.square(), mask)
    },
})
