import { type Axis, frame } from './frame.ts'
import { element, fragment } from './markup.ts'
import { type Picture, picture, pictureSize } from './picture.ts'
import { seriesClass } from './style.ts'
import { evenly } from './table.ts'

/** What a chart of points shows. */
export interface ScatterChart {
  readonly name: string
  readonly title: string
  readonly x: Axis
  readonly y: Axis
  readonly points: readonly (readonly [x: number, y: number])[]
  /** A line from one place to another, such as where both axes agree. */
  readonly line?: readonly [readonly [number, number], readonly [number, number]]
  readonly description: string
}

/** Points that are drawn; the file has all. */
const MAX_POINTS = 1500

/** A point for each pair of numbers. */
export function scatterChart({
  name,
  title,
  points,
  line,
  description,
  ...parts
}: ScatterChart): Picture {
  const known = points.filter((point) => point.every(Number.isFinite))
  const ends = line ?? []
  const axes = frame({
    x: parts.x,
    y: parts.y,
    values: {
      x: [...known, ...ends].map(([x]) => x),
      y: [...known, ...ends].map(([, y]) => y),
    },
  })
  const drawing = fragment(
    axes.axes,
    line === undefined
      ? null
      : element('line', {
          ...{ class: 'mark', x1: axes.x(line[0][0]), y1: axes.y(line[0][1]) },
          ...{ x2: axes.x(line[1][0]), y2: axes.y(line[1][1]) },
        }),
    evenly(known, MAX_POINTS).map(([x, y]) =>
      element('circle', {
        class: `fill point ${seriesClass(0)}`,
        cx: axes.x(x),
        cy: axes.y(y),
        r: 2.5,
      }),
    ),
  )
  const data = { columns: [parts.x.label, parts.y.label], rows: points }
  return picture({ name, title, ...pictureSize, drawing, description, data })
}
