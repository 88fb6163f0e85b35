import { checkTransform } from './check-transform.ts'
import type { GradientTransform, State, Transformed } from './transform.ts'

/** A transform, or several by names of your own: each then has random numbers of its own. */
type Link = GradientTransform | Readonly<Record<string, GradientTransform>>

/**
 * Transforms one after the other: each takes what the one before it made.
 *
 * ```ts
 * chain(clipByGlobalNorm(1), adam({ learningRate: 1e-3 }))
 * chain({ early: gradientNoise(1), late: gradientNoise({ decay: 0 }) }, adam())
 * ```
 *
 * @throws TypeError if two of them draw random numbers by the same name, or, at the start, remember something by the
 * same name
 */
export function chain(...links: readonly Link[]): GradientTransform {
  const transforms = links.flatMap(transformsOf)
  const draws = transforms.flatMap(({ draws }) => draws ?? [])
  const alike = draws.find((name, index) => draws.indexOf(name) !== index)
  if (alike !== undefined)
    throw new TypeError(
      `chain: each transform must draw random numbers by a name of its own, got "${alike}" twice; chain({ first: …, second: … }) names them`,
    )
  const { evaluated } = transforms.find((transform) => transform.evaluated) ?? {}
  return {
    ...(draws.length > 0 && { draws }),
    ...(transforms.some(({ goesBack }) => goesBack) && { goesBack: true }),
    ...(evaluated && { evaluated }),
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

function transformsOf(link: Link): GradientTransform[] {
  if (isNamed(link)) return Object.entries(link).map(([name, linked]) => withName(name, linked))
  checkTransform('chain', link)
  return [link]
}

const isNamed = (link: Link): link is Readonly<Record<string, GradientTransform>> =>
  typeof link === 'object' &&
  link !== null &&
  !Array.isArray(link) &&
  !('init' in link || 'update' in link)

/** The same transform, with random numbers of its own. */
function withName(name: string, transform: GradientTransform): GradientTransform {
  checkTransform(`chain: ${name}`, transform)
  return {
    ...transform,
    draws: (transform.draws ?? []).map((inner) => `${name}.${inner}`),
    init: (parameters, variables) => transform.init(parameters, variables),
    update(gradients, state, context) {
      const { rng } = context
      return transform.update(
        gradients,
        state,
        rng ? { ...context, rng: rng.split(name) } : context,
      )
    },
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
