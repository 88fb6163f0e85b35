import { cos, range, sin, type Tensor, takeAlongAxis } from '@sobolev/core'
import { defineBatchTransform } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { numberAt } from '../schedules/number-at.ts'
import type { Schedule } from '../schedules/schedule.ts'
import { alongAxis, checkImages, drawAround } from './images.ts'

export const randomRotation = defineBatchTransform({
  name: 'randomRotation',
  summary: 'Turns images about their middle, and makes them larger or smaller, at random.',
  formula:
    'x at m + R(−θ)(p − m) / z for each place p, m the middle, bilinear between places; one θ from −degrees to degrees and one z from 1 − zoom to 1 + zoom for each example',
  paper: {
    authors: 'Simard, Steinkraus & Platt',
    year: 2003,
    title: 'Best practices for convolutional neural networks applied to visual document analysis',
    place: 'section 2',
  },
  inputs: 'places',
  cost: 'four numbers picked and weighed for each place',
  when: 'Handwriting, photographs, anything that is not always upright or of one size.',
  advice: {
    wants: ['fewRows'],
    suggested: '5 to 15 degrees for digits and the like.',
    notWith: 'Pictures in which the angle is what counts; series.',
    limits: 'Corners are filled with what is not in the picture.',
  },
  notes:
    'Takes [n, channels, height, width]; a positive angle turns anticlockwise. Beyond the border stand copies of the outermost places.',
  aliases: ['randomAffine', 'rotate', 'randomZoom'],
  movesInputs: true,
  options: {
    degrees: option.schedule({
      minimum: 0,
      maximum: 180,
      default: 10,
      words: 'how far it turns at most',
    }),
    zoom: option.schedule({
      minimum: 0,
      below: 1,
      default: 0,
      words: 'how far the factor of its size is from 1 at most',
    }),
  },
  short: 'degrees',
  example: {
    options: { degrees: 0 },
    inputs: [
      [
        [
          [1, 2],
          [3, 4],
        ],
      ],
    ],
    targets: [0],
    value: {
      inputs: [
        [
          [
            [1, 2],
            [3, 4],
          ],
        ],
      ],
      targets: [0],
    },
  },
  make:
    ({ degrees, zoom }) =>
    ({ inputs, targets }, { rng, step }) => {
      const { dtype, sizes } = checkImages('randomRotation', inputs, 2)
      const [height = 1, width = 1] = sizes
      const around = (middle: number, name: string, distance: Schedule): Tensor =>
        drawAround(middle, numberAt(distance, step, dtype), { rng: rng.split(name), inputs, dtype })
      const angle = around(0, 'angle', degrees).mul(Math.PI / 180)
      const size = around(1, 'size', zoom)
      const fromMiddle = (length: number, axis: number): Tensor =>
        alongAxis(range(length).cast(dtype), inputs, axis).sub((length - 1) / 2)
      const [down, right] = [fromMiddle(height, 2), fromMiddle(width, 3)]
      const [cosine, sine] = [cos(angle), sin(angle)]
      return {
        inputs: bilinear(inputs, {
          row: down
            .mul(cosine)
            .add(right.mul(sine))
            .div(size)
            .add((height - 1) / 2),
          column: right
            .mul(cosine)
            .sub(down.mul(sine))
            .div(size)
            .add((width - 1) / 2),
        }),
        targets,
      }
    },
})

/** `images` [n, channels, height, width] between their places: `row` and `column`, [n, 1, height, width]. */
function bilinear(images: Tensor, { row, column }: { row: Tensor; column: Tensor }): Tensor {
  const [n = 0, channels = 0, height = 1, width = 1] = images.shape
  const pixels = images.reshape([n, channels, height * width])
  const [top, left] = [row.floor(), column.floor()]
  const [down, right] = [row.sub(top), column.sub(left)]
  const inside = (place: Tensor, length: number): Tensor => place.clip(0, length - 1).cast('int32')
  const corner = (below: number, beside: number): Tensor => {
    const place = inside(top.add(below), height)
      .mul(width)
      .add(inside(left.add(beside), width))
      .reshape([n, 1, height * width])
    return takeAlongAxis(pixels, place, 2).reshape(images.shape)
  }
  const between = (first: Tensor, second: Tensor, share: Tensor): Tensor =>
    first.add(second.sub(first).mul(share))
  const upper = between(corner(0, 0), corner(0, 1), right)
  const lower = between(corner(1, 0), corner(1, 1), right)
  return between(upper, lower, down)
}
