import type { Tensor, Variable } from '@sobolev/core'
import type { Figures } from './figures.ts'

/** A number that ended training by being NaN or infinite. */
export class NotFinite extends Error {
  override readonly name: string = 'NotFinite'

  /**
   * @param what such as `the loss` or `the penalty inputGradient`
   */
  constructor({ name, epoch, step }: StepPlace, what: string, value: number) {
    super(
      `${name === undefined ? '' : `${name}, `}step ${step} (epoch ${epoch}): ${what} is ${value}`,
    )
  }
}

/** What someone can do whose run diverged. */
export const afterDivergence =
  'Lower the learning rate, or set gradientTransforms: { clipByGlobalNorm: 1 }'

/** Which step of which training. */
export interface StepPlace {
  /** How messages call the training; nothing where there is one alone. */
  readonly name?: string | undefined
  readonly epoch: number
  /** From 1. */
  readonly step: number
}

/** The terms of one step, of one element each. */
export interface StepTerms {
  readonly loss: Tensor
  /** Those that were taken, unweighted, by name. */
  readonly penalties: Readonly<Record<string, Tensor>>
  /** What these were multiplied with. */
  readonly weights: Readonly<Record<string, Tensor>>
  readonly total: Tensor
}

/** The loss, the penalties and their weights in a step, as numbers. */
export interface StepFigures {
  readonly loss: number
  /** Those that were taken, unweighted, by name. */
  readonly penalties: Figures
  /** What these were multiplied with. */
  readonly weights: Figures
}

/**
 * The loss and the penalties of a step as numbers.
 *
 * @throws NotFinite naming the first that is not finite: the loss, a penalty, or their sum
 */
export function checkedTerms(terms: StepTerms, place: StepPlace): StepFigures {
  const numberOf = ({ data: [value = Number.NaN] }: Tensor): number => value
  const checked = (what: string, term: Tensor): number => {
    const value = numberOf(term)
    if (!Number.isFinite(value)) throw new NotFinite(place, what, value)
    return value
  }
  const loss = checked('the loss', terms.loss)
  const penalties = Object.entries(terms.penalties).map(
    ([name, term]) => [name, checked(`the penalty ${name}`, term)] as const,
  )
  checked('the sum of the loss and the weighted penalties', terms.total)
  const weights = Object.entries(terms.weights).map(([name, weight]) => [name, numberOf(weight)])
  return { loss, penalties: Object.fromEntries(penalties), weights: Object.fromEntries(weights) }
}

/** @throws NotFinite naming the first variable that holds a number that is not finite */
export function checkVariables(
  variables: Readonly<Record<string, Variable>>,
  place: StepPlace,
): void {
  for (const [name, { value }] of Object.entries(variables)) {
    const bad = notFiniteIn(value)
    if (bad !== null) throw new NotFinite(place, `${name}, after its update,`, bad)
  }
}

/** Whether all numbers of all variables are finite. */
export const areFinite = (variables: Readonly<Record<string, Variable>>): boolean =>
  Object.values(variables).every(({ value }) => notFiniteIn(value) === null)

/** The first number that is not finite. All are looked at after each epoch: so it is eight times faster than by `find`. */
function notFiniteIn({ data }: Tensor): number | null {
  for (let index = 0; index < data.length; index++) {
    const number = data[index] ?? 0
    if (number - number !== 0) return number
  }
  return null
}
