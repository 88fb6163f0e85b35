import { describeValue, Rng, type Shape, ShapeError } from '@sobolev/core'

/** What an initialiser must know of a kernel: how many inputs a unit has, and where the units stand. */
export interface Fans {
  /** How many inputs one unit adds up. */
  readonly fanIn: number
  /** How many units one input goes to. */
  readonly fanOut: number
  /** The axis of the kernel that counts the units; `orthogonal` needs it where there are more than two. */
  readonly unitsAxis?: number
}

/**
 * The fans of a kernel [out, in / groups, ...sizes], as `convolution` takes it: each of its `out` units
 * adds up in / groups channels at every place of the window, and each channel goes to out / groups units
 * at as many places.
 */
export function convolutionFans(shape: Shape, groups = 1): Fans {
  if (!Array.isArray(shape))
    throw new TypeError(`convolutionFans: the shape must be an array, got ${describeValue(shape)}`)
  const [units, channels, ...sizes] = shape
  if (units === undefined || channels === undefined || sizes.length === 0)
    throw new ShapeError(
      `convolutionFans: a kernel must be [out, in / groups, ...sizes], got [${shape.join(', ')}]`,
    )
  if (!(Number.isInteger(groups) && groups > 0 && units % groups === 0))
    throw new ShapeError(
      `convolutionFans: groups must be a whole number that divides ${units}, got ${describeValue(groups)}`,
    )
  const places = sizes.reduce((size, length) => size * length, 1)
  return { fanIn: channels * places, fanOut: (units / groups) * places, unitsAxis: 0 }
}

/**
 * The fans that a layer gives, or those of a matrix [in, out], as `matmul(x, kernel)` takes it. Throws a
 * ShapeError for any other shape without fans: [out, in, ...] and [..., in, out] look alike.
 */
export function fansOf(initializer: string, rng: Rng, shape: Shape, given: Fans | undefined): Fans {
  if (!(rng instanceof Rng) || !Array.isArray(shape))
    throw new TypeError(
      `${initializer}: must be given an Rng and a shape, ${initializer}(rng, [in, out]), got ${describeValue(rng)} and ${describeValue(shape)}`,
    )
  if (given) return checked(initializer, given)
  const [fanIn, fanOut, ...more] = shape
  if (fanIn === undefined || fanOut === undefined)
    throw new ShapeError(
      `${initializer}: a kernel must have at least two axes, [in, out], got [${shape.join(', ')}]`,
    )
  if (more.length > 0)
    throw new ShapeError(
      `${initializer}: the fans of a kernel of more than two axes must be given, for [out, in, ...] and [..., in, out] look alike, got only [${shape.join(', ')}]; pass { fans: { fanIn, fanOut } }, for a convolution { fans: convolutionFans(shape) }`,
    )
  return { fanIn, fanOut, unitsAxis: 1 }
}

function checked(initializer: string, fans: Fans): Fans {
  for (const fan of ['fanIn', 'fanOut'] as const)
    if (!(Number.isFinite(fans[fan]) && fans[fan] >= 0))
      throw new RangeError(
        `${initializer}: ${fan} must be a number from 0, got ${describeValue(fans[fan])}`,
      )
  return fans
}
