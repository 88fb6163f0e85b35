import { full, ones, type Tensor, where } from '@sobolev/core'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { type GivenOptions, option } from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import { checkTensors } from '../check-tensors.ts'
import { floatDType } from '../float-dtype.ts'
import type { MaskRule } from '../modules/mask-rule.ts'
import { checkMode, type Mode, prediction } from '../modules/mode.ts'
import { Module } from '../modules/module.ts'
import { onePerExample } from '../one-per-example.ts'
import { asChance, numberInMode, oneMinus } from '../schedules/number-at.ts'
import type { Schedule } from '../schedules/schedule.ts'
import { backwardOption, withDerivativesOf } from './shaken-factors.ts'

const table = {
  rate: option.schedule({
    minimum: 0,
    below: 1,
    default: 0.5,
    words: 'the share of examples that are disturbed',
  }),
  backward: backwardOption,
}

/** Options of `new ShakeDrop`. */
export type ShakeDropOptions = GivenOptions<typeof table>

/** Multiplies some examples with random factors in training; the identity when not training. */
export class ShakeDrop extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'shakeDrop',
    summary:
      'The end of a residual branch that multiplies some examples with a random factor from −1 to 1 in training, and their derivatives with another.',
    formula:
      '(b + α − bα) x / (1 − rate), b ~ Bernoulli(1 − rate) and α ~ U(−1, 1) for each example, its derivatives with β ~ U(0, 1) in place of α; x when not training',
    paper: {
      authors: 'Yamada, Iwamura, Akiba & Kise',
      year: 2019,
      title: 'ShakeDrop regularization for deep residual learning',
    },
    cost: 'three random numbers for each example',
    when: 'As the last layer of a residual with one branch, where shakeShake needs two; deep networks for images that are trained for hundreds of epochs. The paper lets the rate grow from layer to layer, linearly up to 0.5 in the last. Slows training down.',
    advice: {
      wants: ['fewRows'],
      suggested: 'A rate of 0.5 in the last residual, growing linearly from 0 in the first.',
      notWith:
        'Penalties on derivatives with backward shake, whose derivatives are of no function; residuals without a normalisation before it, whose training diverges in the paper.',
      limits: 'Needs deep networks and several hundred epochs to pay.',
    },
    notes:
      'The paper multiplies with the mean factor 1 − rate when not training; here all is divided by it in training, so that nothing changes later. The paper puts it behind a batchNorm. With backward shake, the paper’s choice, what training takes for derivatives are those of no function: penalties on derivatives by the inputs see β in place of α. With keep they are those of the outputs; with even β is its mean 1/2.',
    options: table,
    short: 'rate',
    // The first is kept, and doubled as all are; α of the others is 0.71…, −0.82… and −0.90….
    example: {
      options: { rate: 0.5, backward: 'keep' },
      inputs: [[1], [2], [3], [4]],
      value: [[2], [2.8763305514538633], [-4.939252267742582], [-7.207611794934996]],
    },
    plan: (options) => ({
      outputShape: (inputs) => inputs,
      parameters: () => 0,
      build: () => new ShakeDrop(options),
    }),
  })

  /** The probability with which an example is multiplied with a random factor. */
  readonly rate: Schedule
  /** What the derivative of the branch is multiplied with. */
  readonly backward: 'shake' | 'even' | 'keep'

  /** Throws a RangeError for a rate that is not from 0 to below 1. */
  constructor(options: ShakeDropOptions = {}) {
    super()
    const { rate, backward } = readOptions('ShakeDrop', table, options)
    this.rate = rate
    this.backward = backward
  }

  override get maskRule(): MaskRule {
    return 'elementwise'
  }

  override call(x: Tensor, mode: Mode = prediction): Tensor {
    checkMode(mode)
    checkTensors('ShakeDrop', { x })
    const dtype = floatDType('ShakeDrop: x', x)
    if (!mode.training || this.rate === 0) return x
    const shape = onePerExample(x)
    const { rng } = mode
    const share = oneMinus(numberInMode('ShakeDrop', this.rate, mode, dtype))
    const isKept = rng.split('kept').bernoulli(asChance(share), shape)
    const draw = (name: string, low: number): Tensor =>
      rng.split(name).uniform(shape, { low, high: 1, dtype })
    const times = (factor: Tensor): Tensor =>
      x.mul(where(isKept, ones(shape, { dtype }), factor).div(share))
    const forward = times(draw('forward', -1))
    if (this.backward === 'keep') return forward
    return withDerivativesOf(
      forward,
      times(this.backward === 'even' ? full(shape, 0.5, { dtype }) : draw('backward', 0)),
    )
  }
}
