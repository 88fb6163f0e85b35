import { mean, range, ShapeError, sum, type Tensor } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import type { Evaluation } from '../evaluation/evaluation.ts'
import { floatDType } from '../float-dtype.ts'
import { asRows, differentiated, quantityOf } from './differentiated.ts'
import { slopesAlong, spatialAxes } from './neighbours.ts'

export const imageTangents = definePenalty({
  name: 'imageTangents',
  summary:
    'Keeps outputs from changing as images are shifted, turned or made larger: tangent propagation.',
  formula:
    'mean over examples of Σ ‖J t‖² over the directions t of the change, two for shifts of images; J = ∂y/∂x',
  paper: {
    authors: 'Simard, Victorri, LeCun & Denker',
    year: 1992,
    title: 'Tangent prop: a formalism for specifying selected invariances in an adaptive network',
  },
  cost: 'for each direction a product with J, two backward passes of which compiled code keeps about one, and a backward pass through it: about a step more each',
  when: 'Images or series whose meaning does not change as they move a little, and few of them: each then stands for many.',
  advice: {
    wants: ['fewRows', 'knownShape', 'otherPlaces'],
    suggested:
      'A weight of 0.001 to 0.01 for shifts of the 8 × 8 digits, where it is 60 at 0.001 and 0.1 spoils the fit; divide by how large it is at first.',
    notWith:
      'Batch normalisation, which mixes the rows. ReLU, of which training sees the slopes and no bend: tanh, softplus or gelu show both.',
    limits:
      'Changes of about a pixel: for larger ones randomShift and randomRotation show the moved images themselves.',
  },
  notes:
    'Several changes are several terms. A shift is of one pixel along each axis, a rotation of one radian around the middle, a scaling to twice the size, each by its slope, which is taken between neighbouring pixels; at an edge the image goes on as it ends. Inputs are [n, channels, height, width], [n, channels, length] or series [n, length]; sequences of steps with features are refused where a layout tells of them, and would be taken for channels elsewhere.',
  aliases: ['shiftInvariance', 'rotationInvariance'],
  derivatives: 1,
  perExample: true,
  options: {
    change: option.choice({
      values: ['shift', 'scaling', 'rotation'],
      default: 'shift',
      words: 'which change of images must change nothing',
    }),
    of: differentiated('outputs'),
  },
  short: 'change',
  // The series falls by 2 between its neighbours, and at both ends by half of 4.
  example: { inputs: [[5, 1]], value: 4 },
  make:
    ({ of, change }) =>
    (evaluation) => {
      const y = quantityOf('imageTangents', of, evaluation)
      return tangentsOf(evaluation, change)
        .map((tangent) => asRows(evaluation.jacobianVector(tangent, y)))
        .map((moved) => mean(sum(moved.square(), 1)))
        .reduce((total, square) => total.add(square))
    },
})

/** How fast the elements of images change as the images do. */
function tangentsOf(evaluation: Evaluation, change: 'shift' | 'scaling' | 'rotation'): Tensor[] {
  const { inputs: images } = evaluation
  const dtype = floatDType('imageTangents: inputs', images)
  const axes = spatialAxes('imageTangents', images, evaluation)
  if (change === 'rotation' && axes.length !== 2)
    throw new ShapeError(
      `imageTangents: inputs must be images [n, channels, height, width] for rotations, got [${images.shape.join(', ')}]; data.shape says what a row of a table is`,
    )
  const slopes = axes.map((axis) => slopesAlong(images, axis))
  if (change === 'shift') return slopes
  const places = axes.map((axis) => {
    const length = images.shape[axis] ?? 1
    const shape = images.shape.map((_, other) => (other === axis ? length : 1))
    return range(length)
      .cast(dtype)
      .sub((length - 1) / 2)
      .reshape(shape)
  })
  const product = (slope: number, place: number): Tensor[] => {
    const [a, b] = [slopes[slope], places[place]]
    return a && b ? [a.mul(b)] : []
  }
  const parts =
    change === 'scaling'
      ? slopes.flatMap((_, axis) => product(axis, axis))
      : [...product(0, 1), ...product(1, 0).map((part) => part.neg())]
  return [parts.reduce((total, part) => total.add(part))]
}
