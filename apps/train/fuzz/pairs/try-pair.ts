import { Rng } from '@sobolev/core'
import { kinds } from '@sobolev/nn'
import { parseConfig } from '../../src/config/load.ts'
import { InputError } from '../../src/errors.ts'
import { gatherBatch } from '../../src/train/batch.ts'
import { fit } from '../../src/train/fit.ts'
import {
  type MethodConfigs,
  type MethodUse,
  requiredValues,
  type Written,
} from '../../src/train/method-configs.fixture.ts'
import { checkedTerms, checkVariables } from '../../src/train/not-finite.ts'
import { PenaltyWatch } from '../../src/train/penalty-watch.ts'
import type { Pair } from './methods.ts'

/** What became of two methods in one config; `told`: one does nothing, and the run says so. */
export type Outcome =
  | { readonly is: 'trained' }
  | { readonly is: 'told'; readonly sentence: string }
  | { readonly is: 'refused'; readonly sentences: readonly string[] }
  | { readonly is: 'failed'; readonly why: string }

/** How two steps ended. */
interface End {
  /** All weights, and what is measured of the validation part, as text. */
  readonly bits: string
  /** The loss with the weighted penalties, in the first step. */
  readonly total: number
  /** Whether penalties had the weight 0 in both steps, as one that is below 0 has by a weighting. */
  readonly isUnweighed: boolean
}

/** Plain steps: those of adam are nearly the same for a gradient of another size. */
const others: Written = { optimizer: { sgd: { learningRate: 0.02 } }, seed: 1 }

/** By name, what shows in two steps of a few rows: many cells that are covered, logits that saturate no probability. */
const telling: Readonly<Record<string, Written>> = {
  rowCutout: { rate: 0.5 },
  swapNoise: { rate: 0.5 },
  logitNormalization: { temperature: 1 },
}

/** Whether a method may do nothing where the other one leaves weights, gradients or a penalty within its bounds. */
const isBound = ({ definition, options }: MethodUse): boolean =>
  definition.kind === 'constraint' ||
  definition.kind === 'gradientTransform' ||
  (definition.kind === 'lossTransform' && definition.goesBy === 'mean') ||
  (definition.kind === 'weighting' && definition.make(options).limit !== undefined)

/** Tries pairs of methods, on one table. */
export class PairTrials {
  readonly #configs: MethodConfigs
  /** By the text of the config. */
  readonly #known = new Map<string, Promise<End>>()

  constructor(configs: MethodConfigs) {
    this.#configs = configs
  }

