import { holm } from '../compare/holm.ts'
import { meanOf } from '../compare/moments.ts'
import { RandomDraws } from '../compare/random-draws.ts'
import {
  FEWEST,
  isReal,
  type SampleDifference,
  unpairedDifference,
} from '../compare/sample-difference.ts'
import type { PointResult } from '../sweep/ranking.ts'
import { LEVEL } from './compare-finalists.ts'

/** What points that do something come to beside those that leave it as the config has it. */
export interface Effect {
  /** Of an ingredient: `dropout`, `without mixup`. */
  readonly name: string
  /** How many points do it. */
  readonly points: number
  /** The mean place of those, and of those that leave it: from 1, the best. */
  readonly place: number
  readonly otherPlace: number
  /** The middle value of the objective of those, and of those that leave it. */
  readonly value: number
  readonly otherValue: number
  /** Between what the difference of the places may lie; null for too few points. */
  readonly interval: readonly [low: number, high: number] | null
  readonly verdict: 'helps' | 'harms' | 'not told from chance' | 'too few points'
}

/** A thing that points do. */
interface Doing {
  readonly ingredient: string
  readonly name: string
}

/**
 * What each thing that was tried does by itself, whatever else was done: from those that help most on.
 *
 * @param points of the first round, from the best to the worst
 */
export function effectsOf(points: readonly PointResult[]): Effect[] {
  const draws = new RandomDraws(0)
  const doings = points.flatMap(({ parameters }) => Object.entries(parameters).flatMap(doingOf))
  const distinct = [...new Map(doings.map((doing) => [doing.name, doing])).values()]
  const measured = distinct.map((doing) => {
    const places = points.map(({ parameters }, index) => ({
      place: index + 1,
      does: doingOf([doing.ingredient, parameters[doing.ingredient]])[0]?.name === doing.name,
      leaves: parameters[doing.ingredient] === null,
    }))
    const first = places.filter(({ leaves }) => leaves).map(({ place }) => place)
    const second = places.filter(({ does }) => does).map(({ place }) => place)
    const isEnough = Math.min(first.length, second.length) >= FEWEST
    const found = isEnough ? unpairedDifference(first, second, LEVEL, draws) : null
    return { doing, first, second, found }
  })
  /** Of some places the value at the middle one. */
  const valueAtPlace = (places: readonly number[]): number => {
    const place = places.toSorted((a, b) => a - b)[Math.floor((places.length - 1) / 2)]
    return points[(place ?? 0) - 1]?.mean ?? Number.NaN
  }
  const looks = measured.flatMap(({ found }) => found ?? [])
  const corrected = holm(looks.map(({ p }) => p))
  const verdictOf = (found: SampleDifference | null): Effect['verdict'] => {
    if (found === null) return 'too few points'
    if (!isReal(found, corrected[looks.indexOf(found)] ?? 1, LEVEL)) return 'not told from chance'
    return found.difference < 0 ? 'helps' : 'harms'
  }
  return measured
    .map(
      ({ doing, first, second, found }): Effect => ({
        name: doing.name,
        points: second.length,
        place: meanOf(second),
        otherPlace: meanOf(first),
        value: valueAtPlace(second),
        otherValue: valueAtPlace(first),
        interval: found?.interval ?? null,
        verdict: verdictOf(found),
      }),
    )
    .sort((a, b) => a.place - a.otherPlace - (b.place - b.otherPlace))
}

/** What a point does about an ingredient, however strongly; nothing where it leaves it. */
function doingOf([ingredient, dose]: readonly [string, unknown]): Doing[] {
  if (dose === 'without') return [{ ingredient, name: `without ${ingredient}` }]
  if (typeof dose !== 'object' || dose === null) return []
  return Object.keys(dose).map((name) => ({ ingredient, name }))
}
