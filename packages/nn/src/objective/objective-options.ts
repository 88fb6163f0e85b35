import { checkOptions, describeValue, Rng } from '@sobolev/core'
import type { BatchTransform } from '../batch-transforms/batch-transform.ts'
import { checkLayout, type ExampleLayout } from '../evaluation/example-layout.ts'
import type { LossTransform } from '../loss-transforms/loss-transform.ts'
import type { Loss } from '../losses/loss.ts'
import type { Module } from '../modules/module.ts'
import type { Penalty } from '../penalties/penalty.ts'
import type { Schedule } from '../schedules/schedule.ts'
import { isWeighting, type Weighting } from '../weightings/weighting.ts'

/** A penalty with what it is multiplied with. */
export interface Term {
  /** What is added to the loss. */
  readonly penalty: Penalty
  /** A number, a schedule of the step, or a weighting, by which it finds itself. */
  readonly weight: Schedule | Weighting
  /**
   * k: the penalty is taken in steps 0, k, 2k, … alone, times k, which costs a k-th (lazy regularization: Karras et al.
   * 2020, section 3). @default 1
   */
  readonly every?: number
}

/** What is to be kept small. Penalties and transforms have names of your own; there are none unless given. */
export interface ObjectiveOptions {
  /** The model that is trained. */
  readonly model: Module
  /** The loss of each example, [n]. */
  readonly loss: Loss
  /** Penalties by names of one’s own, each with its weight. */
  readonly penalties?: Readonly<Record<string, Term>>
  /** Changes of the loss that is trained on, one after the other. */
  readonly lossTransforms?: Readonly<Record<string, LossTransform>>
  /** Changes of the batch, one after the other, before anything else; in training only. */
  readonly batchTransforms?: Readonly<Record<string, BatchTransform>>
  /** What penalties that go by the epoch divide the step by; a positive integer. */
  readonly stepsPerEpoch?: number
  /** Which elements of the inputs are which column of a table, and in which units; for penalties that go by columns. */
  readonly layout?: ExampleLayout
  /** The source of what penalties with a state begin with; must be given if there is one. */
  readonly rng?: Rng
}

/** The options, once they are what they must be: JavaScript may leave a call out, or a weight. */
export function checkedOptions(
  options: ObjectiveOptions,
): Required<Omit<ObjectiveOptions, Rare>> & Pick<ObjectiveOptions, Rare> {
  const {
    penalties = {},
    lossTransforms = {},
    batchTransforms = {},
    ...given
  } = checkOptions(
    'objective',
    options,
    {
      model: 'any',
      loss: 'function',
      penalties: 'any',
      lossTransforms: 'any',
      batchTransforms: 'any',
      stepsPerEpoch: 'number',
      layout: 'any',
      rng: 'any',
    },
    ['model', 'loss'],
  )
  const { model, stepsPerEpoch, rng, layout } = given
  if (typeof model.variables !== 'function' || typeof model.call !== 'function')
    throw new TypeError(
      `objective: the model must be a Module, with a method call(x, mode), got ${describeValue(model)}; new Sequential([…]) makes one of layers and functions`,
    )
  checkPenalties(penalties)
  checkTransforms('loss', lossTransforms, '{ smooth: (loss) => … }')
  checkTransforms('batch', batchTransforms, '{ noise: (batch, { rng, step }) => … }')
  if (stepsPerEpoch !== undefined && !(Number.isSafeInteger(stepsPerEpoch) && stepsPerEpoch > 0))
    throw new RangeError(
      `objective: stepsPerEpoch must be a positive integer, got ${describeValue(stepsPerEpoch)}`,
    )
  checkLayout('objective', layout)
  if (rng !== undefined && !(rng instanceof Rng))
    throw new TypeError(
      `objective: rng must be a source of random numbers such as new Rng(0), got ${describeValue(rng)}`,
    )
  return { ...given, penalties, lossTransforms, batchTransforms }
}

type Rare = 'stepsPerEpoch' | 'rng' | 'layout'

function checkPenalties(penalties: Readonly<Record<string, Term>>): void {
  if (!isNamed(penalties))
    throw new TypeError(
      `objective: the penalties must be an object of { penalty, weight } by name, got ${describeValue(penalties)}`,
    )
  for (const [name, term] of Object.entries(penalties)) {
    const { weight, every = 1 } = checkOptions(
      `objective: the penalty "${name}"`,
      term,
      { penalty: 'function', weight: 'any', every: 'number' },
      ['penalty', 'weight'],
    )
    if (typeof weight !== 'function' && !isWeighting(weight) && !Number.isFinite(weight))
      throw new TypeError(
        `objective: the weight of "${name}" must be a finite number, a schedule or a weighting, got ${describeValue(weight)}`,
      )
    if (!(Number.isSafeInteger(every) && every > 0))
      throw new RangeError(
        `objective: every of "${name}" must be a positive integer of steps, got ${describeValue(every)}`,
      )
    if (every > 1 && term.penalty.eachStep)
      throw new RangeError(
        `objective: every of "${name}" must be 1, for the penalty remembers what happens in each step, got ${every}; leave every out`,
      )
  }
}

function checkTransforms(
  kind: 'loss' | 'batch',
  transforms: Readonly<Record<string, unknown>>,
  example: string,
): void {
  if (!isNamed(transforms))
    throw new TypeError(
      `objective: the ${kind} transforms must be an object of functions by name such as ${example}, got ${describeValue(transforms)}`,
    )
  for (const [name, transform] of Object.entries(transforms))
    if (typeof transform !== 'function')
      throw new TypeError(
        `objective: the ${kind} transform "${name}" must be a function, got ${describeValue(transform)}`,
      )
}

const isNamed = (given: object): boolean =>
  typeof given === 'object' &&
  given !== null &&
  !Array.isArray(given) &&
  !(given instanceof Map || given instanceof Set)
