import { describeValue, type Tensor } from '@sobolev/core'
import { childMode, type Mode } from './mode.ts'
import { Module } from './module.ts'

/** A module, or a plain function such as `relu` or `(x) => x.reshape([x.shape[0] ?? 0, -1])`. */
export type Layer = Module | ((x: Tensor) => Tensor)

function checkLayer(layer: Layer, position: number): void {
  const words = describeValue(layer)
  const isFunction = typeof layer === 'function' && !words.startsWith('the class')
  const isModule = typeof layer === 'object' && layer !== null && typeof layer.call === 'function'
  if (!isFunction && !isModule)
    throw new TypeError(
      `Sequential: layer ${position} must be a module, or a function such as relu, got ${words}`,
    )
}

/** Calls its layers one after the other. Each draws from a source split off by its position. */
export class Sequential extends Module {
  readonly layers: readonly Layer[]

  constructor(layers: readonly Layer[]) {
    super()
    if (!Array.isArray(layers))
      throw new TypeError(
        `Sequential: the layers must be an array, got ${describeValue(layers)}; new Sequential([first, second])`,
      )
    for (const [position, layer] of layers.entries()) checkLayer(layer, position)
    this.layers = layers
  }

  override call(x: Tensor, mode: Mode): Tensor {
    return this.layers.reduce(
      (inputs, layer, position) =>
        typeof layer === 'function' ? layer(inputs) : layer.call(inputs, childMode(mode, position)),
      x,
    )
  }
}
