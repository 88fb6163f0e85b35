import { checkTransform } from './check-transform.ts'
import type { GradientTransform, State, Transformed } from './transform.ts'

/**
 * Transforms one after the other: each takes what the one before it made.
 *
 * ```ts
 * chain(clipByGlobalNorm(1), adam({ learningRate: 1e-3 }))
 * ```
 *
 * @throws TypeError at the start if two of them remember something by the same name.
 */
export function chain(...transforms: readonly GradientTransform[]): GradientTransform {
  for (const transform of transforms) checkTransform('chain', transform)
  return {
    init: (parameters, variables) =>
      transforms.reduce<State>(
        (state, transform) => join(state, transform.init(parameters, variables)),
        {},
      ),
    update: (gradients, state, context) =>
      transforms.reduce<Transformed<State>>(
        (before, transform) => {
          const { updates, state: next } = transform.update(before.updates, state, context)
          return { updates, state: { ...before.state, ...next } }
        },
        { updates: gradients, state: {} },
      ),
  }
}

function join(a: State, b: State): State {
  const twice = Object.keys(b).find((name) => Object.hasOwn(a, name))
  if (twice !== undefined)
    throw new TypeError(
      `chain: each transform must remember by names of its own, got "${twice}" twice`,
    )
  return { ...a, ...b }
}
