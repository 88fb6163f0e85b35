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
