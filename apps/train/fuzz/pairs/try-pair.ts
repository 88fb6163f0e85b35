import { Rng } from '@sobolev/core'
import { parseConfig } from '../../src/config/load.ts'
import { InputError } from '../../src/errors.ts'
import { gatherBatch } from '../../src/train/batch.ts'
import {
  type MethodConfigs,
  type MethodUse,
  requiredValues,
  type Written,
} from '../../src/train/method-configs.fixture.ts'
import { checkedTerms, checkVariables } from '../../src/train/not-finite.ts'
import type { Pair } from './methods.ts'

/** What became of two methods in one config. */
export type Outcome =
  | { readonly is: 'trained' }
  | { readonly is: 'refused'; readonly sentences: readonly string[] }
  | { readonly is: 'failed'; readonly why: string }

/** All weights after two steps, and what is measured of the validation part, as text. */
type End = string

/** Plain steps: those of adam are nearly the same for a gradient of another size. */
const others: Written = { optimizer: { sgd: { learningRate: 0.05 } }, seed: 1 }

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
   * the config; where a method that changes training changes nothing beside the other; and where `compiled` steps have other bits.
   */
  async outcomeOf(pair: Pair, compiled: boolean): Promise<Outcome> {
    const [first, second] = usesOf(pair)
    const text = this.#configs.textOf([first, second], others)
    try {
      const both = await this.#trained(text)
      if (compiled && (await this.#train(text, false)) !== both)
        return { is: 'failed', why: 'compiled, it has other bits' }
      const why =
        (await this.#silenced(both, first, second)) ?? (await this.#silenced(both, second, first))
      return why === undefined ? { is: 'trained' } : { is: 'failed', why }
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

  /** Why a method does nothing beside another, though it does something by itself. */
  async #silenced(both: End, use: MethodUse, beside: MethodUse): Promise<string | undefined> {
    const left = (...uses: readonly MethodUse[]): Promise<End | undefined> =>
      this.#trained(this.#configs.textOf(uses, others)).catch((error: unknown) => {
        if (error instanceof InputError) return undefined
        throw error
      })
    const out = (of: MethodUse): MethodUse => ({ ...of, isLeftOut: true })
    const withoutIt = await left(out(use), beside)
    if (withoutIt === undefined || withoutIt !== both) return undefined
    const [alone, nothing] = [await left(use, out(beside)), await left(out(use), out(beside))]
    if (alone === undefined || nothing === undefined || alone === nothing) return undefined
    return `${use.definition.name} does nothing`
  }

  #trained(text: string): Promise<End> {
    const known = this.#known.get(text) ?? this.#train(text, true)
    this.#known.set(text, known)
    return known
  }

  async #train(text: string, eager: boolean): Promise<End> {
    const config = parseConfig(text, 'pair.yaml')
    const { trainer, training, dataset, evaluated } = await this.#configs.prepare(config, eager)
    const order = Int32Array.from({ length: training.rows }, (_, index) => index)
    const { inputShape, variables } = trainer.learner
    for (let step = 0; step < 2; step++) {
      const batch = gatherBatch(training, order, 9 * step, 9 * step + 9, inputShape)
      checkedTerms(trainer.take(batch, new Rng(1), step), 1, step + 1)
      checkVariables(variables, 1, step + 1)
      evaluated.afterEpoch((step + 2) * trainer.stepsPerEpoch, trainer)
    }
    const figures = evaluated.figures(trainer, dataset.validation)
    if (!Number.isFinite(figures.loss)) throw new Error(`the validation loss is ${figures.loss}`)
    const weights = Object.entries(variables).map(([name, { value }]) => [name, [...value.data]])
    return JSON.stringify([weights, figures, evaluated.trainings])
  }
}

/** A method twice has two names. A weighting weights the penalty beside it. */
function usesOf([first, second]: Pair): [MethodUse, MethodUse] {
  const useOf = (definition: Pair[number], term?: string): MethodUse => ({
    definition,
    options: requiredValues(definition),
    ...(term !== undefined && { term }),
  })
  if (first === second) return [useOf(first, 'one'), useOf(second, 'other')]
  return [useOf(first), useOf(second)]
}
