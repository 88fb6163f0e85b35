import type { Choice } from '../context/entry.ts'
import { add } from '../operations/elementwise/arithmetic.ts'
import { notEqual } from '../operations/elementwise/compare.ts'
import { where } from '../operations/elementwise/select.ts'
import { onesLike, zerosLike } from '../operations/layout/constant.ts'
import type { Tensor } from '../tensor/tensor.ts'

/** The choices on one path from a tensor to the target: an element passes where all of them took its argument. */
type Path = readonly Choice[]

/**
 * A cotangent with what is known of its zeros. An element of its tensor that passes on none of the paths to the
 * target has no influence on it: its cotangent must be 0, whatever a derivative rule has made of that 0 since.
 */
export interface Masked {
  readonly cotangent: Tensor
  /** An empty path is open to every element. */
  readonly paths: readonly Path[]
  /** True where a rule may have multiplied such a 0 by infinity: `applyMask` puts the zeros back. */
  readonly mayHoldNaN: boolean
}

/** Choices that one cotangent holds at most; of more, one tensor replaces them that says which elements pass. */
const MAX_CHOICES = 8

export const unmasked = (cotangent: Tensor): Masked => ({
  cotangent,
  paths: [[]],
  mayHoldNaN: false,
})

/** False where every element passes. */
export const isMasked = ({ paths }: Masked): boolean => paths.every((path) => path.length > 0)

/** The same with 0 put back where no path lets an element pass. */
export function applyMask(masked: Masked): Masked {
  if (!masked.mayHoldNaN) return masked
  const { cotangent, paths } = masked
  const [path] = paths
  const kept =
    path && paths.length === 1
      ? maskByPath(path, cotangent)
      : maskByTensor(maskOf(masked), cotangent)
  return { cotangent: kept, paths, mayHoldNaN: false }
}

/** The sum of two cotangents of one tensor. */
export function addMasked(a: Masked, b: Masked): Masked {
  const paths = simplifyPaths([...a.paths, ...b.paths])
  // Zeros that the paths of the sum do not imply any more must be put back before.
  const masked = (term: Masked): Masked => (isSameSet(term.paths, paths) ? term : applyMask(term))
  const [x, y] = [masked(a), masked(b)]
  const sum = {
    cotangent: add(x.cotangent, y.cotangent),
    paths,
    mayHoldNaN: x.mayHoldNaN || y.mayHoldNaN,
  }
  return limitChoices(sum)
}

/** `masked` passed on by an operation that chooses: `cotangent` is what its rule made, with the zeros of `choice` in place. */
export function throughChoice(masked: Masked, choice: Choice, cotangent: Tensor): Masked {
  const others = masked.paths.map((path) => path.filter((other) => !isSameChoice(choice, other)))
  return limitChoices({
    cotangent,
    paths: others.map((path) => [...path, choice]),
    mayHoldNaN: masked.mayHoldNaN && others.flat().length > 0,
  })
}

/**
 * The cotangent that a rule pulled back, with the zeros that follow from those of `masked`, which it was given:
 * `carry` takes a tensor that is 0 where no element passes to one that is 0 at inputs that lead to such elements only.
 */
export const propagateMask = (
  masked: Masked,
  { cotangent, mayHoldNaN }: Masked,
  carry: (mask: Tensor) => Tensor,
): Masked => ({ ...withComputedMask(masked, carry), cotangent, mayHoldNaN })

/** What `combine` makes of the cotangents of several parts, with the zeros that follow from theirs. */
export function combineMasked(
  parts: readonly Masked[],
  combine: (parts: readonly Tensor[]) => Tensor,
): Masked {
  const sum = unmasked(combine(parts.map(({ cotangent }) => cotangent)))
  return parts.some(isMasked) ? withComputedMask(sum, () => combine(parts.map(maskOf))) : sum
}

function limitChoices(masked: Masked): Masked {
  if (masked.paths.flat().length <= MAX_CHOICES) return masked
  return withComputedMask(applyMask(masked), (mask) => mask)
}

/** The same with a single choice in place of all: by a mask that is computed when it is needed. */
function withComputedMask(masked: Masked, carry: (mask: Tensor) => Tensor): Masked {
  return { ...masked, paths: [[new ComputedMask(masked, carry)]] }
}

class ComputedMask implements Choice {
  readonly selector = this
  readonly argument = 0
  readonly #compute: () => Tensor
  /** The masks that this one is computed from. */
  readonly #dependencies: readonly ComputedMask[]
  #mask: Tensor | null = null

  constructor(masked: Masked, carry: (mask: Tensor) => Tensor) {
    this.#compute = () => carry(maskOf(masked))
    this.#dependencies = masked.paths.flat().filter((choice) => choice instanceof ComputedMask)
  }

  readonly keep = (g: Tensor): Tensor => maskByTensor(this.#computed(), g)

  #computed(): Tensor {
    // Dependencies one after the other: recursion would go as deep as the program is long.
    const waiting = this.#uncomputedDependencies()
    for (let next = waiting.at(-1); next; next = waiting.at(-1)) {
      const dependencies = next.#uncomputedDependencies()
      if (dependencies.length > 0) {
        waiting.push(...dependencies)
        continue
      }
      next.#mask ??= next.#compute()
      waiting.pop()
    }
    this.#mask ??= this.#compute()
    return this.#mask
  }

  #uncomputedDependencies(): ComputedMask[] {
    return this.#dependencies.filter((choice) => choice.#mask === null)
  }
}

/** 0 where an element passes on none of the paths, more elsewhere. */
function maskOf({ cotangent, paths }: Masked): Tensor {
  const ones = onesLike(cotangent)
  return paths.map((path) => maskByPath(path, ones)).reduce((sum, mask) => add(sum, mask))
}

const maskByPath = (path: Path, g: Tensor): Tensor =>
  path.reduce((masked, { keep }) => keep(masked), g)
const maskByTensor = (mask: Tensor, g: Tensor): Tensor => where(notEqual(mask, 0), g, zerosLike(g))

const isSameChoice = (a: Choice, b: Choice): boolean =>
  a.selector === b.selector && a.argument === b.argument
const includesChoice = (path: Path, choice: Choice): boolean =>
  path.some((other) => isSameChoice(other, choice))
const isSubset = (a: Path, b: Path): boolean => a.every((choice) => includesChoice(b, choice))
const isSameSet = (a: readonly Path[], b: readonly Path[]): boolean =>
  a.length === b.length &&
  a.every((path) => b.some((other) => isSubset(path, other) && isSubset(other, path)))

/**
 * Fewer paths through which the same elements pass: a path is dropped if another asks for less, and two that differ
 * in one choice only, one taking each of its arguments, become one path without that choice.
 */
function simplifyPaths(paths: readonly Path[]): readonly Path[] {
  for (const [index, path] of paths.entries()) {
    const others = paths.filter((_, position) => position !== index)
    if (others.some((other) => isSubset(other, path))) return simplifyPaths(others)
    for (const other of others) {
      const [different, ...more] = path.filter((choice) => !includesChoice(other, choice))
      const common = path.filter((choice) => includesChoice(other, choice))
      const differInOne = other.length === path.length && more.length === 0
      const opposite = other.find((choice) => !includesChoice(path, choice))
      if (differInOne && different && opposite && different.selector === opposite.selector)
        return simplifyPaths([common, ...others.filter((kept) => kept !== other)])
    }
  }
  return paths
}
