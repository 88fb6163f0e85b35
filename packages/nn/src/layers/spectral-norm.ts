import { type Rng, stopGradient, type Tensor, Variable, where } from '@sobolev/core'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { type GivenOptions, option } from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import type { Variables } from '../evaluation/evaluation.ts'
import { ones } from '../initializers/ones.ts'
import type { Mode } from '../modules/mode.ts'
import type { Layer } from '../modules/sequential.ts'
import { Dense } from './dense.ts'
import { matrixOf } from './kernel-matrix.ts'
import { layerChain } from './layer-chain.ts'
import { drawDirections, FIRST_ITERATIONS, iterate } from './spectral-directions.ts'
import { checkSource } from './weight-source.ts'
import { changedOption, WeightWrapper, wrappedLayers } from './weight-wrapper.ts'

const table = {
  iterations: option.integer({
    minimum: 1,
    maximum: 1000,
    default: 1,
    words: 'how often a training step goes on with the power iteration',
  }),
  includes: changedOption,
}

/** Options of `new SpectralNorm`, beside its layers. */
export interface SpectralNormOptions extends GivenOptions<typeof table> {
  /** Draws the first directions. */
  readonly rng: Rng
}

/** Its layers, their kernels divided by their largest singular value. */
export class SpectralNorm extends WeightWrapper {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'spectralNorm',
    summary: 'Layers whose kernels are divided by their largest singular values.',
    formula: 'ŵ = w / σ, σ = uᵀ W v, W [units, inputs]; a step: u ← W v / ‖W v‖, v ← Wᵀ u / ‖Wᵀ u‖',
    paper: {
      authors: 'Miyato, Kataoka, Koyama & Yoshida',
      year: 2018,
      title: 'Spectral normalization for generative adversarial networks',
      place: 'equation 8 and algorithm 1',
    },
    cost: 'three products of each kernel with a vector in a training step',
    when: 'A network must not stretch its inputs: with activations of slope 1 or less, the Lipschitz constant of dense layers is at most 1.',
    advice: {
      wants: ['lipschitz', 'diverges'],
      suggested: 'One power iteration in a step.',
      notWith:
        'Weight decay of the same kernel, which it takes back; the ensembles tabM and batchEnsemble, whose members would share u and v, and which refuse it.',
      limits:
        'Bounds each layer; the product is a loose bound of the network, and the iteration lags behind the weights.',
    },
    notes:
      'As in PyTorch’s parametrizations.spectral_norm: no derivative passes through u and v, but one does through σ. They are kept in checkpoints, change once in a training step, in its first pass, and not otherwise. The kernel of a convolution is taken for [out, in · places], as in the paper, which bounds its own norm, not that of the convolution. A kernel of zeros stays as it is.',
    aliases: ['spectralNormalization', 'sn'],
    options: {
      layers: wrappedLayers,
      ...table,
    },
    short: 'layers',
    // A kernel of [1, 1] has the length √2.
    example: {
      options: { layers: [Dense.definition.make({ units: 1, kernelInitializer: ones })] },
      inputs: [[3, 4]],
      value: [[4.949747468305833]],
    },
    plan: ({ layers, ...options }) => ({
      outputShape: (inputs) => layerChain(layers, inputs).outputShape,
      parameters: (inputs) => layerChain(layers, inputs).parameters,
      build: (inputs, rng, dtypeOptions) =>
        new SpectralNorm(layerChain(layers, inputs).build(rng, dtypeOptions), { ...options, rng }),
    }),
  })

  /** How often a training step goes on with the power iteration. */
  readonly iterations: number
  /** u, [units], by the path of the kernel; not trained. */
  readonly unitDirections: Variables
  /** v, [inputs], the other axes of the kernel in their order, by its path; not trained. */
  readonly inputDirections: Variables

  /**
   * Throws a TypeError for what is no array of layers, or without a source of random numbers; a RangeError without such
   * weights.
   */
  constructor(layers: readonly Layer[], { rng, ...given }: SpectralNormOptions) {
    const { iterations, includes } = readOptions('SpectralNorm', table, given)
    super('SpectralNorm', layers, { includes })
    checkSource('SpectralNorm', { rng })
    this.iterations = iterations
    const found = Object.entries(this.changed).map(([path, kernel]) => {
      const first = drawDirections(
        'SpectralNorm',
        rng.split('directions').split(path),
        matrixOf(kernel),
      )
      const directions = iterate(matrixOf(kernel), first, FIRST_ITERATIONS)
      return {
        path,
        unit: statistic('unitDirection', directions.unit),
        input: statistic('inputDirection', directions.input),
      }
    })
    this.unitDirections = Object.fromEntries(found.map(({ path, unit }) => [path, unit]))
    this.inputDirections = Object.fromEntries(found.map(({ path, input }) => [path, input]))
  }

  override get givesNegatives(): boolean {
    return true
  }

  override get remembersWeights(): boolean {
    return true
  }

  protected override changedValue(path: string, kernel: Variable, mode: Mode): Tensor {
    const [unit, input] = [this.unitDirections[path], this.inputDirections[path]]
    if (!unit || !input) return kernel.value
    if (mode.training && mode.updatesStatistics !== false) {
      const before = { unit: unit.value, input: input.value }
      const next = iterate(stopGradient(matrixOf(kernel)), before, this.iterations)
      unit.assign(next.unit)
      input.assign(next.input)
    }
    const stretched = matrixOf(kernel).matmul(stopGradient(input.value))
    const largest = stopGradient(unit.value).mul(stretched).sum()
    return kernel.value.div(where(largest.equal(0), 1, largest))
  }
}

const statistic = (name: string, value: Tensor): Variable =>
  new Variable(value, { name, role: 'statistic', trainable: false })
