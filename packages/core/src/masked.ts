import { add } from './operations/arithmetic.ts'
import type { Choice } from './recording.ts'
import type { Tensor } from './tensor.ts'

/**
 * A cotangent on its way back, and the choices between its tensor and the target. Where one of them went to
 * another argument, the target has nothing from this tensor: there the cotangent is 0, whatever a rule has made of
 * that 0 since.
 */
export interface Masked {
  readonly cotangent: Tensor
  readonly choices: readonly Choice[]
  /** True where a rule may have made 0 · ∞ of such a 0. */
  readonly spoilt: boolean
}

/** Each choice costs a `where` whenever the zeros are put back; of more, those nearest to the target are forgotten. */
const MOST = 8

export const unmasked = (cotangent: Tensor): Masked => ({ cotangent, choices: [], spoilt: false })

/** The same with its zeros put back. */
export const settled = (masked: Masked): Masked =>
  masked.spoilt
    ? {
        ...masked,
        cotangent: masked.choices.reduce((g, { keep }) => keep(g), masked.cotangent),
        spoilt: false,
      }
    : masked

/** The sum of two: 0 for sure only where both are. */
export function joined(a: Masked, b: Masked): Masked {
  const choices = a.choices.filter((choice) => b.choices.some(isSame(choice)))
  const [x, y] = [a, b].map((each) => (each.choices.length > choices.length ? settled(each) : each))
  if (!x || !y) return a
  return { cotangent: add(x.cotangent, y.cotangent), choices, spoilt: x.spoilt || y.spoilt }
}

/** `masked` with what `choice`'s own rule made of it: that one's zeros are in place. */
export function chosen(masked: Masked, choice: Choice, cotangent: Tensor): Masked {
  const others = masked.choices.filter((each) => !isSame(choice)(each))
  const all = {
    cotangent,
    choices: [...others, choice],
    spoilt: masked.spoilt && others.length > 0,
  }
  return all.choices.length > MOST ? { ...settled(all), choices: all.choices.slice(1) } : all
}

const isSame =
  (a: Choice) =>
  (b: Choice): boolean =>
    a.by === b.by && a.argument === b.argument
