import { describeValue, type Tensor } from '@sobolev/core'
import type { ActivationFunction } from '../activations/activation-function.ts'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { option } from '../catalogue/option.ts'
import { ones } from '../initializers/ones.ts'
import { Dense } from '../layers/dense.ts'
import type { LayerPlan } from '../layers/layer.ts'
import { layerChain } from '../layers/layer-chain.ts'
import { chainForElements } from '../layers/plans-for-elements.ts'
import type { Bounds } from './bounds.ts'
import { layerBounds } from './layer-bounds.ts'
import { checkMasked, type MaskRule, maskRuleOf, maskRuleOfChain } from './mask-rule.ts'
import { checkMode, childMode, type Mode, prediction, withoutMask } from './mode.ts'
import { Module } from './module.ts'
import { namingPlace } from './naming-place.ts'
import { withZerosInPadding } from './without-padding.ts'

/** A module, or a plain function such as `relu` or `(x) => x.reshape([x.shape[0] ?? 0, -1])`. */
export type Layer = Module | ActivationFunction

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

/**
 * Calls a layer of several with a source split off by its position. Throws a ShapeError for one that might use padding;
 * its errors say where it stands: `layers.1: …`.
 */
export function callAt(layer: Layer, position: number, x: Tensor, mode: Mode = prediction): Tensor {
  checkMode(mode)
  return namingPlace(`layers.${position}`, () => {
    checkMasked(layer, x, mode)
    return typeof layer === 'function' ? layer(x) : layer.call(x, childMode(mode, position))
  })
}

/** Calls layers one after the other, each with a source split off by its position; where steps are gone, so is the mask. */
export function callInTurn(layers: readonly Layer[], x: Tensor, mode: Mode = prediction): Tensor {
  checkMode(mode)
  let [outputs, modeOfLayer] = [withZerosInPadding(x, mode.mask), mode]
  for (const [position, layer] of layers.entries()) {
    outputs = callAt(layer, position, outputs, modeOfLayer)
    if (maskRuleOf(layer) === 'gone') modeOfLayer = withoutMask(modeOfLayer)
  }
  return outputs
}

/** Calls its layers one after the other. Each draws from a source split off by its position. */
export class Sequential extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'sequential',
    summary: 'Layers one after the other as one layer, such as a branch of several.',
    formula: 'layerₖ(… layer₂(layer₁(x)))',
    paper: {
      authors: 'Rumelhart, Hinton & Williams',
      year: 1986,
      title: 'Learning representations by back-propagating errors',
    },
    cost: 'that of its layers',
    when: 'Where one layer is asked for and several are meant, as in parallel. Not at the top of a model, which is such a list already.',
    aliases: ['stack', 'block', 'chain'],
    options: { layers: option.layers({ words: 'each takes what the one before it gives' }) },
    short: 'layers',
    example: {
      options: { layers: [Dense.definition.make({ units: 1, kernelInitializer: ones })] },
      inputs: [[1, 2]],
      value: [[3]],
    },
    plan: ({ layers }) => ({
      ...planOf(layers),
      forElements(elements) {
        const chain = chainForElements(layers, elements)
        return { plan: planOf(chain.plans), elements: chain.elements }
      },
    }),
  })

  /** What it calls, one after the other. */
  readonly layers: readonly Layer[]

  constructor(layers: readonly Layer[]) {
    super()
    checkLayers('Sequential', layers)
    this.layers = layers
  }

  override get maskRule(): MaskRule | undefined {
    return maskRuleOfChain(this.layers)
  }

  override call(x: Tensor, mode: Mode = prediction): Tensor {
    return callInTurn(this.layers, x, mode)
  }
  override boundsOf(inputs: Bounds, mode: Mode): Bounds {
    return this.layers.reduce(
      (bounds, layer, position) =>
        namingPlace(`layers.${position}`, () =>
          layerBounds(layer, bounds, childMode(mode, position)),
        ),
      inputs,
    )
  }
}

const planOf = (layers: readonly LayerPlan[]): LayerPlan => ({
  outputShape: (inputs) => layerChain(layers, inputs).outputShape,
  parameters: (inputs) => layerChain(layers, inputs).parameters,
  drawsWeights: (inputs) => layerChain(layers, inputs).drawsWeights,
  build: (inputs, rng, dtypeOptions) =>
    new Sequential(layerChain(layers, inputs).build(rng, dtypeOptions)),
})
