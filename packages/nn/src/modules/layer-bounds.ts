import { describeValue } from '@sobolev/core'
import type { ActivationFunction } from '../activations/activation-function.ts'
import { type Bounds, monotoneBounds } from './bounds.ts'
import type { Mode } from './mode.ts'
import type { Module } from './module.ts'

const bounded =
  'dense layers, convolutions, monotone activations, dropout, pooling and what changes the shape'

/** Bounds of what a layer gives. Throws a RangeError for one that says nothing of them. */
export function layerBounds(
  layer: Module | ActivationFunction,
  inputs: Bounds,
  mode: Mode,
): Bounds {
  if (typeof layer !== 'function' && layer.boundsOf) return layer.boundsOf(inputs, mode)
  if (!layer.isMonotone)
    throw new RangeError(
      `bounds are known of the outputs of ${bounded}, got ${describeValue(layer)}`,
    )
  return monotoneBounds(
    (x) => (typeof layer === 'function' ? layer(x) : layer.call(x, mode)),
    inputs,
  )
}
