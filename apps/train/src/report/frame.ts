import { scaleLinear, scaleLog } from 'd3-scale'
import { symbol, symbolsFill } from 'd3-shape'
import { plainNumber } from '../cli/format-number.ts'
import { fittedName, widthOf } from '../cli/text-width.ts'
import { element, fragment, type Markup } from './markup.ts'
import { pictureSize, round } from './picture.ts'
import { seriesClass } from './style.ts'

/** How the numbers of a direction lie. */
export interface Axis {
  readonly label: string
  /** `auto`: logarithmic where the numbers are positive and the largest is far above the smallest; linear unless given. */
  readonly scale?: 'linear' | 'log' | 'auto'
  /** Its ends; those of the numbers, rounded, unless given. */
  readonly domain?: readonly [number, number]
}

/** Where a number lies in a picture. */
export type Position = (value: number) => number

/** The axes of a picture, and where numbers lie between them. */
export interface Frame {
  readonly x: Position
  readonly y: Position
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
  /** Axes, their numbers and labels, and the names of series above. */
  readonly axes: Markup
}

/** What a frame is scaled of. */
export interface FrameParts {
  readonly x: Axis
  readonly y: Axis
  /** All numbers that must have a place; those that are not finite are left out. */
  readonly values: { readonly x: Iterable<number>; readonly y: Iterable<number> }
  /** Names of series, in the order of their looks; none for a single one. */
  readonly names?: readonly string[]
  /** How the look of a series is shown beside its name; a line unless given. */
  readonly swatch?: 'line' | 'symbol'
  readonly width?: number
  readonly height?: number
  /** Where the axes begin; beside the numbers of `y` unless given, and then these are not written. */
  readonly left?: number
}

/** The width of a letter of 12 px on the average. */
const LETTER = 6.4
const LINE = 17

/** Axes for numbers. */
export function frame(parts: FrameParts): Frame {
  const { x, y, values, names = [], swatch = 'line' } = parts
  const { width = pictureSize.width, height = pictureSize.height } = parts
  const legend = legendOf(names, swatch, width)
  const [top, bottom] = [12 + legend.height, height - 42]
  const vertical = scaleOf(y, values.y, [bottom, top])
  const yTicks = parts.left === undefined ? ticksOf(vertical, 5) : []
  const left = parts.left ?? 30 + LETTER * Math.max(0, ...yTicks.map(({ text }) => text.length))
  const right = width - 14
  const horizontal = scaleOf(x, values.x, [left, right])
  const xTicks = ticksOf(horizontal, Math.floor((right - left) / 70))
  const axes = fragment(
    yTicks.map(({ place, text }) =>
      fragment(
        element('line', { class: 'grid', x1: left, x2: right, y1: place, y2: place }),
        element('text', { class: 'end centre', x: left - 6, y: place }, text),
      ),
    ),
    xTicks.map(({ place, text }) =>
      fragment(
        element('line', { class: 'grid', x1: place, x2: place, y1: top, y2: bottom }),
        element('text', { class: 'middle', x: place, y: bottom + 16 }, text),
      ),
    ),
    element('line', { class: 'axis', x1: left, x2: right, y1: bottom, y2: bottom }),
    element('line', { class: 'axis', x1: left, x2: left, y1: top, y2: bottom }),
    axisLabel(x, (left + right) / 2, bottom + 34, right - left),
    element(
      'g',
      { transform: `translate(14 ${round((top + bottom) / 2)}) rotate(-90)` },
      axisLabel(y, 0, 0, bottom - top),
    ),
    legend.markup,
  )
  return { x: placing(horizontal), y: placing(vertical), left, right, top, bottom, axes }
}

type Scale =
  | ReturnType<typeof scaleLinear<number, number>>
  | ReturnType<typeof scaleLog<number, number>>

const placing =
  (scale: Scale): Position =>
  (value) =>
    round(scale(value))

const axisLabel = ({ label }: Axis, x: number, y: number, room: number): Markup =>
  element('text', { class: 'middle name', x: round(x), y }, fitted(label, room))

/** A text that is cut to a width in px. */
export const fitted = (text: string, room: number): string =>
  fittedName(text, Math.max(3, Math.floor(room / LETTER)))

function scaleOf(
  { scale = 'linear', domain }: Axis,
  values: Iterable<number>,
  range: readonly [number, number],
): Scale {
  const [low, high] = domain ?? extentOf(values)
  const isLog = low > 0 && (scale === 'log' || (scale === 'auto' && high / low > 30))
  const scaled: Scale = isLog ? scaleLog() : scaleLinear()
  scaled.domain([low, high]).range(range)
  return domain === undefined ? scaled.nice() : scaled
}

/** The smallest and the largest finite number, not equal. */
export function extentOf(values: Iterable<number>): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  if (low > high) return [0, 1]
  if (low < high) return [low, high]
  const margin = Math.abs(low) / 2 || 0.5
  return [low - margin, high + margin]
}

function ticksOf(scale: Scale, most: number): { readonly place: number; readonly text: string }[] {
  const every = scale.ticks(most)
  // Of a logarithmic scale d3 gives all of 1, 2, …, 9, 10, 20, …
  const decades = every.filter((value) => value.toExponential().startsWith('1e'))
  const enough = decades.length > 1 ? decades : every
  const ticks = every.length <= 2 * most ? every : enough
  return ticks.map((value) => ({ place: round(scale(value)), text: plainNumber(value) }))
}

/** Names beside the looks of their series, in as many lines as they need. */
function legendOf(
  names: readonly string[],
  swatch: NonNullable<FrameParts['swatch']>,
  width: number,
): { readonly height: number; readonly markup: Markup } {
  let [x, line] = [8, 0]
  const entries = names.map((name, index) => {
    const text = fitted(name, width - 60)
    const room = 40 + LETTER * widthOf(text)
    if (x > 8 && x + room > width) [x, line] = [8, line + 1]
    const place = { x, y: 14 + line * LINE }
    x += room
    return fragment(
      swatchOf(swatch, index, place),
      element('text', { class: 'name centre', x: round(place.x + 28), y: place.y }, text),
    )
  })
  return { height: names.length === 0 ? 0 : (line + 1) * LINE + 4, markup: fragment(entries) }
}

function swatchOf(
  swatch: NonNullable<FrameParts['swatch']>,
  index: number,
  { x, y }: { readonly x: number; readonly y: number },
): Markup {
  if (swatch === 'symbol') return symbolOf(index, { x: x + 14, y })
  return element('path', { class: `curve ${seriesClass(index)}`, d: `M${round(x)},${y}h24` })
}

/** The symbol of a class by its number: in shape and in colour. */
export function symbolOf(
  index: number,
  { x, y }: { readonly x: number; readonly y: number },
): Markup {
  const shape = symbol(symbolsFill[index % symbolsFill.length], 34).digits(1)
  return element('path', {
    class: `fill dot ${seriesClass(index)}`,
    transform: `translate(${round(x)} ${round(y)})`,
    d: shape() ?? '',
  })
}
