import type { Tensor } from '@sobolev/core'
import { childMode, type Mode } from './mode.ts'
import { Module } from './module.ts'

/** A module, or a plain function such as `relu` or `(x) => x.reshape([x.shape[0] ?? 0, -1])`. */
export type Layer = Module | ((x: Tensor) => Tensor)

/** Calls its layers one after the other. Each draws from a source split off by its position. */
export class Sequential extends Module {
  readonly layers: readonly Layer[]

  constructor(layers: readonly Layer[]) {
    super()
    this.layers = layers
  }

  override call(x: Tensor, mode: Mode): Tensor {
    return this.layers.reduce(
      (inputs, layer, position) =>
        layer instanceof Module ? layer.call(inputs, childMode(mode, position)) : layer(inputs),
      x,
    )
  }
}
