import type { OptionTable } from './option.ts'

/** Things that several methods do, of which a search takes one at a time. */
export const tuningGroups = {
  weightDecay: 'how weights decay',
  inputNoise: 'noise on the inputs',
  mixing: 'mixtures of examples',
  average: 'an average of the weights',
} as const

/** A thing that several methods do. */
export type TuningGroup = keyof typeof tuningGroups

/** What an option is tried with. Of a length of time: shares of the training. */
export type Strength =
  | {
      readonly option: string
      readonly from: number
      readonly to: number
      /** Whether numbers are even, or their logarithms are. */
      readonly scale: 'linear' | 'log'
    }
  | { readonly option: string; readonly values: readonly number[] }

/** How a search for a cocktail of regularizers takes a method: with it or without, and how strong. */
export interface Tuning {
  /** How strong it is; none for what is but there or not. */
  readonly strength?: Strength
  /** Other options that it is taken with. */
  readonly options?: Readonly<Record<string, unknown>>
  /** Of its methods one is taken at a time; any number beside it unless given. */
  readonly group?: TuningGroup
  /** The method of the same kind that it is where its strength is 0, and in whose place it is taken. */
  readonly insteadOf?: string
}

/** What is tried of a method, in words; null where it is not part of a search. */
export function tuningWords({
  tuning,
  options,
}: {
  /** How it is tried; what has none is no part of a search. */
  readonly tuning?: Tuning
  /** What may be chosen of it. */
  readonly options: OptionTable
}): string | null {
  if (tuning === undefined) return null
  const { strength, options: fixed = {}, insteadOf } = tuning
  const range = strength === undefined ? 'with it and without' : rangeWords(strength, options)
  const others = Object.entries(fixed).map(([name, value]) => `${name} ${String(value)}`)
  const place = insteadOf === undefined ? [] : [`in place of ${insteadOf} too`]
  return `${[range, ...others, ...place].join(', ')}.`
}

function rangeWords(strength: Strength, options: OptionTable): string {
  const { option } = strength
  const share = options[option]?.type === 'duration' ? ' of the training' : ''
  if ('values' in strength) return `${option} ${strength.values.join(', ')}${share}`
  const { from, to, scale } = strength
  return `${option} from ${from} to ${to}${share}${scale === 'log' ? ', evenly by its logarithm' : ''}`
}
