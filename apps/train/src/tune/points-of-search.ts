import { pointOf } from '../sweep/points.ts'
import type { Parameter } from '../sweep/sweep.ts'
import { dosesOf, type Ingredient, singlesOf } from './ingredient.ts'

/** Of so many points at most half do one thing each. */
const SINGLES = 2
/** Points of the sequence that are looked at for each that is wanted: of few ingredients most are alike. */
const MOST_LOOKS = 20

/** What points differ in. */
export const parametersOf = (ingredients: readonly Ingredient[]): Parameter[] =>
  ingredients.map((ingredient) => ({
    path: ingredient.name,
    domain: dosesOf(ingredient, ingredients.length),
  }))

/**
 * So many points, as far as there are different ones: the config as it is; where there are many, each thing that may be
 * done by itself; and those of a Sobol sequence.
 */
export function pointsOfSearch(
  ingredients: readonly Ingredient[],
  count: number,
): (readonly unknown[])[] {
  const singles = singlesOf(ingredients)
  const start = ingredients.map(() => null)
  const points = new Map<string, readonly unknown[]>()
  const add = (values: readonly unknown[]): unknown => points.set(JSON.stringify(values), values)
  add(start)
  if (singles.length * SINGLES <= count) for (const single of singles) add(single)
  const parameters = parametersOf(ingredients)
  for (let number = 0; points.size < count && number < MOST_LOOKS * count; number++)
    add(pointOf(number, parameters, { kind: 'sobol', seed: 0 }))
  return [...points.values()]
}
