import { concat, grad, type Shape, ShapeError, type Tensor } from '@sobolev/core'
import { sigmoid } from '../activations/sigmoid.ts'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { option } from '../catalogue/option.ts'
import { checkTensors } from '../check-tensors.ts'
import { ones } from '../initializers/ones.ts'
import { checkMode, type Mode, prediction } from '../modules/mode.ts'
import { Module } from '../modules/module.ts'
import { callInTurn, checkLayers, type Layer } from '../modules/sequential.ts'
import { Dense } from './dense.ts'
import { layerChain } from './layer-chain.ts'

/** Half of the length of states (q, p), or (q, q̇). Throws a ShapeError unless they are one axis of an even length. */
export function halfOf(operation: string, state: Shape): number {
  const [length = 0, ...others] = state
  if (others.length === 0 && length > 0 && length % 2 === 0) return length / 2
  throw new ShapeError(
    `${operation}: an example must be one axis of an even length, places and then as many momenta or speeds, got [${state.join(', ')}]`,
  )
}

/** How a system moves by an energy that its layers learn: the energy is kept along the motion. */
export class Hamiltonian extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'hamiltonian',
    summary: 'Learns an energy, and gives how places and momenta change by it: energy is kept.',
    formula: '(q, p) ↦ (∂H/∂p, −∂H/∂q), H(q, p) the sum of what its layers give',
    paper: {
      authors: 'Greydanus, Dzamba & Yosinski',
      year: 2019,
      title: 'Hamiltonian neural networks',
    },
    cost: 'a forward and a backward pass of its layers, and in training a backward pass through both: about three times its layers',
    when: 'A system without friction is measured as places, momenta and their changes: what is learned keeps an energy, so that long motions stay what they are.',
    advice: {
      wants: ['physics'],
      suggested:
        'Two layers of 200 units with tanh, and squaredError of the changes, as in the paper.',
      notWith: 'ReLU, whose energy is made of planes: forces would be piecewise constant.',
      limits:
        'q and p must be canonical, and friction cannot be learned. The scale of H is that of the data, its zero is free.',
    },
    notes:
      'Its targets are the derivatives in time (dq/dt, dp/dt), so it stands last in a model of the library; a config adds a dense layer behind it. energy(x, mode) is H itself. Inputs are not to be standardised by unequal scales: the equations would change.',
    aliases: ['hnn', 'hamiltonianNetwork'],
    derivatives: 1,
    options: {
      layers: option.layers({ words: 'what the energy is made of: layers, one after the other' }),
    },
    short: 'layers',
    example: {
      options: {
        layers: [Dense.definition.make({ units: 1, kernelInitializer: ones, activation: sigmoid })],
      },
      inputs: [[1, -1]],
      value: [[0.25, -0.25]],
    },
    plan: ({ layers }) => ({
      outputShape: (inputs) => {
        halfOf('Hamiltonian', inputs)
        layerChain(layers, inputs)
        return inputs
      },
      parameters: (inputs) => layerChain(layers, inputs).parameters,
      drawsWeights: (inputs) => layerChain(layers, inputs).drawsWeights,
      build: (inputs, rng, dtypeOptions) =>
        new Hamiltonian(layerChain(layers, inputs).build(rng, dtypeOptions)),
    }),
  })

  /** Called one after the other; the energy of an example is the sum of what they give for it. */
  readonly layers: readonly Layer[]

  /** Throws a TypeError for what is no array of layers. */
  constructor(layers: readonly Layer[]) {
    super()
    checkLayers('Hamiltonian', layers)
    this.layers = layers
  }

  /** H of each state (q, p): [n] of [n, 2 m]. */
  energy(x: Tensor, mode: Mode): Tensor {
    return energyOf(this.layers, x, mode)
  }

  override get givesNegatives(): boolean {
    return true
  }

  /** Throws a ShapeError for what is not [n, 2 m]. */
  override call(x: Tensor, mode: Mode = prediction): Tensor {
    checkMode(mode)
    checkTensors('Hamiltonian', { x })
    const half = halfOf('Hamiltonian', x.shape.slice(1))
    const slopes = grad((state: Tensor) => this.energy(state, mode).sum())(x)
    const [byPlace, byMomentum] = [
      slopes.slice([{}, { stop: half }]),
      slopes.slice([{}, { start: half }]),
    ]
    return concat([byMomentum, byPlace.neg()], 1)
  }
}

/** The sum of what layers give for each example, [n]. */
export function energyOf(layers: readonly Layer[], x: Tensor, mode: Mode): Tensor {
  const outputs = callInTurn(layers, x, mode)
  return outputs.reshape([x.shape[0] ?? 0, -1]).sum(1)
}
