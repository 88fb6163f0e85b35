import { type Shape, ShapeError, type Tensor } from '@sobolev/core'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { type GivenOptions, option } from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import { checkTensors } from '../check-tensors.ts'
import { floatDType } from '../float-dtype.ts'
import { ones } from '../initializers/ones.ts'
import { zeros } from '../initializers/zeros.ts'
import { type MaskRule, maskRuleOf, maskRuleOfBranches } from '../modules/mask-rule.ts'
import { checkMode, type Mode, prediction } from '../modules/mode.ts'
import { Module } from '../modules/module.ts'
import { callAt, checkLayers, type Layer } from '../modules/sequential.ts'
import { withZerosInPadding } from '../modules/without-padding.ts'
import { onePerExample } from '../one-per-example.ts'
import { Dense } from './dense.ts'
import { layerBranches } from './layer-chain.ts'
import { backwardOption, withDerivativesOf } from './shaken-factors.ts'

const table = { backward: backwardOption }

/** Options of `new ShakeShake`, beside its layers. */
export type ShakeShakeOptions = GivenOptions<typeof table>

function checkTwo(layers: readonly unknown[]): string | undefined {
  return layers.length === 2
    ? undefined
    : `layers must be two branches, got ${layers.length}; a branch of several layers is a sequential`
}

/** The shape of both branches. Throws a ShapeError where they differ. */
function sameShape(shapes: readonly Shape[]): Shape {
  const [first = [], second = []] = shapes
  if (first.join() !== second.join())
    throw new ShapeError(
      `ShakeShake: both branches must give one shape, got [${['n', ...first].join(', ')}] and [${['n', ...second].join(', ')}]`,
    )
  return first
}

/** Two branches mixed at random in training, and by half each when not training. */
export class ShakeShake extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'shakeShake',
    summary:
      'Two branches whose outputs are mixed in random shares in training, and derivatives in other random shares.',
    formula:
      'α f(x) + (1 − α) g(x), α ~ U(0, 1) for each example, its derivatives with β ~ U(0, 1) in place of α; (f(x) + g(x)) / 2 when not training',
    paper: {
      authors: 'Gastaldi',
      year: 2017,
      title: 'Shake-Shake regularization',
      place: 'equations 2 and 3',
    },
    cost: 'that of its two branches, and two random numbers for each example',
    when: 'Residual networks for images that are trained for long, over several hundred epochs: within a residual, in place of one branch twice as wide. Not for short training, which it slows down.',
    advice: {
      wants: ['fewRows'],
      suggested:
        'Branches of half the width, cosine learning rate, several hundred epochs; backward shake.',
      notWith:
        'Penalties on derivatives with backward shake, whose derivatives are of no function; short training.',
      limits: 'Underfits where training is short; the gain was shown on CIFAR alone.',
    },
    notes:
      'With backward shake, the best of the paper on CIFAR-10, what training takes for derivatives are those of no function: a penalty on derivatives by the inputs sees β in place of α, and checks of derivatives fail by design. With keep they are those of the outputs, with even those of the mean.',
    aliases: ['shakeShakeImage'],
    options: {
      layers: option.layers({ words: 'the two branches, each of one layer' }),
      ...table,
    },
    short: 'layers',
    check: ({ layers }) => checkTwo(layers),
    // α is 0.47…, the share of 4 beside 0.
    example: {
      options: {
        layers: [
          Dense.definition.make({ units: 1, kernelInitializer: ones }),
          Dense.definition.make({ units: 1, kernelInitializer: zeros }),
        ],
        backward: 'keep',
      },
      inputs: [[1, 3]],
      value: [[1.911998500012603]],
    },
    plan: ({ layers, ...options }) => ({
      outputShape: (inputs) => sameShape(layerBranches(layers, inputs).outputShapes),
      parameters: (inputs) => layerBranches(layers, inputs).parameters,
      drawsWeights: (inputs) => layerBranches(layers, inputs).drawsWeights,
      build: (inputs, rng, dtypeOptions) =>
        new ShakeShake(layerBranches(layers, inputs).build(rng, dtypeOptions), options),
    }),
  })

  /** The two branches, each called with a source of random numbers split off by its position. */
  readonly layers: readonly Layer[]
  /** What the derivatives of the branches are weighted with. */
  readonly backward: 'shake' | 'even' | 'keep'

  /** Throws a TypeError for what is no array of layers, a RangeError unless there are two. */
  constructor(layers: readonly Layer[], options: ShakeShakeOptions = {}) {
    super()
    checkLayers('ShakeShake', layers)
    const fault = checkTwo(layers)
    if (fault !== undefined) throw new RangeError(`ShakeShake: ${fault}`)
    this.layers = layers
    this.backward = readOptions('ShakeShake', table, options).backward
  }

  override get maskRule(): MaskRule | undefined {
    return maskRuleOfBranches(this.layers.map(maskRuleOf))
  }

  /** Throws a ShapeError where the branches give different shapes. */
  override call(x: Tensor, mode: Mode = prediction): Tensor {
    checkMode(mode)
    checkTensors('ShakeShake', { x })
    const inputs = withZerosInPadding(x, mode.mask)
    const outputs = this.layers.map((layer, position) => callAt(layer, position, inputs, mode))
    sameShape(outputs.map(({ shape }) => shape.slice(1)))
    const [first = x, second = x] = outputs
    const mix = (share: number | Tensor): Tensor => second.add(first.sub(second).mul(share))
    if (!mode.training) return mix(0.5)
    const dtype = floatDType('ShakeShake: outputs', first)
    const draw = (name: string): Tensor =>
      mode.rng.split(name).uniform(onePerExample(first), { dtype })
    const forward = mix(draw('forward'))
    if (this.backward === 'keep') return forward
    return withDerivativesOf(forward, mix(this.backward === 'even' ? 0.5 : draw('backward')))
  }
}
