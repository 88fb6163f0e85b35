/** Where the parts of a small chart stand. */
import type { Curve, Line } from './curves.ts'
import { extentOf, shown, ticks } from './scale.ts'

/** A line of the axis, and what stands beside it. */
interface Tick {
  readonly at: number
  readonly text: string
}

/** A chart in the pixels of its picture. */
export interface Chart {
  readonly width: number
  readonly height: number
  readonly left: number
  readonly right: number
  readonly bottom: number
  readonly horizontal: readonly Tick[]
  readonly vertical: readonly Tick[]
  readonly lines: readonly (Pick<Line, 'name' | 'colour' | 'isBold'> & {
    readonly path: string
    /** Its last value, in words. */
    readonly last: string
  })[]
  /** For those who do not see it. */
  readonly description: string
}

const size = { width: 258, height: 132, left: 40, right: 244, top: 8, bottom: 112 }

/** The chart of a curve over so many epochs. */
export function chartOf(curve: Curve, epochs: number): Chart {
  const { lines, isLogarithmic, isPercent } = curve
  const { left, right, top, bottom } = size
  const inWords = (value: number): string =>
    isPercent && Number.isFinite(value) ? `${Number((100 * value).toFixed(1))} %` : shown(value)
  const onAxis = (value: number): number => (isLogarithmic ? Math.log10(value) : value)
  const [low, high] = rangeOf(curve)
  const [begin, end] = [onAxis(low), onAxis(high)]
  const x = (epoch: number): number =>
    left + (epochs > 1 ? (epoch - 1) / (epochs - 1) : 0.5) * (right - left)
  const y = (value: number): number =>
    bottom - ((onAxis(value) - begin) / (end - begin)) * (bottom - top)
  const vertical = ticks(begin, end, isLogarithmic ? 3 : 4).values.map((value) => ({
    at: round(bottom - ((value - begin) / (end - begin)) * (bottom - top)),
    text: inWords(isLogarithmic ? 10 ** value : value),
  }))
  const horizontal = ticks(1, Math.max(2, epochs), 4)
    .values.filter((value) => Number.isInteger(value))
    .map((value) => ({ at: round(x(value)), text: String(value) }))
  const drawn = lines.map(({ name, values, colour, isBold }) => ({
    ...{ name, colour, isBold, path: pathOf(values, x, y) },
    last: inWords(values.at(-1) ?? Number.NaN),
  }))
  const ends = drawn.map(({ name, last }) => `${name} ${last}`).join(', ')
  const description = `${curve.title} by epoch, now ${ends}`
  return { ...size, horizontal, vertical, lines: drawn, description }
}

/** What the axis reaches. */
function rangeOf({ lines, range, isLogarithmic }: Curve): readonly [number, number] {
  const all = lines.flatMap(({ values }) => values)
  const [least, largest] = extentOf(all) ?? range ?? (isLogarithmic ? [0.1, 1] : [0, 1])
  const low = Math.min(least, range?.[0] ?? least)
  const high = Math.max(largest, range?.[1] ?? largest)
  if (isLogarithmic) return [low / 1.1, high * 1.1]
  if (low < high) return [low, high + (range === null ? 0.04 * (high - low) : 0)]
  return [low, low + 1]
}

function pathOf(
  values: readonly number[],
  x: (epoch: number) => number,
  y: (value: number) => number,
): string {
  let path = ''
  let isDrawing = false
  values.forEach((value, i) => {
    const isThere = Number.isFinite(value)
    if (isThere) path += `${isDrawing ? 'L' : 'M'}${round(x(i + 1))} ${round(y(value))}`
    isDrawing = isThere
  })
  return path
}

const round = (value: number): number => Math.round(10 * value) / 10
