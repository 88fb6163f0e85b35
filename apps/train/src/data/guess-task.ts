import { quoted } from '../config/show.ts'

const MAX_INTEGER_CLASSES = 20

/** Whether numbers in the target are classes, and why. */
export interface TaskGuess {
  readonly classes: boolean
  /** Why, and how to ask for the other: `as it holds …; data.task: regression predicts a number`. */
  readonly reason: string
}

/**
 * Whether a target of numbers counts as classes: at most 20 different integers, each of which occurs
 * twice or more on average.
 */
export function guessTask(
  values: readonly number[],
  texts: readonly string[],
  cells: number,
): TaskGuess {
  const asNumber = (why: string): TaskGuess => ({
    classes: false,
    reason: `as ${why}; data.task: classification makes classes of it`,
  })
  const fraction = values.findIndex((value) => !Number.isInteger(value))
  if (fraction >= 0) return asNumber(`it holds ${quoted(texts[fraction] ?? '')}`)
  // Beyond 2⁵³ different integers may be one number.
  const distinct = new Set(
    values.map((value, i) => (Number.isSafeInteger(value) ? value : texts[i])),
  ).size
  if (distinct > MAX_INTEGER_CLASSES) {
    return asNumber(`it holds ${distinct} different integers, more than ${MAX_INTEGER_CLASSES}`)
  }
  if (distinct * 2 > cells) return asNumber(`its ${distinct} integers hardly ever recur`)
  const what = distinct === 1 ? 'one integer' : `${distinct} different integers`
  return {
    classes: true,
    reason: `as it holds only ${what}; data.task: regression predicts a number`,
  }
}
