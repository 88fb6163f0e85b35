import { grad, solve, stack, type Tensor } from '@sobolev/core'
import { sigmoid } from '../activations/sigmoid.ts'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { type GivenOptions, option } from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import { checkTensors } from '../check-tensors.ts'
import { ones } from '../initializers/ones.ts'
import { checkMode, type Mode, prediction } from '../modules/mode.ts'
import { Module } from '../modules/module.ts'
import { checkLayers, type Layer } from '../modules/sequential.ts'
import { Dense } from './dense.ts'
import { energyOf, halfOf } from './hamiltonian.ts'
import { layerChain } from './layer-chain.ts'

const table = {
  mass: option.number({
    minimum: 0,
    default: 1,
    words: 'm of the kinetic energy ½ m ‖q̇‖² that the layers are added to',
  }),
}

/** Options of `new Lagrangian`, beside its layers. */
export type LagrangianOptions = GivenOptions<typeof table>

/** How a system speeds up by a Lagrangian that its layers learn: the equations of Euler and Lagrange. */
export class Lagrangian extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'lagrangian',
    summary: 'Learns a Lagrangian, and gives accelerations by the equations of Euler and Lagrange.',
    formula: '(q, q̇) ↦ (∂²L/∂q̇²)⁻¹ (∂L/∂q − (∂²L/∂q̇∂q) q̇), L = Σ layers(q, q̇) + ½ mass ‖q̇‖²',
    paper: {
      authors: 'Cranmer, Greydanus, Hoyer, Battaglia, Spergel & Ho',
      year: 2020,
      title: 'Lagrangian neural networks',
      place: 'equation 6',
    },
    cost: 'for each place a second derivative of its layers, a system of equations for each example, and a backward pass through all of it',
    when: 'A system without friction is measured as places, speeds and accelerations, and its momenta are not known: any coordinates will do.',
    advice: {
      wants: ['physics'],
      suggested:
        'Softplus, which the paper chose of several, and two layers of tens to hundreds of units.',
      notWith:
        'ReLU and other activations whose second derivative is 0: the layers would have no mass.',
      limits:
        'Where ∂²L/∂q̇² becomes singular the accelerations grow without end; training may visit such places.',
    },
    notes:
      'The paper has no mass of its own and takes a pseudo-inverse; with mass the equations can be solved from the first step, and what is learned is how L differs from that of a free body. mass: 0 leaves it out. Its targets are accelerations, so it stands last in a model of the library; a config adds a dense layer behind it.',
    aliases: ['lnn', 'lagrangianNetwork', 'eulerLagrange'],
    derivatives: 2,
    options: {
      layers: option.layers({
        words: 'what the Lagrangian is made of: layers, one after the other',
      }),
      ...table,
    },
    short: 'layers',
    example: {
      options: {
        layers: [Dense.definition.make({ units: 1, kernelInitializer: ones, activation: sigmoid })],
      },
      inputs: [[1, -1]],
      value: [[0.25]],
    },
    plan: ({ layers, mass }) => ({
      outputShape: (inputs) => {
        layerChain(layers, inputs)
        return [halfOf('Lagrangian', inputs)]
      },
      parameters: (inputs) => layerChain(layers, inputs).parameters,
      drawsWeights: (inputs) => layerChain(layers, inputs).drawsWeights,
      build: (inputs, rng, dtypeOptions) =>
        new Lagrangian(layerChain(layers, inputs).build(rng, dtypeOptions), { mass }),
    }),
  })

  /** Called one after the other; the sum of what they give for an example is added to ½ mass ‖q̇‖². */
  readonly layers: readonly Layer[]
  /** m of the kinetic energy ½ m ‖q̇‖² that the layers are added to. */
  readonly mass: number

  /** Throws a TypeError for what is no array of layers, a RangeError for a mass below 0. */
  constructor(layers: readonly Layer[], options: LagrangianOptions = {}) {
    super()
    checkLayers('Lagrangian', layers)
    this.layers = layers
    this.mass = readOptions('Lagrangian', table, options).mass
  }

  /** L of each state (q, q̇): [n] of [n, 2 m]. */
  lagrangian(x: Tensor, mode: Mode): Tensor {
    const speeds = x.slice([{}, { start: halfOf('Lagrangian', x.shape.slice(1)) }])
    return energyOf(this.layers, x, mode).add(
      speeds
        .square()
        .sum(1)
        .mul(this.mass / 2),
    )
  }

  override get givesNegatives(): boolean {
    return true
  }

  /** q̈, [n, m] of [n, 2 m]. Throws a ShapeError for another shape. */
  override call(x: Tensor, mode: Mode = prediction): Tensor {
    checkMode(mode)
    checkTensors('Lagrangian', { x })
    const half = halfOf('Lagrangian', x.shape.slice(1))
    const slopes = grad((state: Tensor) => this.lagrangian(state, mode).sum())
    const first = slopes(x)
    // Rows ∂²L/∂q̇ᵢ∂(q, q̇), one for each speed.
    const rows = Array.from({ length: half }, (_, speed) =>
      grad((state: Tensor) =>
        slopes(state)
          .slice([{}, half + speed])
          .sum(),
      )(x),
    )
    const second = stack(rows, 1)
    const masses = second.slice([{}, {}, { start: half }])
    const speeds = x.slice([{}, { start: half }]).reshape([x.shape[0] ?? 0, half, 1])
    const carried = second.slice([{}, {}, { stop: half }]).matmul(speeds)
    const forces = first
      .slice([{}, { stop: half }])
      .reshape(speeds.shape)
      .sub(carried)
    return solve(masses, forces).reshape([x.shape[0] ?? 0, half])
  }
}
