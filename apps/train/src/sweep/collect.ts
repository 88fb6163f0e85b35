import type { Outcome } from './outcome.ts'
import { outcomeIn, promoted } from './run-sweep.ts'
import type { Sweep } from './sweep.ts'
import { firstPoints, trialsOf } from './trials.ts'

/**
 * The outcomes of a sweep's trials that lie in its folder, at most `most`. Those of a round of successive halving count
 * where all of the round before have one.
 *
 * @throws InputError for the outcome of another trial
 */
export async function collectOutcomes(
  sweep: Sweep,
  most: number = Number.POSITIVE_INFINITY,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  let points = firstPoints(sweep)
  for (const [round] of sweep.rounds.entries()) {
    const ofRound: Outcome[] = []
    const trials = trialsOf(sweep, round, points)
    for (const trial of trials) {
      const outcome = await outcomeIn(sweep, trial)
      if (outcome !== null) ofRound.push(outcome)
      if (outcomes.length + ofRound.length >= most) return [...outcomes, ...ofRound]
    }
    outcomes.push(...ofRound)
    if (ofRound.length < trials.length) break
    points = promoted(sweep, round, ofRound)
  }
  return outcomes
}
