import { type Catalogue, kindNames, type TuningGroup, tuningWords } from '@sobolev/nn'
import type { AnyDefinition } from '../config/method-options.ts'
import type { ConfigDraft } from './config-draft.ts'
import { wayOf } from './find-way.ts'
import type { Choice, Ingredient } from './ingredient.ts'
import { optimizerHas } from './optimizer-way.ts'
import { sizeIngredient } from './size-ingredient.ts'
import { strengthsOf, withStrength } from './strength.ts'
import type { Way } from './way.ts'

/** A method that a config may have, and how. */
interface Candidate {
  readonly definition: AnyDefinition
  readonly way: Way
}

/**
 * What may be done otherwise than a config does it: the methods of its catalogue that say how they are tried, and the
 * size of its hidden layers. Those that change others come later. Early stopping is none of them: it takes its epoch by
 * the rows that score it, and would win by that alone.
 *
 * @param start the config as it is written
 */
export function ingredientsFor(start: ConfigDraft, catalogue: Catalogue): Ingredient[] {
  const candidates = kindNames.flatMap((kind): Candidate[] =>
    [...catalogue.of(kind).values()].flatMap((definition: AnyDefinition) => {
      const way = definition.tuning === undefined ? null : wayOf(definition, catalogue, start)
      return way === null || repeatsOptimizer(definition, catalogue, start)
        ? []
        : [{ definition, way }]
    }),
  )
  const byName = new Map<string, Candidate[]>()
  for (const candidate of candidates) {
    const { tuning, name } = candidate.definition
    const group: TuningGroup | string = tuning?.group ?? name
    byName.set(group, [...(byName.get(group) ?? []), candidate])
  }
  const ofMethods = [...byName].map(([name, group]) => ingredientOf(name, group, start, catalogue))
  const size = sizeIngredient(start, (name) => catalogue.of('layer').get(name))
  return size === null ? ofMethods : [...ofMethods, size]
}

/** Whether a change of the gradients is what the optimizer of a config does by an option of its own. */
function repeatsOptimizer(
  { kind, tuning }: AnyDefinition,
  catalogue: Catalogue,
  start: ConfigDraft,
): boolean {
  const option = tuning?.strength?.option
  if (kind !== 'gradientTransform' || option === undefined) return false
  const optimizers = catalogue.of('optimizer')
  return (
    optimizerHas(start, option, (name) => optimizers.get(name)) ||
    [...optimizers.values()].some(
      (optimizer) =>
        optimizer.tuning?.strength?.option === option &&
        wayOf(optimizer, catalogue, start) !== null,
    )
  )
}

function ingredientOf(
  name: string,
  group: readonly Candidate[],
  start: ConfigDraft,
  catalogue: Catalogue,
): Ingredient {
  const removeOthers = (draft: ConfigDraft, kept: Candidate | null): void => {
    for (const other of group)
      if (other !== kept && other.way.isThere(draft)) other.way.remove(draft)
  }
  return {
    name,
    isThere: group.some(({ way }) => way.isThere(start)),
    choices: group.map((candidate): Choice => {
      const { definition, way } = candidate
      const { strength, options: fixed = {} } = definition.tuning ?? {}
      return {
        name: definition.name,
        words: tuningWords(definition) ?? '',
        strengths: strength === undefined ? null : strengthsOf(strength, definition),
        apply(draft, value, epochs) {
          removeOthers(draft, candidate)
          way.put(draft, (before) =>
            withStrength(before ?? fixed, definition, value, { epochs, catalogue }),
          )
        },
      }
    }),
    remove: (draft) => removeOthers(draft, null),
  }
}
