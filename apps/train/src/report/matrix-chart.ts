import { fitted } from './frame.ts'
import { element, fragment } from './markup.ts'
import { type Picture, picture, pictureSize, round } from './picture.ts'
import { seriesClass } from './style.ts'

/** What a picture of counts by two things shows. */
export interface MatrixChart {
  readonly name: string
  readonly title: string
  readonly rowLabel: string
  readonly columnLabel: string
  /** Names of rows and columns alike. */
  readonly names: readonly string[]
  readonly counts: readonly (readonly number[])[]
  readonly description: string
}

const side = pictureSize.width
/** Of more rows the counts are not written into the cells, and fewer names beside them. */
const MOST_WRITTEN = 16

/** A cell for each pair, the darker the larger its share of its row. */
export function matrixChart(chart: MatrixChart): Picture {
  const { name, title, names, counts, description } = chart
  const longest = Math.max(1, ...names.map((each) => each.length))
  const left = Math.min(side * 0.3, 34 + 6.4 * longest)
  const top = 8
  const cell = (side - left - 12) / Math.max(1, names.length)
  const bottom = top + cell * names.length
  const isWritten = names.length <= MOST_WRITTEN
  const stride = Math.ceil(names.length / 24)
  const cells = counts.flatMap((row, r) => {
    const total = Math.max(
      1,
      row.reduce((sum, count) => sum + count, 0),
    )
    return row.map((count, c) => {
      const share = count / total
      const place = { x: round(left + c * cell), y: round(top + r * cell) }
      const size = { width: round(cell), height: round(cell) }
      return fragment(
        count === 0 && !isWritten
          ? null
          : element('rect', {
              ...{ class: `fill cell ${seriesClass(r === c ? 0 : 1)}`, ...place, ...size },
              // By the root, or a few wrong ones among many could not be seen.
              'fill-opacity': Math.round(Math.sqrt(share) * 55) / 100,
            }),
        isWritten
          ? element(
              'text',
              {
                class: 'middle centre name',
                x: round(place.x + cell / 2),
                y: round(place.y + cell / 2),
              },
              count,
            )
          : null,
      )
    })
  })
  const labels = names.flatMap((text, index) => {
    if (index % stride !== 0) return []
    const middle = round((index + 0.5) * cell)
    return [
      element(
        'text',
        { class: 'end centre', x: left - 6, y: round(top + middle) },
        fitted(text, left - 30),
      ),
      element(
        'text',
        { class: 'middle', x: round(left + middle), y: round(bottom + 16) },
        fitted(text, Math.max(cell * stride - 4, 12)),
      ),
    ]
  })
  const drawing = fragment(
    element('rect', {
      class: 'outline',
      x: round(left),
      y: top,
      width: round(bottom - top),
      height: round(bottom - top),
    }),
    cells,
    labels,
    element(
      'text',
      { class: 'middle name', x: round((left + side) / 2), y: round(bottom + 34) },
      chart.columnLabel,
    ),
    element(
      'g',
      { transform: `translate(14 ${round((top + bottom) / 2)}) rotate(-90)` },
      element('text', { class: 'middle name' }, chart.rowLabel),
    ),
  )
  return picture({
    ...{ name, title, drawing, description, width: side, height: round(bottom + 42) },
    data: {
      columns: [`${chart.rowLabel} \\ ${chart.columnLabel}`, ...names],
      rows: counts.map((row, index) => [names[index], ...row]),
    },
  })
}
