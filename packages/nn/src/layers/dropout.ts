import { describeValue, type Tensor, where } from '@sobolev/core'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { option } from '../catalogue/option.ts'
import { meets, requirementOf } from '../catalogue/requirement.ts'
import { checkTensors } from '../check-tensors.ts'
import type { MaskRule } from '../modules/mask-rule.ts'
import { checkMode, type Mode, prediction } from '../modules/mode.ts'
import { Module } from '../modules/module.ts'
import { asChance, numberInMode, oneMinus } from '../schedules/number-at.ts'
import type { Schedule } from '../schedules/schedule.ts'
import { keepsElements } from './plans-for-elements.ts'

const table = {
  rate: option.schedule({ minimum: 0, below: 1, words: 'the share that is dropped' }),
}

/** Sets units to 0 at random in training; the identity when not training. */
export class Dropout extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'dropout',
    summary: 'Sets units to 0 at random in training, each on its own, and scales the others up.',
    formula: 'x · b / (1 − rate), b ~ Bernoulli(1 − rate); x when not training',
    paper: {
      authors: 'Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov',
      year: 2014,
      title: 'Dropout: a simple way to prevent neural networks from overfitting',
      place: 'section 10, scaled in training',
    },
    cost: 'a random number for each unit',
    when: 'Wide layers that learn their examples by heart. The expected output is the input; its spread grows with the rate.',
    advice: {
      wants: ['fewRows'],
      suggested: '0.1 to 0.3 for tables, 0.5 between large dense layers.',
      notWith:
        'Batch normalisation right behind it, whose statistics then differ between training and evaluation (Li et al. 2019).',
      limits: 'Slows training; narrow layers lose more than they gain.',
    },
    tuning: { strength: { option: 'rate', from: 0.05, to: 0.5, scale: 'linear' } },
    options: table,
    short: 'rate',
    example: { options: { rate: 0.2 }, inputs: [[1, 2, 3]], value: [[1.25, 0, 3.75]] },
    plan: ({ rate }) =>
      keepsElements({
        outputShape: (inputs) => inputs,
        parameters: () => 0,
        build: () => new Dropout(rate),
      }),
  })

  /** The probability with which a unit is dropped. */
  readonly rate: Schedule

  /** `rate`: the share that is DROPPED, from 0 to below 1; else a RangeError. */
  constructor(rate: Schedule) {
    super()
    if (!meets(table.rate, rate))
      throw new RangeError(
        `Dropout: rate, ${table.rate.words}, must be ${requirementOf(table.rate)}, got ${describeValue(rate)}; new Dropout(0.1)`,
      )
    this.rate = rate
  }

  override get maskRule(): MaskRule {
    return 'elementwise'
  }

  override get isMonotone(): boolean {
    return true
  }

  override call(x: Tensor, mode: Mode = prediction): Tensor {
    checkMode(mode)
    checkTensors('Dropout', { x })
    if (!mode.training || this.rate === 0) return x
    const share = oneMinus(numberInMode('Dropout', this.rate, mode, x.dtype))
    const kept = mode.rng.bernoulli(asChance(share), x.shape)
    return where(kept, x.div(share), 0)
  }
}
