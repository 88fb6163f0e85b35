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
import { numberInMode } from '../schedules/number-at.ts'
import type { Schedule } from '../schedules/schedule.ts'
import { keepsElements } from './plans-for-elements.ts'

const table = {
  standardDeviation: option.schedule({
    minimum: 0,
    default: 0.1,
    words: 'the size of the noise, in units of the layer’s inputs',
  }),
}

/** Adds normal noise to its inputs in training; the identity when not training. */
export class GaussianNoise extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'gaussianNoise',
    summary: 'Adds normal noise to what the layer before it gives, in training.',
    formula: 'x + σ z, z ~ N(0, 1) for each unit, σ = standardDeviation; x when not training',
    paper: {
      authors: 'Sietsma & Dow',
      year: 1991,
      title: 'Creating artificial neural networks that generalize',
    },
    cost: 'a normal random number for each unit',
    when: 'Between layers, where gaussianDropout, whose noise grows with the unit, leaves small units as they are. Not after relu without a normalisation: the layer before learns to make its outputs large, and the noise nothing beside them.',
    advice: {
      wants: ['noise', 'fewRows'],
      suggested: '0.05 to 0.3 behind a normalisation, where units have a standard deviation of 1.',
      notWith:
        'relu without a normalisation between: the layer before grows its outputs until the noise is small beside them.',
      limits: 'Noise of the same size for all units, whatever they mean; slows training.',
    },
    notes:
      'At the beginning of a model it is the batch transform of the same name, but that penalties take their passes with the same noise. In the limit of little noise it is a penalty on the derivatives by what it is added to (Bishop 1995).',
    aliases: ['noiseLayer', 'activationNoise'],
    options: table,
    short: 'standardDeviation',
    // The first two normal numbers of new Rng(0) are 0.99… and −0.92….
    example: {
      options: { standardDeviation: 0.5 },
      inputs: [[1], [2]],
      value: [[1.4955688396270166], [1.5376687058047442]],
    },
    plan: ({ standardDeviation }) =>
      keepsElements({
        outputShape: (inputs) => inputs,
        parameters: () => 0,
        build: () => new GaussianNoise(standardDeviation),
      }),
  })

  /** Of the noise. */
  readonly standardDeviation: Schedule

  /** Throws a RangeError for a standard deviation below 0. */
  constructor(standardDeviation: Schedule = table.standardDeviation.default) {
    super()
    this.standardDeviation = readOptions('GaussianNoise', table, {
      standardDeviation,
    }).standardDeviation
  }

  override get maskRule(): MaskRule {
    return 'elementwise'
  }

  override call(x: Tensor, mode: Mode = prediction): Tensor {
    checkMode(mode)
    checkTensors('GaussianNoise', { x })
    const dtype = floatDType('GaussianNoise: x', x)
    if (!mode.training || this.standardDeviation === 0) return x
    const standardDeviation = numberInMode('GaussianNoise', this.standardDeviation, mode, dtype)
    return x.add(mode.rng.normal(x.shape, { standardDeviation, dtype }))
  }
}
