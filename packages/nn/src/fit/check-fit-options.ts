import { checkOptions, describeValue, type OptionKinds } from '@sobolev/core'
import { checkRng } from '../check-rng.ts'
import { countRows } from '../data/rows.ts'
import type { FitOptions } from './fit-options.ts'

const kinds: OptionKinds<FitOptions> = {
  ...{ model: 'any', loss: 'any', penalties: 'any', lossTransforms: 'any', batchTransforms: 'any' },
  ...{ layout: 'any', optimizer: 'any', training: 'any', validation: 'any', epochs: 'number' },
  ...{ rng: 'any', batchSize: 'number', lastBatch: ['keep', 'drop'], metrics: 'any' },
  ...{ callbacks: 'any', afterStep: 'function', epochsBefore: 'number', signal: 'any' },
  ...{ objective: 'any', compiled: 'any' },
}

/** The options, as JavaScript may give them. Throws a TypeError or a RangeError for those that `fit` cannot go by. */
export function checkFitOptions(options: FitOptions): FitOptions {
  const required = ['model', 'loss', 'optimizer', 'training', 'epochs', 'rng'] as const
  checkOptions('fit', options, kinds, required)
  const { rng, epochs, epochsBefore = 0, training, validation, metrics, callbacks } = options
  const { objective } = options
  checkRng('fit', rng)
  for (const [name, count] of Object.entries({ epochs, epochsBefore }))
    if (!Number.isInteger(count) || count < 0)
      throw new RangeError(`fit: ${name} must be a whole number from 0, got ${count}`)
  checkExamples('training', training)
  if (validation !== undefined) checkExamples('validation', validation)
  checkMetrics(metrics, validation)
  if (callbacks !== undefined && !Array.isArray(callbacks))
    throw new TypeError(
      `fit: callbacks must be a list, such as [earlyStopping({ patience: 3 })], got ${describeValue(callbacks)}`,
    )
  if (objective !== undefined && typeof Object(objective).state !== 'function')
    throw new TypeError(
      `fit: objective must be one that goes on, such as that of a History, got ${describeValue(objective)}`,
    )
  return options
}

function checkExamples(name: string, examples: unknown): void {
  const { inputs, targets } = Object(examples)
  if (inputs === undefined || targets === undefined)
    throw new TypeError(
      `fit: ${name} must be examples, { inputs, targets }, got ${describeValue(examples)}`,
    )
  if (countRows('fit', examples) === 0)
    throw new RangeError(`fit: ${name} must have an example, got none`)
}

function checkMetrics(metrics: unknown, validation: unknown): void {
  if (metrics === undefined) return
  const functions = Object.values(Object(metrics))
  if (Array.isArray(metrics) || functions.some((metric) => typeof metric !== 'function'))
    throw new TypeError(
      `fit: metrics must be functions by names of your own, such as { accuracy }, got ${describeValue(metrics)}`,
    )
  if (functions.length > 0 && validation === undefined)
    throw new TypeError(
      'fit: metrics are figures of validation examples, got none; validation: training takes those that are trained on',
    )
}
