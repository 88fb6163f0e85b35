import type { Tensors } from '@sobolev/nn'
import type { Steps } from './steps.ts'

/** Weights that are evaluated. */
export interface EvaluatedWeights {
  /** As they are now; null where those that are trained are evaluated. */
  readonly weights: () => Tensors | null
  /** The steps, after each of which they are others. */
  readonly steps: Steps
}

/**
 * The weights that are evaluated in place of those that are trained, with running statistics that are theirs.
 *
 * @param statistics of weights, after the step of a number; null for a model that has none. They are computed once after
 * each step, where they are asked for.
 */
export function evaluatedWeights(
  trained: Steps,
  weights: () => Tensors | null,
  statistics: ((weights: Tensors, step: number) => Tensors) | null,
): EvaluatedWeights {
  if (statistics === null) return { weights, steps: trained }
  let latestStep = 0
  let known: Tensors | null = null
  const took = (step: number): void => {
    latestStep = step
    known = null
  }
  return {
    weights() {
      const found = weights()
      if (found === null) return null
      known ??= statistics(found, latestStep)
      return { ...found, ...known }
    },
    steps: {
      ...trained,
      took,
      take(batch, rng, step) {
        took(step)
        return trained.take(batch, rng, step)
      },
      restore(state) {
        took(Math.max(0, (state.step?.item() ?? 0) - 1))
        trained.restore(state)
      },
    },
  }
}
