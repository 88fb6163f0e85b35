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
  const order = rng.permutation(target.length)
  return {
    features: gather(features, order),
    columns,
    target: Array.from(order.data, (index) => target[index] ?? ''),
  }
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
