/**
 * Draws docs/pictures/decision-surface.svg: two networks trained on two moons, without and with a
 * penalty on the input gradient. Everything goes through the command line, as a user would do it:
 * train both configs, predict a grid of points, draw the probabilities.
 *
 *     npm run picture
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Panel, picture } from './surface-svg.ts'

const root = join(import.meta.dirname, '../..')
const grid = { left: -2, right: 3, bottom: -1.5, top: 2, columns: 150, rows: 105 }
const workplace = mkdtempSync(join(tmpdir(), 'decision-surface-'))

const sobolev = (...args: string[]): string =>
  execFileSync(process.execPath, ['--import', 'tsx', 'apps/train/src/main.ts', ...args], {
    cwd: root,
    encoding: 'utf8',
  })

const gridCsv = join(workplace, 'grid.csv')
const axis = (low: number, high: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => low + ((i + 0.5) * (high - low)) / count)
const points = axis(grid.top, grid.bottom, grid.rows).flatMap((y) =>
  axis(grid.left, grid.right, grid.columns).map((x) => `${x},${y}`),
)
writeFileSync(gridCsv, `x1,x2\n${points.join('\n')}\n`)

function panel(title: string, config: string): Panel {
  const { run, validation } = JSON.parse(
    sobolev('train', config, '--json', '--quiet', '--output', workplace),
  )
  const predictions = join(workplace, `${title}.csv`)
  sobolev('predict', run, gridCsv, '-o', predictions)
  const [header = '', ...lines] = readFileSync(predictions, 'utf8').trim().split(/\r?\n/)
  const column = header.split(',').indexOf('probability_1')
  const { accuracy, inputGradientNorm } = validation
  return {
    title,
    caption: `held-out accuracy ${accuracy.toFixed(3)}, mean input-gradient norm ${inputGradientNorm.toFixed(2)}`,
    probabilities: lines.map((line) => Number(line.split(',')[column])),
  }
}

const moons = readFileSync(join(root, 'datasets/two-moons.csv'), 'utf8').trim().split('\n').slice(1)
const svg = picture(
  [
    panel('without a penalty', 'configs/two-moons.yaml'),
    panel('with inputGradient', 'configs/two-moons-penalty.yaml'),
  ],
  moons.map((line) => line.split(',').map(Number)),
  grid,
)
writeFileSync(join(import.meta.dirname, 'decision-surface.svg'), svg)
rmSync(workplace, { recursive: true })
