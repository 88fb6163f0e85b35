import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { InputError } from '../errors.ts'
import { writeTextAtomic } from '../run/atomic-write.ts'
import { jsonText } from '../run/json-text.ts'
import { makeFolders } from '../run/make-folders.ts'
import type { Round } from '../sweep/sweep.ts'
import { writingTo } from '../write-error.ts'

const planSchema = z.object({
  /** How many points are wanted, the config as it is among them. */
  points: z.number(),
  rounds: z.array(z.object({ points: z.number(), epochs: z.number(), seeds: z.array(z.number()) })),
  /** What the plan was made for; null where the number of points was given. */
  minutes: z.number().nullable(),
  /** Seconds that training takes as the config is, where they were measured. */
  measured: z
    .object({
      perTrial: z.number(),
      perEpoch: z.number(),
      /** The part of `perTrial` that is no training: the begin of a process, and reading the data. */
      overhead: z.number().default(0),
      cores: z.number(),
    })
    .nullable(),
})

/** How many points are tried for how long: made once, before results could have a say in it. */
export type TunePlan = z.output<typeof planSchema>

/** What a training costs, in seconds of one core. */
export type Cost = Omit<NonNullable<TunePlan['measured']>, 'cores'>

/**
 * How many points are compared in the last round, the config as it is among them, and over how many seeds: of a long
 * search as many as tell a small difference, which takes a third of its time or less.
 */
const finalOf = (points: number): { readonly finalists: number; readonly seeds: number } =>
  points < 150 ? { finalists: 3, seeds: 5 } : { finalists: 5, seeds: 10 }
/** One in so many points goes on to the next round, which trains it so many times as long. */
const FACTOR = 3
export const FEWEST_POINTS = 4
export const MOST_POINTS = 1000
/** What a point takes on the average, as a multiple of the config as it is: some regularizers take twice as long. */
const DEARER = 1.5

/** What a plan is made of. */
interface PlanParts {
  readonly points: number
  /** Of the last rounds. */
  readonly epochs: number
  /** Of the config. */
  readonly seed: number
  /** How many seeds the last round has at most. */
  readonly seeds?: number
}

/**
 * The rounds: all points for a ninth of the epochs, a third of them for a third, a ninth to the end, and the best few
 * beside the config as it is with further seeds, by which none of them was chosen.
 */
export function roundsOf({ points, epochs, seed, seeds: most }: PlanParts): TunePlan['rounds'] {
  const { finalists, seeds } = finalOf(points)
  const lengths = [epochs / (FACTOR * FACTOR), epochs / FACTOR, epochs].map(Math.ceil)
  const rising = lengths.filter((length, index) => length > (lengths[index - 1] ?? 0))
  const rounds: TunePlan['rounds'] = []
  let left = points
  for (const length of rising) {
    rounds.push({ points: left, epochs: length, seeds: [seed] })
    left = Math.min(left, Math.max(finalists, Math.ceil(left / FACTOR)))
  }
  const length = Math.min(seeds, most ?? seeds)
  const further = Array.from({ length }, (_, index) => seed + 1 + index)
  return [...rounds, { points: Math.min(left, finalists), epochs, seeds: further }]
}

/** Seconds of one core that some rounds take. */
export const secondsOf = (rounds: readonly Round[], { perTrial, perEpoch }: Cost): number =>
  rounds.reduce(
    (sum, { points, epochs, seeds }) =>
      sum + points * seeds.length * DEARER * (perTrial + (epochs ?? 0) * perEpoch),
    0,
  )

/**
 * The plan that takes so long on so many cores: as many points as fit, and where too few would, fewer seeds and
 * epochs.
 *
 * @throws InputError where not even that fits
 */
export function planFor(
  minutes: number,
  cores: number,
  cost: Cost,
  { epochs, seed }: Pick<PlanParts, 'epochs' | 'seed'>,
): TunePlan {
  const available = 60 * minutes * cores
  const plan = (parts: PlanParts): TunePlan => {
    const measured = { ...cost, cores }
    return { points: parts.points, rounds: roundsOf(parts), minutes, measured }
  }
  const shorter = [1, 2, 4, 8, 16, 32].map((share) => Math.ceil(epochs / share))
  const attempts = [
    { epochs, fewest: 18 },
    ...[...new Set(shorter)].map((length) => ({ epochs: length, seeds: 3, fewest: 9 })),
    { epochs: shorter.at(-1) ?? epochs, seeds: 3, fewest: FEWEST_POINTS },
  ]
  for (const { fewest, ...attempt } of attempts) {
    const fits = (points: number): boolean =>
      secondsOf(roundsOf({ ...attempt, seed, points }), cost) <= available
    if (!fits(fewest)) continue
    let points = fewest
    while (points < MOST_POINTS && fits(points + 1)) points++
    return plan({ ...attempt, seed, points })
  }
  const least = roundsOf({ points: 9, epochs, seed, seeds: 3 })
  const needed = Math.ceil(secondsOf(least, cost) / cores / 60)
  throw new InputError({
    place: `--minutes ${minutes}`,
    message: `must be enough for a few trainings, of which one takes ${Math.ceil(cost.perTrial + epochs * cost.perEpoch)} s; ${needed} minutes would do, or fewer epochs by --set training.epochs=…`,
  })
}

const fileOf = (folder: string): string => join(folder, 'plan.json')

/** The plan in the folder of a search; null where it has none yet. */
export function readPlan(folder: string): TunePlan | null {
  const file = fileOf(folder)
  if (!existsSync(file)) return null
  try {
    return planSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    const message = 'is damaged; remove it, or name another folder with --output'
    throw new InputError({ place: file, message }, { cause: error })
  }
}

/** Writes the plan into the folder of a search. */
export function writePlan(folder: string, plan: TunePlan): void {
  writingTo(folder, () => makeFolders(folder))
  writeTextAtomic(fileOf(folder), jsonText(plan))
}
