import { type Shape, ShapeError } from '@sobolev/core'
import { type FilledOptions, option } from '../catalogue/option.ts'
import { spatialShape } from './spatial-shape.ts'

/** The options of layers that pool over all there is. */
export const globalPoolOptions = {
  over: option.choice({
    values: ['places', 'steps'],
    default: 'places',
    words:
      'what it goes over: all places of inputs [n, channels, ...sizes], or the steps of sequences [n, steps, features]',
  }),
}

/** What such a layer goes over. */
export type PooledOver = FilledOptions<typeof globalPoolOptions>['over']

/** The shape that pooling leaves of one example. Throws a ShapeError where it has no such axes. */
export function globallyPooledShape(layer: string, inputs: Shape, over: PooledOver): Shape {
  if (over === 'places') return [spatialShape(layer, inputs).channels]
  if (inputs.length < 2)
    throw new ShapeError(
      `${layer}: inputs must be [n, steps, features] to go over steps, got [${['n', ...inputs].join(', ')}]`,
    )
  return inputs.slice(1)
}
