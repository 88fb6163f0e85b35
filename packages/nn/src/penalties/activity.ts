import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { exampleAxes } from './example-axes.ts'
import { layerOption, withoutPadding } from './layer-outputs.ts'

export const activity = definePenalty({
  name: 'activity',
  summary: 'Keeps what a layer gives small, or sparse: activity regularization.',
  formula: 'mean over examples Σ |h|, or Σ h², h what the layer gives for the example',
  paper: {
    authors: 'Glorot, Bordes & Bengio',
    year: 2011,
    title: 'Deep sparse rectifier neural networks',
  },
  cost: 'none to speak of: a sum over the activations',
  when: 'Features of which only a few should be active for an example: representations, autoencoders.',
  advice: {
    wants: ['hiddenFeatures', 'smaller'],
    suggested: 'A weight of 0.001 with the sum of absolute values, as in the paper.',
    notWith:
      'A normalisation after the layer, which undoes it; layers after it whose weights nothing holds, which grow in return: add l2 or maxNorm.',
    limits: 'Units may be off for all examples: klSparsity keeps each of them in use.',
  },
  notes: 'As activity_regularizer of Keras, whose value is divided by the size of the batch.',
  aliases: ['activityRegularizer', 'activityRegularization', 'activationPenalty'],
  options: {
    ...layerOption,
    of: option.choice({
      values: ['absolute', 'squares'],
      default: 'absolute',
      words: 'the sum of absolute values, which makes some 0, or of squares',
    }),
  },
  short: 'layer',
  // h = (2, 0).
  example: { options: { layer: 'layers.0', of: 'squares' }, model: 'hidden', value: 4 },
  make:
    ({ layer, of }) =>
    (evaluation) => {
      const outputs = withoutPadding(evaluation.outputsOf(layer), evaluation)
      const costs = of === 'squares' ? outputs.square() : outputs.abs()
      return costs.sum(exampleAxes(outputs)).mean()
    },
})
