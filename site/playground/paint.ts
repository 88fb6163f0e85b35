/** What the parts of a picture are drawn with. */
import type { Axis, Picture, Plane } from './messages.ts'
import { type Colour, colourOf, type Palette } from './palette.ts'

/** What is drawn. */
export interface Drawing {
  readonly plane: Plane
  readonly picture: Picture | null
  readonly classes: readonly string[]
  readonly target: string
}

/** A rectangle in pixels of the page. */
export interface Frame {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** A canvas, and all that is drawn on it. */
export interface Paint {
  readonly context: CanvasRenderingContext2D
  readonly frame: Frame
  readonly palette: Palette
  readonly drawing: Drawing
  /** Of the targets. */
  readonly range: readonly [low: number, high: number]
  readonly vertical: Axis
}

/** The colour of a number between the ends of the targets. */
export function colourOfNumber(
  { palette, range: [low, high] }: Paint,
  value: number,
): readonly [Colour, number] {
  const share = Math.min(1, Math.max(-1, (2 * (value - low)) / (high - low) - 1))
  return [colourOf(palette, share < 0 ? 0 : 1), Math.abs(share)]
}

/** The colour of the class that is predicted, and how much more likely it is than where another one is. */
export function colourOfClasses(
  palette: Palette,
  probabilities: Float32Array,
  threshold: number | null,
): readonly [Colour, number] {
  const [, second = 0] = probabilities
  const isSecond = threshold !== null && second > threshold
  const best =
    threshold === null ? probabilities.indexOf(Math.max(...probabilities)) : Number(isSecond)
  const least =
    threshold === null
      ? 1 / Math.max(2, probabilities.length)
      : isSecond
        ? threshold
        : 1 - threshold
  const strength = ((probabilities[best] ?? 0) - least) / (1 - least)
  return [colourOf(palette, Math.max(0, best)), Math.min(1, Math.max(0, strength))]
}
