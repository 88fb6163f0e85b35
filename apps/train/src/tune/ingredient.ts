import { type Domain, valueAt } from '../sweep/domain.ts'
import type { ConfigDraft } from './config-draft.ts'

/** A thing that a config may do or leave, and how strongly. */
export interface Ingredient {
  /** The name of a method, or of what several do: `dropout`, `average`. */
  readonly name: string
  /** Whether the config has it as it is. */
  readonly isThere: boolean
  /** The ways to do it, of which one is taken at a time. */
  readonly choices: readonly Choice[]
  /** Takes it out of a config. */
  readonly remove: (draft: ConfigDraft) => void
}

/** A way to do something. */
export interface Choice {
  /** That of a method. */
  readonly name: string
  /** What is tried of it. */
  readonly words: string
  /** How strong it may be; null for what is but there or not. */
  readonly strengths: Domain | null
  /**
   * Puts it into a config, in place of the ingredient's other ways.
   *
   * @param epochs how long is trained
   */
  readonly apply: (draft: ConfigDraft, strength: unknown, epochs: number) => void
}

/** What a point does about an ingredient: null leaves the config as it is. */
export type Dose = null | 'without' | { readonly [choice: string]: unknown }

/** The share of points that do something about an ingredient of many: everything at once tells little. */
const DONE = 1 / 4
/** The share of these that take away what is there. */
const TAKEN_AWAY = 1 / 3

/** What points do about an ingredient of so many, of which each point is to change at least about two. */
export function dosesOf({ isThere, choices }: Ingredient, count: number): Domain {
  const done = Math.max(DONE, 2 / (count + 1))
  const away = isThere ? done * TAKEN_AWAY : 0
  const share = (done - away) / choices.length
  return {
    kind: 'mixture',
    parts: [
      ...(done < 1
        ? [{ share: 1 - done, domain: { kind: 'values', values: [null] } } as const]
        : []),
      ...(isThere
        ? [{ share: away, domain: { kind: 'values', values: ['without'] } } as const]
        : []),
      ...choices.map(({ name, strengths }) => ({
        share,
        key: name,
        domain: strengths ?? ({ kind: 'values', values: [true] } as const),
      })),
    ],
  }
}

/** Each thing that may be done, by itself and with a middle strength: what every ingredient of a point does. */
export function singlesOf(ingredients: readonly Ingredient[]): (readonly Dose[])[] {
  const only = (position: number, dose: Dose): Dose[] =>
    ingredients.map((_, index) => (index === position ? dose : null))
  return ingredients.flatMap(({ isThere, choices }, position) => [
    ...(isThere ? [only(position, 'without')] : []),
    ...choices.map(({ name, strengths }) =>
      only(position, { [name]: strengths === null ? true : valueAt(strengths, 0.5) }),
    ),
  ])
}

/** Does to a config what a point says about an ingredient. */
export function take(
  { choices, remove }: Ingredient,
  dose: unknown,
  draft: ConfigDraft,
  epochs: number,
): void {
  if (dose === 'without') remove(draft)
  if (typeof dose !== 'object' || dose === null) return
  for (const [name, strength] of Object.entries(dose))
    choices.find((choice) => choice.name === name)?.apply(draft, strength, epochs)
}

/** What a point does about an ingredient in words, such as `dropout 0.21` or `without mixup`; null where it does nothing. */
export function doseText(name: string, dose: unknown): string | null {
  if (dose === 'without') return `without ${name}`
  if (typeof dose !== 'object' || dose === null) return null
  return Object.entries(dose)
    .map(([choice, strength]) => (strength === true ? choice : `${choice} ${strength}`))
    .join(', ')
}
