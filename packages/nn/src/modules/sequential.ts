import { describeValue, type Tensor } from '@sobolev/core'
import { childMode, type Mode } from './mode.ts'
import { Module } from './module.ts'

/** A module, or a plain function such as `relu` or `(x) => x.reshape([x.shape[0] ?? 0, -1])`. */
export type Layer = Module | ((x: Tensor) => Tensor)

function checkLayer(operation: string, layer: Layer, position: number): void {
  const words = describeValue(layer)
  const isFunction = typeof layer === 'function' && !words.startsWith('the class')
  const isModule = typeof layer === 'object' && layer !== null && typeof layer.call === 'function'
  if (!isFunction && !isModule)
    throw new TypeError(
      `${operation}: layer ${position} must be a module, or a function such as relu, got ${words}`,
    )
}

/** Throws a TypeError for what is no array of layers. */
export function checkLayers(operation: string, layers: readonly Layer[]): void {
  if (!Array.isArray(layers))
    throw new TypeError(
      `${operation}: the layers must be an array, got ${describeValue(layers)}; new ${operation}([first, second])`,
    )
  for (const [position, layer] of layers.entries()) checkLayer(operation, layer, position)
}

/** Calls layers one after the other, each with a source split off by its position. */
export const callInTurn = (layers: readonly Layer[], x: Tensor, mode: Mode): Tensor =>
  layers.reduce(
    (inputs, layer, position) =>
      typeof layer === 'function' ? layer(inputs) : layer.call(inputs, childMode(mode, position)),
    x,
  )

/** Calls its layers one after the other. Each draws from a source split off by its position. */
export class Sequential extends Module {
  readonly layers: readonly Layer[]

  constructor(layers: readonly Layer[]) {
    super()
    checkLayers('Sequential', layers)
    this.layers = layers
  }

  override call(x: Tensor, mode: Mode): Tensor {
    return callInTurn(this.layers, x, mode)
  }
}
