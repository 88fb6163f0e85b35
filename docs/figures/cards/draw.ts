import type { PicturedProblem } from './problems.ts'

/** Where a picture's models are asked, as rows of x1 and x2. */
const grid = { left: -1.8, right: 2.8, bottom: -1.3, top: 1.8, columns: 44, rows: 30 }
const curvePoints = 61

/** The points that a model of a problem predicts for its picture, as lines of a table. */
export function pointsOf({ shape }: PicturedProblem): string {
  const { left, right, bottom, top, columns, rows } = grid
  const axis = (low: number, high: number, count: number): string[] =>
    Array.from({ length: count }, (_, i) => (low + ((i + 0.5) * (high - low)) / count).toFixed(4))
  const points =
    shape === 'line'
      ? axis(-1.1, 1.1, curvePoints).map((x) => `${x},0`)
      : axis(top, bottom, rows).flatMap((y) => axis(left, right, columns).map((x) => `${x},${y}`))
  return `x1,x2\n${points.join('\n')}\n`
}

const width = 200
const height = 136
const gap = 16
const headHeight = 20

/** What a model predicts at the points, without the method and with it, side by side. */
export function pictureOfPair(
  problem: PicturedProblem,
  name: string,
  pair: readonly [plain: readonly number[], changed: readonly number[]],
): string {
  const panels = pair.map((predicted, index) => {
    const title = index === 0 ? 'without' : name
    const drawn = problem.shape === 'line' ? curve(predicted) : surface(predicted)
    return `<g transform="translate(${index * (width + gap)} 0)"><text x="0" y="13">${title}</text><g transform="translate(0 ${headHeight})">${drawn}${dots(problem)}</g></g>`
  })
  const total = 2 * width + gap
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${total} ${height + headHeight}" width="${total}" height="${height + headHeight}">
<title>A small model without ${name} and with it</title>
<style>path{shape-rendering:crispEdges}text{font:12px system-ui,sans-serif;fill:#57606a}circle{stroke:#fff;stroke-width:.5}.a{fill:#053061}.b{fill:#67001f}polyline{fill:none;stroke:#b2182b;stroke-width:2}.true{stroke:#8c959f;stroke-width:1}</style>
${panels.join('\n')}
</svg>
`
}

/** From the first class over doubt to the second. */
const bands = ['#2166ac', '#67a9cf', '#d1e5f0', '#f7f7f7', '#fddbc7', '#ef8a62', '#b2182b']

/** Bands of probability, all rectangles of one in one path. */
function surface(predicted: readonly number[]): string {
  const { columns, rows } = grid
  const [cellWidth, cellHeight] = [width / columns, height / rows]
  const paths = bands.map(() => '')
  const bandAt = (cell: number): number =>
    Math.min(bands.length - 1, Math.floor((predicted[cell] ?? 0) * bands.length))
  for (let row = 0; row < rows; row++)
    for (let begin = 0; begin < columns; ) {
      const band = bandAt(row * columns + begin)
      let end = begin + 1
      while (end < columns && bandAt(row * columns + end) === band) end++
      const [x, y] = [(begin * cellWidth).toFixed(1), (row * cellHeight).toFixed(1)]
      const across = ((end - begin) * cellWidth + 0.3).toFixed(1)
      paths[band] += `M${x} ${y}h${across}v${(cellHeight + 0.3).toFixed(1)}h-${across}z`
      begin = end
    }
  return paths.map((d, band) => (d === '' ? '' : `<path fill="${bands[band]}" d="${d}"/>`)).join('')
}

const curveX = (x: number): string => (((x + 1.1) / 2.2) * width).toFixed(1)
const curveY = (y: number): string => (height / 2 - (y / 3.2) * height).toFixed(1)

function curve(predicted: readonly number[]): string {
  const points = predicted.map((y, i) => {
    const x = -1.1 + ((i + 0.5) * 2.2) / curvePoints
    return `${curveX(x)},${curveY(Math.max(-1.6, Math.min(1.6, y)))}`
  })
  return `<polyline points="${points.join(' ')}"/>`
}

/** The rows that are trained on. */
function dots({ table, shape }: PicturedProblem): string {
  const rows = table.split('\n').map((line) => line.split(','))
  return rows
    .filter(([part]) => part === 'train')
    .map(([, target = '', , , x1, x2]) => {
      const isLine = shape === 'line'
      const cx = isLine
        ? curveX(Number(x1))
        : (((Number(x1) - grid.left) / (grid.right - grid.left)) * width).toFixed(1)
      const cy = isLine
        ? curveY(Number(target))
        : (((grid.top - Number(x2)) / (grid.top - grid.bottom)) * height).toFixed(1)
      return `<circle cx="${cx}" cy="${cy}" r="2.5" class="${target === 'c1' ? 'b' : 'a'}"/>`
    })
    .join('')
}
