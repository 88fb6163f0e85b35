import { range, type Tensor, takeAlongAxis, where } from '@sobolev/core'
import { defineBatchTransform } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { onePerExample } from '../one-per-example.ts'
import { alongAxis, checkImages } from './images.ts'

export const randomShift = defineBatchTransform({
  name: 'randomShift',
  summary: 'Moves images or series by a few places at random, each example by itself.',
  formula:
    'x[…, i − s], one s from −places to places for each example and spatial axis, all as likely',
  paper: {
    authors: 'Simard, Steinkraus & Platt',
    year: 2003,
    title: 'Best practices for convolutional neural networks applied to visual document analysis',
  },
  inputs: 'places',
  cost: 'a copy of the inputs for each spatial axis',
  when: 'Images and series in which what is to be found may be a little aside. The random crops of larger networks are this with zeros around.',
  advice: {
    wants: ['fewRows'],
    suggested: 'A tenth of the side.',
    notWith: 'Global pooling of convolutions, which ignores places anyway.',
    limits: 'Knows shifts alone.',
  },
  aliases: ['randomCrop', 'randomTranslation', 'translate', 'shift'],
  options: {
    places: option.integer({ minimum: 1, default: 2, words: 'how far at most, along each axis' }),
    fill: option.choice({
      values: ['edge', 'zeros'],
      default: 'edge',
      words:
        'what moves in: copies of the outermost place, or zeros, the mean of standardised inputs',
    }),
  },
  short: 'places',
  // A shift of −1: the number of new Rng(0).split(0) is 0.333, within the second fifth.
  example: {
    options: { places: 2 },
    inputs: [[[1, 2, 3]]],
    targets: [0],
    value: { inputs: [[[2, 3, 3]]], targets: [0] },
  },
  make:
    ({ places, fill }) =>
    ({ inputs, targets }, { rng }) => {
      const { sizes } = checkImages('randomShift', inputs, 1)
      const shifted = sizes.reduce<Tensor>((images, length, index) => {
        const axis = index + 2
        const unit = rng.split(index).uniform(onePerExample(images))
        const shift = unit
          .mul(2 * places + 1)
          .floor()
          .sub(places)
          .cast('int32')
        const source = alongAxis(range(length), images, axis).sub(shift)
        const moved = takeAlongAxis(images, source.clip(0, length - 1), axis)
        if (fill === 'edge') return moved
        return where(source.equal(source.clip(0, length - 1)), moved, 0)
      }, inputs)
      return { inputs: shifted, targets }
    },
})
