import { availableParallelism } from 'node:os'
import { InputError } from '../errors.ts'
import type { TrialExecutor } from '../sweep/run-sweep.ts'
import { measureCost } from './measure-cost.ts'
import { pointsOfSearch } from './points-of-search.ts'
import type { TuneStart } from './start-tuning.ts'
import { planFor, readPlan, roundsOf, type TunePlan, writePlan } from './tune-plan.ts'
import type { TuneOptions } from './tune-sweep.ts'

/** Minutes of a search that says nothing of its length. */
export const USUAL_MINUTES = 5

/** How long a command line wants a search to be. */
export interface Length {
  readonly points?: number | undefined
  readonly minutes?: number | undefined
}

/**
 * The plan that lies in the folder of a search, or a new one, which is written there.
 *
 * @param measuring what trains the config as it is where minutes are to become a number of points
 * @throws InputError where the folder was begun with another plan
 */
export async function planOfFolder(
  start: TuneStart,
  options: TuneOptions,
  { points, minutes }: Length,
  measuring: { readonly executor: () => TrialExecutor; readonly signal: AbortSignal },
): Promise<TunePlan> {
  const known = readPlan(options.folder)
  if (known !== null) {
    refuseOther(known, { points, minutes }, options.folder)
    return known
  }
  const { seed, training } = start.config
  const { epochs } = training
  let plan: TunePlan
  if (points !== undefined) {
    const rounds = roundsOf({ points, epochs, seed })
    plan = { points, rounds, minutes: null, measured: null }
  } else {
    const cost = await measureCost(start, options, measuring.executor(), measuring.signal)
    const cores = availableParallelism()
    plan = planFor(minutes ?? USUAL_MINUTES, cores, cost, { epochs, seed })
  }
  const fitting = withDistinctPoints(plan, start)
  writePlan(options.folder, fitting)
  return fitting
}

/** A plan with no more points than there are different ones. */
function withDistinctPoints(plan: TunePlan, { ingredients, config }: TuneStart): TunePlan {
  const last = plan.rounds.at(-1)
  const points = pointsOfSearch(ingredients, plan.points).length
  if (points === plan.points || last === undefined) return plan
  const { epochs, seeds } = last
  return {
    ...plan,
    rounds: roundsOf({ points, epochs, seed: config.seed, seeds: seeds.length }),
  }
}

function refuseOther(known: TunePlan, { points, minutes }: Length, folder: string): void {
  const isOther =
    (points !== undefined && points !== known.points) ||
    (minutes !== undefined && minutes !== known.minutes)
  if (!isOther) return
  const begun = known.minutes === null ? `--points ${known.points}` : `--minutes ${known.minutes}`
  throw new InputError({
    place: folder,
    message: `was begun with ${begun}, by which it goes on; name another folder with --output`,
  })
}
