import { extent } from 'd3-array'
import { formatNumber } from '../cli/format-number.ts'
import { histogram } from './histogram.ts'
import type { Section } from './page.ts'
import { scatterChart } from './scatter-chart.ts'

/** Targets of a regression and what a model says of them, in the units of the file. */
export interface ValueGuesses {
  readonly target: string
  readonly values: Float64Array
  readonly targets: Float64Array
}

/** How far guesses of a number are off. */
export function regressionSection(
  { target, values, targets }: ValueGuesses,
  part: string,
): Section {
  const residuals = Float64Array.from(targets, (wanted, row) => wanted - (values[row] ?? 0))
  const pairs = (x: Float64Array, y: Float64Array): [number, number][] =>
    Array.from(x, (value, row) => [value, y[row] ?? Number.NaN])
  const [low = 0, high = 1] = extent([...targets, ...values].filter(Number.isFinite))
  const [least = 0, most = 1] = extent(values)
  const squares = residuals.reduce((sum, residual) => sum + residual * residual, 0)
  const off = formatNumber(Math.sqrt(squares / targets.length))
  return {
    title: `Residuals of the ${part} part`,
    blocks: [
      scatterChart({
        ...{ name: 'predictions', title: 'Predicted and true values' },
        x: { label: `true ${target}` },
        y: { label: `predicted ${target}` },
        points: pairs(targets, values),
        line: [
          [low, low],
          [high, high],
        ],
        description: `Right where a point is on the line. ${targets.length} points; the root mean squared error is ${off}.`,
      }),
      scatterChart({
        ...{ name: 'residuals', title: 'Residuals over predictions' },
        x: { label: `predicted ${target}` },
        y: { label: 'true − predicted' },
        points: pairs(values, residuals),
        line: [
          [least, 0],
          [most, 0],
        ],
        description: 'Without a pattern where nothing is left to learn.',
      }),
      histogram({
        ...{
          name: 'residual-distribution',
          title: 'Distribution of residuals',
          counted: 'examples',
        },
        ...{ values: residuals, x: { label: 'true − predicted' } },
      }),
    ],
  }
}