  /**
   * Trains with both for two steps. Fails where it is neither trained with finite numbers nor refused with a place in
   * the config; where a method that changes training changes nothing beside the other, and no notice says so; where two
   * penalties of one kind do not count twice; and where `compiled` steps have other bits.
   */
  async outcomeOf(pair: Pair, compiled: boolean): Promise<Outcome> {
    const uses = usesOf(pair)
    const [first, second] = uses
    const text = this.#configs.textOf(uses, others)
    try {
      const both = await this.#trained(text)
      if (compiled && (await this.#train(text, false)).bits !== both.bits)
        return { is: 'failed', why: 'compiled, it has other bits' }
      const isTwice = pair[0] === pair[1]
      if (isTwice && pair[0].kind === 'penalty' && !(await this.#countsTwice(both, uses)))
        return { is: 'failed', why: 'taken twice, it does not count twice' }
      const silent =
        ((await this.#isSilent(both, first, second)) ? first : undefined) ??
        ((await this.#isSilent(both, second, first)) ? second : undefined)
      const isKept = uses.some(
        (use) =>
          (isBound(use) && use === silent) ||
          (use.definition.kind === 'weighting' && both.isUnweighed),
      )
      if (silent === undefined || isKept) return { is: 'trained' }
      const sentence = await this.#told(text, silent)
      return sentence === undefined
        ? { is: 'failed', why: `${silent.definition.name} does nothing` }
        : { is: 'told', sentence }
    } catch (error) {
      if (!(error instanceof InputError))
        return { is: 'failed', why: error instanceof Error ? (error.stack ?? error.message) : '' }
      const sentences = error.faults.map(({ place, message }) =>
        place === '' ? message : `(place) ${message}`,
      )
      const unplaced = sentences.find(
        (sentence) => !/^(\(place\) )?[a-zA-Z]+(\.[\w-]+)*: /.test(sentence),
      )
      return unplaced === undefined
        ? { is: 'refused', sentences }
        : { is: 'failed', why: `a sentence without a place: ${unplaced}` }
    }
  }

  /** Whether a method does nothing beside another, though it does something by itself. */
  async #isSilent(both: End, use: MethodUse, beside: MethodUse): Promise<boolean> {
    const left = (...uses: readonly MethodUse[]): Promise<End | undefined> =>
      this.#trained(this.#configs.textOf(uses, others)).catch((error: unknown) => {
        if (error instanceof InputError) return undefined
        throw error
      })
    const out = (of: MethodUse): MethodUse => ({ ...of, isLeftOut: true })
    // Without the penalty beside it, a weighting is that of another penalty.
    const isWeighed = use.definition.kind === 'penalty' && beside.definition.kind === 'weighting'
    const withoutIt = await left(out(use), isWeighed ? out(beside) : beside)
    if (withoutIt?.bits !== both.bits) return false
    const [alone, nothing] = [await left(use, out(beside)), await left(out(use), out(beside))]
    if (alone === undefined || nothing === undefined || alone.bits === nothing.bits) return false
    // No weight makes something of a penalty that is 0 in two steps of this model.
    return use.definition.kind !== 'weighting' || withoutIt.bits !== nothing.bits
  }

  /** Whether two terms of one penalty count as one of twice the weight, with the random numbers of either. */
  async #countsTwice({ total }: End, uses: readonly MethodUse[]): Promise<boolean> {
    const totals = await Promise.all(
      uses.map(async (use) => {
        const twice = {
          ...use,
          options: { ...use.options, weight: 2 * Number(use.options.weight) },
        }
        return (await this.#trained(this.#configs.textOf([twice], others))).total
      }),
    )
    const wanted = totals.reduce((sum, one) => sum + one, 0) / totals.length
    return Math.abs(total - wanted) <= 1e-5 * Math.max(1, Math.abs(wanted))
  }

  /** What an epoch with both says of a penalty that does nothing. */
  async #told(
    text: string,
    { definition, term = definition.name }: MethodUse,
  ): Promise<string | undefined> {
    const config = parseConfig(text, 'pair.yaml')
    const { trainer, training, rng, dataset } = await this.#configs.prepare(config)
    const watch = new PenaltyWatch(config)
    const notices = [...dataset.notices]
    const { batchSize, accumulate } = config.training
    await fit({
      ...{ trainings: [{ trainer, part: training, rng }], batchSize, accumulate, epochs: 1 },
      signal: new AbortController().signal,
      validate: () => [{}],
      onStep: () => {},
      onEpoch(_, { record, flat }) {
        notices.push(...watch.epoch(record, { flat, limits: {} }))
        return true
      },
    })
    const place = `${kinds[definition.kind].key}.${term}`
    return [...notices, ...watch.end()].find((notice) => notice.place === place)?.text
  }

  #trained(text: string): Promise<End> {
    const known = this.#known.get(text) ?? this.#train(text, true)
    this.#known.set(text, known)
    return known
  }

  async #train(text: string, eager: boolean): Promise<End> {
    const config = parseConfig(text, 'pair.yaml')
    const { trainer, training, dataset, evaluated } = await this.#configs.prepare(config, eager)
    const totals: number[] = []
    let isUnweighed = true
    const order = Int32Array.from({ length: training.rows }, (_, index) => index)
    const { inputShape, variables } = trainer.learner
    for (let step = 0; step < 2; step++) {
      const batch = gatherBatch(training, order, 9 * step, 9 * step + 9, inputShape)
      const terms = trainer.take(batch, new Rng(1), step)
      checkedTerms(terms, { epoch: 1, step: step + 1 })
      totals.push(terms.total.item())
      isUnweighed &&= Object.values(terms.weights).every((weight) => weight.item() === 0)
      checkVariables(variables, { epoch: 1, step: step + 1 })
      evaluated.afterEpoch((step + 2) * trainer.stepsPerEpoch, trainer)
    }
    const figures = evaluated.figures(trainer, dataset.validation)
    if (!Number.isFinite(figures.loss)) throw new Error(`the validation loss is ${figures.loss}`)
    const weights = Object.entries(variables).map(([name, { value }]) => [name, [...value.data]])
    const [total = Number.NaN] = totals
    // Those of the weights that an average is of stand beside the others, though it be of one moment alone.
    const measured = Object.entries(figures).filter(([name]) => !name.startsWith('trained.'))
    return { bits: JSON.stringify([weights, measured, evaluated.trainings]), total, isUnweighed }
  }
}

/** A method twice has two names. */
function usesOf([first, second]: Pair): [MethodUse, MethodUse] {
  const useOf = (definition: Pair[number], term?: string): MethodUse => ({
    definition,
    options: { ...requiredValues(definition), ...telling[definition.name] },
    ...(term !== undefined && { term }),
  })
  if (first === second) return [useOf(first, 'one'), useOf(second, 'other')]
  return [useOf(first), useOf(second)]
}
