import { logicalAnd, ShapeError } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { layerOption, meanOfSteps, stepsOf } from './layer-outputs.ts'

export const temporalActivationRegularization = definePenalty({
  name: 'temporalActivationRegularization',
  summary: 'Keeps what a recurrent layer gives from changing much from one step to the next: TAR.',
  formula: 'mean of (hₜ₊₁ − hₜ)², over examples, pairs of steps, and units',
  paper: {
    authors: 'Merity, McCann & Socher',
    year: 2017,
    title: 'Revisiting activation regularization for language RNNs',
  },
  cost: 'none to speak of: a mean over the activations',
  when: 'Recurrent networks whose state should change slowly, beside activationRegularization.',
  advice: {
    wants: ['fewRows', 'knownShape'],
    suggested: 'A weight of 1 (Merity et al. 2017), with activationRegularization.',
    notWith: 'Events that last one step, which it smooths away.',
    limits: 'Asks for slow outputs, not for slow states within the layer.',
  },
  notes:
    'The paper penalises what comes before a dropout: name the layer itself. The mean is that of the authors’ program, where the paper writes a norm. It is the slowness of Wiskott & Sejnowski 2002, “Slow feature analysis”. Steps that pad a batch do not count.',
  aliases: ['tar', 'slowness', 'temporalSmoothness'],
  ofLayers: 'sequences',
  options: layerOption,
  short: 'layer',
  // h = 2, then 0.
  example: { options: { layer: 'layers.0' }, model: 'sequence', value: 4 },
  make:
    ({ layer }) =>
    (evaluation) => {
      const { steps, mask } = stepsOf('temporalActivationRegularization', evaluation, layer)
      const count = steps.shape[1] ?? 0
      if (count < 2)
        throw new ShapeError(
          `temporalActivationRegularization: the layer must give two steps or more, got ${count} of "${layer}"`,
        )
      const later = [{}, { start: 1 }]
      const earlier = [{}, { stop: count - 1 }]
      const changes = steps.slice(later).sub(steps.slice(earlier))
      return meanOfSteps(
        changes.square(),
        mask && logicalAnd(mask.slice(later), mask.slice(earlier)),
      )
    },
})
