import type { Tensor } from '@sobolev/core'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { option } from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import { checkTensors } from '../check-tensors.ts'
import { floatDType } from '../float-dtype.ts'
import type { MaskRule } from '../modules/mask-rule.ts'
import { checkMode, type Mode, prediction } from '../modules/mode.ts'
import { Module } from '../modules/module.ts'
import { numberInMode, oneMinus } from '../schedules/number-at.ts'
import type { Schedule } from '../schedules/schedule.ts'

const table = {
  rate: option.schedule({
    minimum: 0,
    below: 1,
    words: 'the rate of the dropout whose mean and variance it has',
  }),
}

/** Multiplies units with random numbers around 1 in training; the identity when not training. */
export class GaussianDropout extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'gaussianDropout',
    summary: 'Multiplies units with normal random numbers around 1 in training, each with its own.',
    formula: 'x · z, z ~ N(1, rate / (1 − rate)); x when not training',
    paper: {
      authors: 'Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov',
      year: 2014,
      title: 'Dropout: a simple way to prevent neural networks from overfitting',
      place: 'section 10',
    },
    cost: 'a normal random number for each unit',
    when: 'In place of dropout: mean and variance are the same, and no unit is gone, so that derivatives by the inputs pass through all of them.',
    advice: {
      wants: ['fewRows'],
      suggested: 'The rate of the dropout that it stands for, 0.1 to 0.5.',
      notWith: 'Batch normalisation right behind it.',
      limits: 'No unit is ever off: no sparse features.',
    },
    aliases: ['multiplicativeGaussianNoise'],
    options: table,
    short: 'rate',
    example: {
      options: { rate: 0.2 },
      inputs: [[1, 2]],
      value: [[1.4955688396270166, 1.0753374116094887]],
    },
    plan: ({ rate }) => ({
      outputShape: (inputs) => inputs,
      parameters: () => 0,
      build: () => new GaussianDropout(rate),
    }),
  })

  /** From 0 to below 1. */
  readonly rate: Schedule

  /** Throws a RangeError for a rate that is not from 0 to below 1. */
  constructor(rate: Schedule) {
    super()
    this.rate = readOptions('GaussianDropout', table, { rate }).rate
  }

  override get maskRule(): MaskRule {
    return 'elementwise'
  }

  override call(x: Tensor, mode: Mode = prediction): Tensor {
    checkMode(mode)
    checkTensors('GaussianDropout', { x })
    const dtype = floatDType('GaussianDropout: x', x)
    if (!mode.training || this.rate === 0) return x
    const rate = numberInMode('GaussianDropout', this.rate, mode, dtype)
    const standardDeviation =
      typeof rate === 'number' ? Math.sqrt(rate / (1 - rate)) : rate.div(oneMinus(rate)).sqrt()
    return x.mul(mode.rng.normal(x.shape, { mean: 1, standardDeviation, dtype }))
  }
}
