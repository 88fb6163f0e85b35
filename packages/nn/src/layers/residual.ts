import { type Shape, ShapeError, type Tensor } from '@sobolev/core'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { type GivenOptions, option } from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import { checkTensors } from '../check-tensors.ts'
import { floatDType } from '../float-dtype.ts'
import { ones } from '../initializers/ones.ts'
import { type MaskRule, maskRuleOfChain } from '../modules/mask-rule.ts'
import { checkMode, type Mode, prediction } from '../modules/mode.ts'
import { Module } from '../modules/module.ts'
import { callInTurn, checkLayers, type Layer } from '../modules/sequential.ts'
import { onePerExample } from '../one-per-example.ts'
import { asChance, numberInMode, oneMinus } from '../schedules/number-at.ts'
import type { Schedule } from '../schedules/schedule.ts'
import { Dense } from './dense.ts'
import { layerChain } from './layer-chain.ts'

const table = {
  dropRate: option.schedule({
    minimum: 0,
    below: 1,
    default: 0,
    words: 'the share of examples that pass the layers by in training',
  }),
}

const withLayers = {
  layers: option.layers({ words: 'what is added to the inputs: layers, one after the other' }),
  ...table,
}

/** Options of `new Residual`, beside its layers. */
export type ResidualOptions = GivenOptions<typeof table>

function checkKept(inputs: readonly unknown[], outputs: readonly unknown[]): void {
  const [before, after] = [inputs.join(', '), outputs.join(', ')]
  if (before !== after)
    throw new ShapeError(
      `Residual: its layers must give the shape of their inputs, [${before}], got [${after}]`,
    )
}

const shapeKept = (inputs: Shape, outputs: Shape): Shape => {
  checkKept(['n', ...inputs], ['n', ...outputs])
  return inputs
}

/** Adds what its layers make of the inputs to the inputs, of any shape; the layers keep that shape. */
export class Residual extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'residual',
    summary: 'Layers with a way around them: what they make of the inputs is added to the inputs.',
    formula:
      'x + layers(x); in training x + b · layers(x) / (1 − dropRate), b ~ Bernoulli(1 − dropRate) for each example',
    paper: {
      authors: 'He, Zhang, Ren & Sun',
      year: 2016,
      title: 'Deep residual learning for image recognition',
      place: 'equation 1',
    },
    cost: 'that of its layers, and an addition',
    when: 'Networks of more than a few layers: derivatives reach the first layers undiminished.',
    advice: {
      wants: ['diverges'],
      suggested: 'A drop probability of 0 to 0.2, growing with depth.',
      notWith: 'Networks of two or three layers, which do not need it.',
      limits: 'Stochastic depth helps networks of tens of layers.',
    },
    notes:
      'With a dropRate it is stochastic depth (Huang, Sun, Liu, Sedra & Weinberger 2016, “Deep networks with stochastic depth”): of each example in training, all of the layers or none. The paper multiplies with 1 − dropRate when not training; here what is kept is divided by it in training, so that nothing changes later.',
    aliases: ['skip', 'skipConnection', 'resBlock', 'residualBlock', 'stochasticDepth', 'dropPath'],
    options: withLayers,
    short: 'layers',
    example: {
      options: { layers: [Dense.definition.make({ units: 2, kernelInitializer: ones })] },
      inputs: [[1, 2]],
      value: [[4, 5]],
    },
    plan: ({ layers, dropRate }) => ({
      outputShape: (inputs) => shapeKept(inputs, layerChain(layers, inputs).outputShape),
      parameters: (inputs) => layerChain(layers, inputs).parameters,
      drawsWeights: (inputs) => layerChain(layers, inputs).drawsWeights,
      build: (inputs, rng, dtypeOptions) =>
        new Residual(layerChain(layers, inputs).build(rng, dtypeOptions), { dropRate }),
    }),
  })

  /** Called one after the other, each with a source of random numbers split off by its position. */
  readonly layers: readonly Layer[]
  /** The probability with which an example passes the layers by in training. */
  readonly dropRate: Schedule

  /** Throws a TypeError for what is no array of layers, a RangeError for a rate that is not from 0 to below 1. */
  constructor(layers: readonly Layer[], options: ResidualOptions = {}) {
    super()
    checkLayers('Residual', layers)
    this.layers = layers
    this.dropRate = readOptions('Residual', table, options).dropRate
  }

  override get maskRule(): MaskRule | undefined {
    return maskRuleOfChain(this.layers)
  }

  /** Throws a ShapeError where its layers give another shape than that of `x`. */
  override call(x: Tensor, mode: Mode = prediction): Tensor {
    checkMode(mode)
    checkTensors('Residual', { x })
    const dtype = floatDType('Residual: x', x)
    const outputs = callInTurn(this.layers, x, mode)
    checkKept(x.shape, outputs.shape)
    if (!mode.training || this.dropRate === 0) return x.add(outputs)
    const share = oneMinus(numberInMode('Residual', this.dropRate, mode, dtype))
    const kept = mode.rng.split('kept').bernoulli(asChance(share), onePerExample(x)).cast(dtype)
    return x.add(outputs.mul(kept.div(share)))
  }
}
