import { concat, type Shape, ShapeError, type Tensor } from '@sobolev/core'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { type FilledOptions, type GivenOptions, option } from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import { checkTensors } from '../check-tensors.ts'
import { ones } from '../initializers/ones.ts'
import { type MaskRule, maskRuleOf, maskRuleOfBranches } from '../modules/mask-rule.ts'
import { checkMode, type Mode, prediction } from '../modules/mode.ts'
import { Module } from '../modules/module.ts'
import { callAt, checkLayers, type Layer } from '../modules/sequential.ts'
import { withZerosInPadding } from '../modules/without-padding.ts'
import { Dense } from './dense.ts'
import type { LayerPlan } from './layer.ts'
import { layerBranches } from './layer-chain.ts'
import { chainForElements } from './plans-for-elements.ts'

const table = {
  join: option.choice({
    values: ['concatenate', 'sum', 'product'],
    default: 'concatenate',
    words: 'what becomes of what the layers give: it is put side by side, added up or multiplied',
  }),
  along: option.choice({
    values: ['channels', 'features'],
    default: 'channels',
    words: 'the axis that grows where it is put side by side: the first of an example, or its last',
  }),
  keepsInputs: option.flag({
    default: false,
    words: 'whether the inputs themselves stand before what the layers give',
  }),
}

/** Options of `new Parallel`, beside its layers. */
export type ParallelOptions = GivenOptions<typeof table>

type Join = 'concatenate' | 'sum' | 'product'

type Along = 'channels' | 'features'

/** The axis of outputs [n, ...shape] that grows. */
const axisOf = (along: Along, { length }: Shape): number => (along === 'channels' ? 1 : length - 1)

/** The shape of outputs [n, ...shape] beside one another. Throws a ShapeError where they differ in another axis. */
function joinedShape(along: Along, shapes: readonly Shape[]): Shape {
  const [first = [], ...others] = shapes
  const grown = axisOf(along, first)
  const other = others.find(
    (shape) =>
      shape.length !== first.length ||
      shape.some((length, axis) => axis !== grown && length !== first[axis]),
  )
  if (first.length < 2 || other !== undefined)
    throw new ShapeError(
      `Parallel: what its layers give must be [n, ${along === 'channels' ? 'channels, ...' : '..., features'}] and differ in ${along} alone, got ${[first, other ?? first].map(inWords).join(' and ')}`,
    )
  const length = shapes.reduce((sum, shape) => sum + (shape[grown] ?? 0), 0)
  return first.map((size, axis) => (axis === grown ? length : size))
}

/** The shape of which all are. Throws a ShapeError where they differ. */
function sameShape(join: Join, [first = [], ...others]: readonly Shape[]): Shape {
  const other = others.find((shape) => shape.join() !== first.join())
  if (other !== undefined)
    throw new ShapeError(
      `Parallel: what its layers give must have one shape for their ${join}, got ${[first, other].map(inWords).join(' and ')}`,
    )
  return first
}

const shapeOf = (join: Join, along: Along, shapes: readonly Shape[]): Shape =>
  join === 'concatenate' ? joinedShape(along, shapes) : sameShape(join, shapes)

const inWords = ([, ...shape]: Shape): string => `[${['n', ...shape].join(', ')}]`

/** Layers that all take the same inputs; what they give is put beside one another, added up or multiplied. */
export class Parallel extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'parallel',
    summary:
      'Layers that all take the same inputs; what they give stands side by side, or is added up or multiplied.',
    formula:
      '[layer₁(x), layer₂(x), …], or [x, layer₁(x), …]; with join sum layer₁(x) + layer₂(x) + …, with product layer₁(x) · layer₂(x) · …',
    paper: {
      authors: 'Szegedy et al.',
      year: 2015,
      title: 'Going deeper with convolutions',
      place: 'section 4',
    },
    cost: 'that of its layers, and a copy or a sum of what they give',
    when: 'Windows of several sizes on one image, or a network wide and deep at once.',
    notes:
      'A branch of several layers is a sequential. A product of one branch and another with a sigmoid at its end is a gate. With keepsInputs it is the dense connection of Huang, Liu, van der Maaten & Weinberger 2017, “Densely connected convolutional networks”.',
    aliases: ['concatenate', 'concat', 'add', 'multiply', 'depthConcat', 'inception', 'denseBlock'],
    options: {
      layers: option.layers({ words: 'the branches, each of one layer' }),
      ...table,
    },
    short: 'layers',
    example: {
      options: {
        layers: [Dense.definition.make({ units: 1, kernelInitializer: ones })],
        keepsInputs: true,
      },
      inputs: [[1, 2]],
      value: [[1, 2, 3]],
    },
    plan: ({ layers, ...options }) => ({
      ...planOf(layers, options),
      forElements(elements) {
        const branches = layers.flatMap((layer) => chainForElements([layer], elements).plans)
        return { plan: planOf(branches, options), elements: null }
      },
    }),
  })

  /** Each is called with a source of random numbers split off by its position. */
  readonly layers: readonly Layer[]
  /** What becomes of the outputs of the branches. */
  readonly join: Join
  /** Along which axis they are joined. */
  readonly along: Along
  /** Whether the inputs are joined to them. */
  readonly keepsInputs: boolean

  /** Throws a TypeError for what is no array of layers. */
  constructor(layers: readonly Layer[], options: ParallelOptions = {}) {
    super()
    checkLayers('Parallel', layers)
    const { join, along, keepsInputs } = readOptions('Parallel', table, options)
    this.layers = layers
    this.join = join
    this.along = along
    this.keepsInputs = keepsInputs
  }

  override get maskRule(): MaskRule | undefined {
    const rules = this.layers.map(maskRuleOf)
    const rule = maskRuleOfBranches(this.keepsInputs ? ['kept', ...rules] : rules)
    // Channels are what steps are here: axis 1.
    const growsSteps = this.join === 'concatenate' && this.along === 'channels'
    return rule === 'kept' && growsSteps ? undefined : rule
  }

  /** Throws a ShapeError where what its layers give differs in another axis than the one that grows, if one does. */
  override call(x: Tensor, mode: Mode = prediction): Tensor {
    checkMode(mode)
    checkTensors('Parallel', { x })
    const inputs = withZerosInPadding(x, mode.mask)
    const given = this.layers.map((layer, position) => callAt(layer, position, inputs, mode))
    const outputs = this.keepsInputs ? [inputs, ...given] : given
    const shapes = outputs.map(({ shape }) => shape)
    const joined = shapeOf(this.join, this.along, shapes)
    if (this.join === 'concatenate') return concat(outputs, axisOf(this.along, joined))
    return outputs.reduce((whole, part) =>
      this.join === 'sum' ? whole.add(part) : whole.mul(part),
    )
  }
}

const planOf = (layers: readonly LayerPlan[], options: FilledOptions<typeof table>): LayerPlan => ({
  outputShape(inputs) {
    const { outputShapes } = layerBranches(layers, inputs)
    const shapes = [...(options.keepsInputs ? [inputs] : []), ...outputShapes]
    return shapeOf(
      options.join,
      options.along,
      shapes.map((shape) => [1, ...shape]),
    ).slice(1)
  },
  parameters: (inputs) => layerBranches(layers, inputs).parameters,
  drawsWeights: (inputs) => layerBranches(layers, inputs).drawsWeights,
  build: (inputs, rng, dtypeOptions) =>
    new Parallel(layerBranches(layers, inputs).build(rng, dtypeOptions), options),
})
