import { gather, type Rng, type Tensor } from '@sobolev/core'

/** The rows of a data set: numbers [rows, features] and the column that they are to predict. */
export interface Table {
  readonly features: Tensor
  /** One header for each feature, and that of the target behind them. */
  readonly columns: readonly string[]
  readonly target: readonly (string | number)[]
}

/** The rows in random order, so that any part of the file holds something of everything. */
export function shuffled({ features, columns, target }: Table, rng: Rng): Table {
  const order = exchanged(target.length, rng)
  return {
    features: gather(features, order),
    columns,
    target: order.map((index) => target[index] ?? ''),
  }
}

/** Fisher and Yates's exchanges: the files keep their order whatever the library's own permutations are. */
function exchanged(n: number, rng: Rng): number[] {
  const order = Array.from({ length: n }, (_, i) => i)
  const draws = rng.uniform([n]).data
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor((draws[i] ?? 0) * (i + 1))
    const held = order[i] ?? 0
    order[i] = order[j] ?? 0
    order[j] = held
  }
  return order
}

/** Comma-separated, numbers rounded to six decimals, one line feed after each line. */
export function toCsv({ features, columns, target }: Table): string {
  const [rows = 0, width = 0] = features.shape
  const lines = [columns.join(',')]
  for (let row = 0; row < rows; row++) {
    const numbers = features.data.slice(row * width, (row + 1) * width)
    lines.push([...Array.from(numbers, cell), cell(target[row] ?? '')].join(','))
  }
  return `${lines.join('\n')}\n`
}

// toFixed is exact by the language's definition; Number drops the zeros at the end.
const cell = (value: string | number): string =>
  typeof value === 'string' ? value : String(Number(value.toFixed(6)))
