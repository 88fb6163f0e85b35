import type { Notice } from '../data/notice.ts'
import type { EpochRecord } from './records.ts'

/** A penalty of more than so many times the loss rules training. */
const outweighs = 100
/** What is below this share of the total, and of the gradients, does nothing. */
const nothing = 1e-6

/** Watches the penalties of a training, and says once of each what goes wrong with it, with the way out. */
export class PenaltyWatch {
  readonly #told = new Set<string>()
  /** The largest share that each had of the total or of the gradients. */
  readonly #largest = new Map<string, number>()

  /** What an epoch shows of its penalties. */
  epoch({ epoch, training }: EpochRecord): Notice[] {
    const { penalties, weights = {}, shares = {}, gradientNorms, loss } = training
    const ofPenalties = Object.values(shares).reduce((sum, share) => sum + share, 0)
    return Object.entries(shares).flatMap(([name, share]): Notice[] => {
      const norm = gradientNorms?.penalties[name]
      const ofGradient =
        norm === undefined ? 0 : (norm * (weights[name] ?? 0)) / (gradientNorms?.loss || 1)
      this.#largest.set(name, Math.max(this.#largest.get(name) ?? 0, share, ofGradient))
      const times = share / Math.max(1 - ofPenalties, Number.MIN_VALUE)
      if (loss > 0 && times > outweighs)
        return this.#once(
          name,
          'outweighs',
          `was ${ofDigits(times)} times the loss in epoch ${epoch}, so that training goes by little else; lower its weight, or let weight: auto hold it at a tenth of the loss`,
        )
      const value = penalties[name] ?? 0
      if (norm !== 0 || value === 0) return []
      return this.#once(
        name,
        'flat',
        `its gradient by everything that is trained is 0, although it is ${ofDigits(value)}: training cannot make it smaller; take smooth activations such as tanh, other options of it, or leave it out`,
      )
    })
  }

  /** What the whole training has shown, once it is over. */
  end(): Notice[] {
    return Array.from(this.#largest).flatMap(([name, largest]) =>
      largest < nothing && !this.#told.has(`${name} flat`)
        ? this.#once(
            name,
            'idle',
            'was never a millionth of the total, nor of the gradients: training without it ends alike; give it more weight or a tighter bound, or leave it out',
          )
        : [],
    )
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
