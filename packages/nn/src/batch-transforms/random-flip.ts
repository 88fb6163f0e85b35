import { flip, type Tensor, where } from '@sobolev/core'
import { defineBatchTransform } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { onePerExample } from '../one-per-example.ts'
import { numberAt } from '../schedules/number-at.ts'
import { checkImages } from './images.ts'

/** Axes from the last one. */
const axisOf = { horizontal: -1, vertical: -2 } as const

export const randomFlip = defineBatchTransform({
  name: 'randomFlip',
  summary: 'Mirrors images or series at random, each example by itself.',
  formula:
    'x[…, L − 1 − i] where b = 1, x[…, i] elsewhere, one b ~ Bernoulli(probability) for each example',
  paper: {
    authors: 'Krizhevsky, Sutskever & Hinton',
    year: 2012,
    title: 'ImageNet classification with deep convolutional neural networks',
    place: 'section 4.1',
  },
  inputs: 'places',
  cost: 'a copy of the inputs',
  when: 'Images whose mirror image means the same: not digits or letters.',
  advice: {
    wants: ['fewRows'],
    suggested: 'A probability of 0.5.',
    notWith: 'Letters, digits and other pictures with a side.',
    limits: 'Knows one symmetry.',
  },
  notes:
    'Takes [n, channels, ...sizes]. "horizontal" mirrors the last axis, left and right of an image; "vertical" the one before it; "both" does each by a draw of its own.',
  aliases: ['randomHorizontalFlip', 'horizontalFlip', 'mirror'],
  options: {
    direction: option.choice({
      values: ['horizontal', 'vertical', 'both'],
      default: 'horizontal',
      words: 'along which axis',
    }),
    probability: option.schedule({
      minimum: 0,
      maximum: 1,
      default: 0.5,
      words: 'how likely an example is mirrored',
    }),
  },
  short: 'direction',
  example: {
    options: { probability: 1 },
    inputs: [[[1, 2, 3]]],
    targets: [0],
    value: { inputs: [[[3, 2, 1]]], targets: [0] },
  },
  make:
    ({ direction, probability }) =>
    ({ inputs, targets }, { rng, step }) => {
      checkImages('randomFlip', inputs, direction === 'horizontal' ? 1 : 2)
      const chance = numberAt(probability, step, 'float32')
      const directions: readonly (keyof typeof axisOf)[] =
        direction === 'both' ? ['horizontal', 'vertical'] : [direction]
      const flipped = directions.reduce<Tensor>((images, name) => {
        const isFlipped = rng.split(name).bernoulli(chance, onePerExample(images))
        return where(isFlipped, flip(images, axisOf[name]), images)
      }, inputs)
      return { inputs: flipped, targets }
    },
})
