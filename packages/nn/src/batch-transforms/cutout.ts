import { logicalAnd, range, type Tensor, where } from '@sobolev/core'
import { defineBatchTransform } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { onePerExample } from '../one-per-example.ts'
import { numberAt } from '../schedules/number-at.ts'
import { alongAxis, checkImages } from './images.ts'

export const cutout = defineBatchTransform({
  name: 'cutout',
  summary: 'Covers a square of each image, or a stretch of each series, at random.',
  formula:
    'value where c − ⌊size / 2⌋ ≤ i < c − ⌊size / 2⌋ + size along every spatial axis, x elsewhere; the middle c anywhere, all places as likely',
  paper: {
    authors: 'DeVries & Taylor',
    year: 2017,
    title: 'Improved regularization of convolutional neural networks with cutout',
  },
  inputs: 'places',
  cost: 'a copy of the inputs',
  when: 'Images that are told apart by a part of them too easily. A square of a quarter to half of the side is usual.',
  advice: {
    wants: ['fewRows'],
    suggested: 'A square of a quarter to half of the side.',
    notWith: 'Small things that a square can hide whole.',
    limits: 'Teaches to do without a part; no help against other changes.',
  },
  notes:
    'Takes [n, channels, ...sizes]; all channels are covered at one place. The square may reach over the border, so that little of it is left.',
  aliases: ['randomErasing', 'coarseDropout'],
  options: {
    size: option.integer({ minimum: 1, maximum: 65_536, words: 'the side of the square' }),
    value: option.schedule({
      default: 0,
      words: 'what covers it; 0 is the mean of standardised inputs',
    }),
  },
  short: 'size',
  // The middle is place 0: the number of new Rng(0).split(0) is 0.333, just within the first third.
  example: {
    options: { size: 1 },
    inputs: [[[1, 2, 3]]],
    targets: [0],
    value: { inputs: [[[0, 2, 3]]], targets: [0] },
  },
  make:
    ({ size, value }) =>
    ({ inputs, targets }, { rng, step }) => {
      const { dtype, sizes } = checkImages('cutout', inputs, 1)
      const isCovered = sizes
        .map((length, index): Tensor => {
          const middle = rng.split(index).uniform(onePerExample(inputs)).mul(length).floor()
          const first = middle.cast('int32').sub(Math.floor(size / 2))
          const place = alongAxis(range(length), inputs, index + 2)
          return logicalAnd(place.greaterEqual(first), place.less(first.add(size)))
        })
        .reduce((before, along) => logicalAnd(before, along))
      return { inputs: where(isCovered, numberAt(value, step, dtype), inputs), targets }
    },
})
