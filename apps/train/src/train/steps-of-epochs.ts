import { InputError } from '../errors.ts'

/** Steps are counted in int32. */
const MOST_STEPS = 2_147_483_647

/**
 * How many optimizer steps a number of epochs is.
 *
 * @param place the key of the config that says how many epochs
 * @throws InputError for more than can be counted
 */
export function stepsOfEpochs(epochs: number, stepsPerEpoch: number, place: string): number {
  const steps = epochs * stepsPerEpoch
  if (steps <= MOST_STEPS) return steps
  const each = `${stepsPerEpoch} ${stepsPerEpoch === 1 ? 'step' : 'steps'}`
  throw new InputError(
    `${place}: must come to at most ${MOST_STEPS} steps, got ${epochs} epochs of ${each}; give fewer`,
  )
}
