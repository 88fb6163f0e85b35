import type { Config } from '../config/config.ts'
import { MethodConfig } from '../config/method-config.ts'
import type { Notice } from '../data/notice.ts'
import type { Figures } from './figures.ts'
import type { EpochFigures } from './records.ts'

/** A penalty of more than so many times the loss rules training. */
const outweighs = 100
/** What is below this share of the total, and of the gradients, does nothing. */
const nothing = 1e-6
/** By how much of its bound a penalty may be above it, as batches differ. */
const tolerance = 0.05
/** Shares of the total say no more than that a penalty is so many times the loss. */
const mostTimes = 1e12

/** What an epoch shows of penalties beside its record. */
interface Found {
  /** The names of penalties that are not 0 on a batch although their gradients are. */
  readonly flat: readonly string[]
  /** What weights such as `atMost` keep penalties at or below at the end of the epoch, by name. */
  readonly limits: Figures
}

/** A penalty with a bound, what it came to in the last epoch that took it, and the bound. */
interface Bounded {
  readonly value: number
  readonly limit: number
}

/** What a `PenaltyWatch` remembers. */
export interface WatchState {
  readonly told: readonly string[]
  readonly largest: readonly (readonly [name: string, share: number])[]
  readonly bounded: readonly (readonly [name: string, bounded: Bounded])[]
}

/** Watches the penalties of a training, and says once of each what goes wrong with it, with the way out. */
export class PenaltyWatch {
  readonly #config: Pick<Config, 'catalogue' | 'penalties'>
  readonly #told = new Set<string>()
  /** The largest share that each had of the total or of the gradients. */
  readonly #largest = new Map<string, number>()
  readonly #bounded = new Map<string, Bounded>()

  constructor(config: Pick<Config, 'catalogue' | 'penalties'>) {
    this.#config = config
  }

  state(): WatchState {
    return { told: [...this.#told], largest: [...this.#largest], bounded: [...this.#bounded] }
  }

  /** Takes up what `state` gave. */
  restore({ told, largest, bounded }: WatchState): void {
    for (const key of told) this.#told.add(key)
    for (const [name, share] of largest) this.#largest.set(name, share)
    for (const [name, figures] of bounded) this.#bounded.set(name, figures)
  }

  /** What an epoch shows of its penalties. */
  epoch({ epoch, training }: EpochFigures, { flat, limits }: Found): Notice[] {
    const { penalties, weights = {}, shares = {}, gradientNorms, loss } = training
    const ofPenalties = Object.values(shares).reduce((sum, share) => sum + share, 0)
    return Object.entries(shares).flatMap(([name, share]): Notice[] => {
      const value = penalties[name] ?? 0
      const norm = gradientNorms?.penalties[name]
      const ofGradient =
        norm === undefined ? 0 : (norm * (weights[name] ?? 0)) / (gradientNorms?.loss || 1)
      this.#largest.set(name, Math.max(this.#largest.get(name) ?? 0, share, ofGradient))
      const limit = limits[name]
      if (limit !== undefined) this.#bounded.set(name, { value, limit })
      const times = share / Math.max(1 - ofPenalties, Number.MIN_VALUE)
      if (loss > 0 && times > outweighs) {
        const text = times > mostTimes ? `more than ${mostTimes}` : ofDigits(times)
        return this.#once(
          name,
          'outweighs',
          `was ${text} times the loss in epoch ${epoch}, so that training goes by little else; ${this.#lighter(name, limit)}`,
        )
      }
      if (!flat.includes(name)) return []
      return this.#once(
        name,
        'flat',
        `its gradient by everything that is trained is 0, although it is ${ofDigits(value)}: training cannot make it smaller; take smooth activations such as tanh, other options of it, or leave it out`,
      )
    })
  }

  /** What the whole training has shown, once it is over. */
  end(): Notice[] {
    const idle = Array.from(this.#largest).flatMap(([name, largest]) =>
      largest < nothing && !this.#told.has(`${name} flat`)
        ? this.#once(
            name,
            'idle',
            'was never a millionth of the total, nor of the gradients: training without it ends alike; give it more weight or a tighter bound, or leave it out',
          )
        : [],
    )
    const above = Array.from(this.#bounded).flatMap(([name, { value, limit }]) =>
      value > limit * (1 + tolerance)
        ? this.#once(
            name,
            'above',
            `came to ${ofDigits(value)} in the last epoch, above its bound of ${ofDigits(limit)}; train longer, or raise the bound if it stays there`,
          )
        : [],
    )
    return [...idle, ...above]
  }

  /** What to do about a penalty that outweighs the loss. */
  #lighter(name: string, limit: number | undefined): string {
    if (limit !== undefined)
      return `that is what its bound of ${ofDigits(limit)} costs; raise the bound`
    const { catalogue, penalties } = this.#config
    const weight = penalties.byName.get(name)?.options.weight
    const findsItself =
      weight instanceof MethodConfig && catalogue.of('weighting').has(weight.method)
    return `${findsItself ? 'give it a number as its weight' : 'lower its weight'}, or let weight: auto hold it at a tenth of the loss`
  }

  #once(name: string, what: string, text: string): Notice[] {
    const key = `${name} ${what}`
    if (this.#told.has(key)) return []
    this.#told.add(key)
    return [{ place: `penalties.${name}`, column: null, text }]
  }
}

/** A number of three digits that count. */
const ofDigits = (value: number): string => String(Number(value.toPrecision(3)))
