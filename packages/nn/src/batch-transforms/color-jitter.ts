import { defineBatchTransform } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { numberAt } from '../schedules/number-at.ts'
import type { Schedule } from '../schedules/schedule.ts'
import { checkImages, drawAround } from './images.ts'

export const colorJitter = defineBatchTransform({
  name: 'colorJitter',
  summary: 'Makes images brighter or darker, and of more or less contrast, at random.',
  formula:
    'mean + f · (x − mean) + b, one f from 1 − contrast to 1 + contrast and one b from −brightness to brightness for each example, its mean over all channels and places',
  paper: {
    authors: 'Howard',
    year: 2013,
    title: 'Some improvements on deep convolutional neural network based image classification',
    place: 'section 2',
  },
  inputs: 'places',
  cost: 'a mean for each example and a copy of the inputs',
  when: 'Photographs in other light, series of other gain and offset.',
  advice: {
    wants: ['fewRows', 'otherPlaces'],
    suggested: 'Brightness and contrast of 0.1 to 0.4.',
    notWith: 'Tasks where colours or brightness are what counts.',
    limits: 'Covers changes of light alone.',
  },
  aliases: ['randomBrightness', 'randomContrast', 'brightness', 'contrast'],
  movesInputs: true,
  options: {
    brightness: option.schedule({
      minimum: 0,
      default: 0.2,
      words: 'how much is added at most, in units of the scaled inputs',
    }),
    contrast: option.schedule({
      minimum: 0,
      maximum: 1,
      default: 0.2,
      words: 'how far the factor is from 1 at most',
    }),
  },
  // With a contrast of 0 it is an addition: of −0.067…, drawn by new Rng(0).split('brightness').
  example: {
    options: { brightness: 1, contrast: 0 },
    inputs: [[[1, 3]]],
    targets: [0],
    value: { inputs: [[[0.9324215858104641, 2.932421585810464]]], targets: [0] },
  },
  make:
    ({ brightness, contrast }) =>
    ({ inputs, targets }, { rng, step }) => {
      const { dtype } = checkImages('colorJitter', inputs, 1)
      const around = (middle: number, name: string, distance: Schedule) =>
        drawAround(middle, numberAt(distance, step, dtype), { rng: rng.split(name), inputs, dtype })
      const axes = inputs.shape.flatMap((_, axis) => (axis === 0 ? [] : [axis]))
      const mean = inputs.mean(axes, { keepDims: true })
      const factor = around(1, 'contrast', contrast)
      const addend = around(0, 'brightness', brightness)
      return { inputs: inputs.sub(mean).mul(factor).add(mean).add(addend), targets }
    },
})
