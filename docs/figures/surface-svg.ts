/** One model's probabilities of the second class, row by row from the top. */
export interface Panel {
  readonly title: string
  readonly caption: string
  readonly probabilities: readonly number[]
}

export interface Grid {
  readonly left: number
  readonly right: number
  readonly bottom: number
  readonly top: number
  readonly columns: number
  readonly rows: number
}

const CELL = 2.8
const GAP = 24
const HEAD = 44
/** From the first class over doubt to the second. */
const BANDS = [
  '#2166ac',
  '#4393c3',
  '#92c5de',
  '#d1e5f0',
  '#f7f7f7',
  '#fddbc7',
  '#f4a582',
  '#d6604d',
  '#b2182b',
]

/** Panels side by side: bands of probability, and the points over them. */
export function picture(
  panels: readonly Panel[],
  points: readonly (readonly number[])[],
  grid: Grid,
): string {
  const [width, height] = [grid.columns * CELL, grid.rows * CELL]
  const total = panels.length * width + (panels.length - 1) * GAP
  const drawn = panels.map((panel, index) => {
    const dots = points.map(([x = 0, y = 0, label = 0]) => {
      const cx = ((x - grid.left) / (grid.right - grid.left)) * width
      const cy = ((grid.top - y) / (grid.top - grid.bottom)) * height
      return `<circle cx="${cx.toFixed(1)}" cy="${cy.toFixed(1)}" r="2" class="${label === 1 ? 'b' : 'a'}"/>`
    })
    return `<g transform="translate(${index * (width + GAP)} 0)">
<text x="0" y="16" class="title">${panel.title}</text><text x="0" y="34">${panel.caption}</text>
<g transform="translate(0 ${HEAD})">${bands(panel.probabilities, grid)}
${dots.join('')}</g></g>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${total} ${height + HEAD}" width="${total}" height="${height + HEAD}">
<title>Decision surfaces of two networks on two moons, without and with an input-gradient penalty</title>
<style>rect{shape-rendering:crispEdges}text{font:12px system-ui,sans-serif;fill:#57606a}.title{font-size:15px;font-weight:600}circle{stroke:#fff;stroke-width:.5}.a{fill:#053061}.b{fill:#67001f}</style>
${drawn.join('\n')}
</svg>
`
}

/** Neighbours of one band in a row are one rectangle. */
function bands(probabilities: readonly number[], { columns, rows }: Grid): string {
  const bandAt = (row: number, column: number): number =>
    Math.min(
      BANDS.length - 1,
      Math.floor((probabilities[row * columns + column] ?? 0) * BANDS.length),
    )
  const rectangles: string[] = []
  for (let row = 0; row < rows; row++) {
    for (let begin = 0; begin < columns; ) {
      let end = begin + 1
      while (end < columns && bandAt(row, end) === bandAt(row, begin)) end++
      // A little overlap keeps hairlines from showing between rectangles.
      rectangles.push(
        `<rect x="${(begin * CELL).toFixed(1)}" y="${(row * CELL).toFixed(1)}" width="${((end - begin) * CELL + 0.3).toFixed(1)}" height="${CELL + 0.3}" fill="${BANDS[bandAt(row, begin)]}"/>`,
      )
      begin = end
    }
  }
  return rectangles.join('')
}
