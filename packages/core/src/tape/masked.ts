import type { Choice } from '../context/entry.ts'
import { add } from '../operations/elementwise/arithmetic.ts'
import { notEqual } from '../operations/elementwise/compare.ts'
import { where } from '../operations/elementwise/select.ts'
import { onesLike, zerosLike } from '../operations/layout/constant.ts'
import type { Tensor } from '../tensor/tensor.ts'

/** The choices between a tensor and the target on one way: an element has passed where all of them took its argument. */
type Way = readonly Choice[]

/**
 * A cotangent on its way back. Where an element of its tensor has passed on none of the ways, the target has
 * nothing from it: there the cotangent is 0, whatever a rule has made of that 0 since.
 */
export interface Masked {
  readonly cotangent: Tensor
  /** A way without choices is open to every element. */
  readonly ways: readonly Way[]
  /** True where a rule may have made 0 · ∞ of such a 0. */
  readonly spoilt: boolean
}

/** Of more choices than this, one tensor keeps what has passed them all. */
const MOST = 8

export const unmasked = (cotangent: Tensor): Masked => ({ cotangent, ways: [[]], spoilt: false })

/** False where every element has passed. */
export const isMasked = ({ ways }: Masked): boolean => ways.every((way) => way.length > 0)

/** The same with its zeros put back. */
export function settled(masked: Masked): Masked {
  if (!masked.spoilt) return masked
  const { cotangent, ways } = masked
  const [only] = ways
  const kept =
    only && ways.length === 1 ? passing(only, cotangent) : keptBy(passed(masked), cotangent)
  return { cotangent: kept, ways, spoilt: false }
}

/** The sum of two. */
export function joined(a: Masked, b: Masked): Masked {
  const ways = simplified([...a.ways, ...b.ways])
  const known = (each: Masked): Masked => (isSameSet(each.ways, ways) ? each : settled(each))
  const [x, y] = [known(a), known(b)]
  const sum = { cotangent: add(x.cotangent, y.cotangent), ways, spoilt: x.spoilt || y.spoilt }
  return ways.flat().length > MOST ? throughTensor(settled(sum), (each) => each) : sum
}

/** `masked` with what `choice`'s own rule made of it: that one's zeros are in place. */
export function chosen(masked: Masked, choice: Choice, cotangent: Tensor): Masked {
  const others = masked.ways.map((way) => way.filter((each) => !isSame(choice, each)))
  const all = {
    cotangent,
    ways: others.map((way) => [...way, choice]),
    spoilt: masked.spoilt && others.flat().length > 0,
  }
  return all.ways.flat().length > MOST ? throughTensor(settled(all), (each) => each) : all
}

/**
 * `pulled`, which a rule made of `masked`, with the zeros that follow from those of `masked`: `carry` gives, of a
 * tensor that is 0 where nothing has passed, one that is 0 where elements lead to such places alone.
 */
export const carried = (
  masked: Masked,
  { cotangent, spoilt }: Masked,
  carry: (passed: Tensor) => Tensor,
): Masked => ({ ...throughTensor(masked, carry), cotangent, spoilt })

/** What `put` makes of the cotangents of several parts, with the zeros that follow from theirs. */
export function together(
  parts: readonly Masked[],
  put: (parts: readonly Tensor[]) => Tensor,
): Masked {
  const sum = unmasked(put(parts.map(({ cotangent }) => cotangent)))
  return parts.some(isMasked) ? throughTensor(sum, () => put(parts.map(passed))) : sum
}

/** The same with one choice, by a tensor that is computed when it is needed, in place of all. */
function throughTensor(masked: Masked, carry: (passed: Tensor) => Tensor): Masked {
  return { ...masked, ways: [[new CarriedChoice(masked, carry)]] }
}

class CarriedChoice implements Choice {
  readonly by = this
  readonly argument = 0
  readonly #carry: () => Tensor
  /** What must be known to carry on. */
  readonly #before: readonly CarriedChoice[]
  #passed: Tensor | null = null

  constructor(masked: Masked, carry: (passed: Tensor) => Tensor) {
    this.#carry = () => carry(passed(masked))
    this.#before = masked.ways.flat().filter((choice) => choice instanceof CarriedChoice)
  }

  readonly keep = (g: Tensor): Tensor => keptBy(this.#known(), g)

  #known(): Tensor {
    // Those before it one after the other: calls within calls would go as deep as the program is long.
    const waiting = this.#unknownBefore()
    for (let next = waiting.at(-1); next; next = waiting.at(-1)) {
      const before = next.#unknownBefore()
      if (before.length > 0) {
        waiting.push(...before)
        continue
      }
      next.#passed ??= next.#carry()
      waiting.pop()
    }
    this.#passed ??= this.#carry()
    return this.#passed
  }

  #unknownBefore(): CarriedChoice[] {
    return this.#before.filter((choice) => choice.#passed === null)
  }
}

/** 0 where an element has passed on none of the ways, more elsewhere. */
function passed({ cotangent, ways }: Masked): Tensor {
  const ones = onesLike(cotangent)
  return ways.map((way) => passing(way, ones)).reduce((sum, each) => add(sum, each))
}

const passing = (way: Way, g: Tensor): Tensor => way.reduce((each, { keep }) => keep(each), g)
const keptBy = (passed: Tensor, g: Tensor): Tensor => where(notEqual(passed, 0), g, zerosLike(g))

const isSame = (a: Choice, b: Choice): boolean => a.by === b.by && a.argument === b.argument
const has = (way: Way, choice: Choice): boolean => way.some((each) => isSame(each, choice))
const isWithin = (a: Way, b: Way): boolean => a.every((choice) => has(b, choice))
const isSameSet = (a: readonly Way[], b: readonly Way[]): boolean =>
  a.length === b.length &&
  a.every((way) => b.some((other) => isWithin(way, other) && isWithin(other, way)))

/** The same ways, without those that a wider one holds; two that part at one choice become the way up to there. */
function simplified(ways: readonly Way[]): readonly Way[] {
  for (const [index, way] of ways.entries()) {
    const others = ways.filter((_, at) => at !== index)
    if (others.some((other) => isWithin(other, way))) return simplified(others)
    for (const other of others) {
      const [apart, ...more] = way.filter((choice) => !has(other, choice))
      const common = way.filter((choice) => has(other, choice))
      const isOther = other.length === way.length && more.length === 0
      const opposite = other.find((choice) => !has(way, choice))
      if (isOther && apart && opposite && apart.by === opposite.by)
        return simplified([common, ...others.filter((each) => each !== other)])
    }
  }
  return ways
}
