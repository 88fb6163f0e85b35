import { mean, sum } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { asRows, differentiated, quantityOf } from './differentiated.ts'

export const kineticEnergy = definePenalty({
  name: 'kineticEnergy',
  summary: 'Keeps the speeds small that a field gives, such as that of a neural ODE: short ways.',
  formula: 'mean over examples of ‖f(x)‖², f the outputs or the activations of a layer',
  paper: {
    authors: 'Finlay, Jacobsen, Nurbekyan & Oberman',
    year: 2020,
    title: 'How to train your neural ODE: the world of Jacobian and kinetic regularization',
  },
  cost: 'none to speak of: a sum over the outputs',
  when: 'A model gives by how much states change: of all motions that fit, the one with the shortest way is the easiest to compute. With jacobian, whose random projection is the other half of the paper, motions are nearly straight.',
  advice: {
    wants: ['densities', 'physics', 'diverges'],
    suggested: 'A weight of 0.01 to 0.05 for this and for jacobian, as in the paper.',
    notWith: 'Data that say the speeds themselves: they are then pulled towards 0.',
    limits:
      'It is taken at the inputs of the model. Along a motion that is computed within the model it has to be added up on the way, as examples/neural-ode.ts does.',
  },
  aliases: ['kinetic', 'rnode'],
  options: { of: differentiated('outputs') },
  example: { model: 'field', targets: [[0, 0]], value: 5 },
  make:
    ({ of }) =>
    (evaluation) =>
      mean(sum(asRows(quantityOf('kineticEnergy', of, evaluation)).square(), 1)),
})
