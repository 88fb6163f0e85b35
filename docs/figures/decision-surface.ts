import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { surfaceCaption, type Trained } from './held-out.ts'
import { type Panel, picture } from './surface-svg.ts'

const grid = { left: -2, right: 3, bottom: -1.5, top: 2, columns: 150, rows: 105 }
const moonsCsv = join(import.meta.dirname, '../../datasets/two-moons.csv')

/** Where the picture stands. */
export const surfaceFile: string = join(import.meta.dirname, 'decision-surface.svg')

/**
 * Draws two models of two moons side by side: every model predicts a grid of points through the command line,
 * as a user would do it.
 */
export function drawSurfaces(
  models: readonly (readonly [title: string, trained: Trained])[],
  sobolev: (...words: string[]) => string,
): void {
  const workplace = mkdtempSync(join(tmpdir(), 'decision-surface-'))
  const gridCsv = join(workplace, 'grid.csv')
  const axis = (low: number, high: number, count: number): number[] =>
    Array.from({ length: count }, (_, i) => low + ((i + 0.5) * (high - low)) / count)
  const points = axis(grid.top, grid.bottom, grid.rows).flatMap((y) =>
    axis(grid.left, grid.right, grid.columns).map((x) => `${x},${y}`),
  )
  writeFileSync(gridCsv, `x1,x2\n${points.join('\n')}\n`)
  const panels = models.map(([title, trained]): Panel => {
    const predictions = sobolev('predict', trained.run, gridCsv)
    const [header = '', ...lines] = predictions.trim().split(/\r?\n/)
    const column = header.split(',').indexOf('probability_1')
    const probabilities = lines.map((line) => Number(line.split(',')[column]))
    return { title, caption: surfaceCaption(trained), probabilities }
  })
  const moons = readFileSync(moonsCsv, 'utf8').trim().split('\n').slice(1)
  const places = moons.map((line) => line.split(',').map(Number))
  writeFileSync(surfaceFile, picture(panels, places, grid))
  rmSync(workplace, { recursive: true })
}
