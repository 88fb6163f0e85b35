import { type Tensor, where } from '@sobolev/core'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { option } from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import { checkTensors } from '../check-tensors.ts'
import { floatDType } from '../float-dtype.ts'
import type { MaskRule } from '../modules/mask-rule.ts'
import { checkMode, type Mode, prediction } from '../modules/mode.ts'
import { Module } from '../modules/module.ts'
import { asChance, numberInMode, oneMinus } from '../schedules/number-at.ts'
import type { Schedule } from '../schedules/schedule.ts'

const table = {
  rate: option.schedule({ minimum: 0, below: 1, words: 'the share that is dropped' }),
}

/** What SELU tends to for very negative inputs, −λα. */
const SATURATED = -1.7580993408473766

/** Drops units to what SELU saturates at, in training; the identity when not training. */
export class AlphaDropout extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'alphaDropout',
    summary:
      'Dropout for self-normalising networks: units fall to what SELU saturates at, and mean and variance stay.',
    formula:
      'a (x b + α′ (1 − b)) − a α′ rate, b ~ Bernoulli(1 − rate), α′ = −1.7581, a = 1 / √((1 − rate) (1 + rate α′²)); x when not training',
    paper: {
      authors: 'Klambauer, Unterthiner, Mayr & Hochreiter',
      year: 2017,
      title: 'Self-normalizing neural networks',
    },
    cost: 'a random number for each unit',
    when: 'After SELU in place of dropout, at rates of 0.05 to 0.1: inputs of mean 0 and variance 1 keep both.',
    advice: {
      wants: ['fewRows'],
      suggested: '0.05 to 0.1.',
      notWith: 'Activations other than selu.',
      limits: 'Keeps mean and variance of self-normalising networks alone.',
    },
    options: table,
    short: 'rate',
    example: {
      options: { rate: 0.2 },
      inputs: [[1, 2, 3]],
      value: [[1.1879435455876273, -1.2361598485763778, 2.945750712474693]],
    },
    plan: ({ rate }) => ({
      outputShape: (inputs) => inputs,
      parameters: () => 0,
      build: () => new AlphaDropout(rate),
    }),
  })

  /** The probability with which a unit is dropped. */
  readonly rate: Schedule

  /** Throws a RangeError for a rate that is not from 0 to below 1. */
  constructor(rate: Schedule) {
    super()
    this.rate = readOptions('AlphaDropout', table, { rate }).rate
  }

  override get maskRule(): MaskRule {
    return 'elementwise'
  }

  override call(x: Tensor, mode: Mode = prediction): Tensor {
    checkMode(mode)
    checkTensors('AlphaDropout', { x })
    floatDType('AlphaDropout: x', x)
    if (!mode.training || this.rate === 0) return x
    const rate = numberInMode('AlphaDropout', this.rate, mode, x.dtype)
    return saturating(x, rate, mode.rng.bernoulli(asChance(oneMinus(rate)), x.shape))
  }
}

/** Units to what SELU saturates at where they are not kept, then scaled and shifted so that mean and variance stay. */
export function saturating(x: Tensor, rate: number | Tensor, isKept: Tensor): Tensor {
  const dropped = where(isKept, x, SATURATED)
  if (typeof rate === 'number') {
    const factor = 1 / Math.sqrt((1 - rate) * (1 + rate * SATURATED * SATURATED))
    return dropped.mul(factor).sub(factor * SATURATED * rate)
  }
  const spread = rate
    .mul(SATURATED * SATURATED)
    .add(1)
    .mul(oneMinus(rate))
    .sqrt()
  return dropped.sub(rate.mul(SATURATED)).div(spread)
}
