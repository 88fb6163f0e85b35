import { describeValue, type Tensor } from '@sobolev/core'
import { option } from '../catalogue/option.ts'
import type { Evaluation } from '../evaluation/evaluation.ts'
import type { ColumnReference } from '../evaluation/example-layout.ts'
import { asRows } from './differentiated.ts'

/** The option of penalties on derivatives by the inputs that says which inputs count. */
export const columnsOption = option.columns({
  of: 'inputs',
  default: null,
  otherwise: 'all inputs',
  words: 'the inputs whose derivatives count',
})

/** Inputs by their names or positions; `null`: all. */
export type ChosenColumns = ColumnReference | readonly ColumnReference[] | null

/** A derivative by the inputs, in their shape, with zeros where no chosen column is; the same for `null`. */
export function ofColumns(
  derivative: Tensor,
  columns: ChosenColumns,
  { columnMask }: Evaluation,
): Tensor {
  return columns === null ? derivative : derivative.mul(columnMask(columns))
}

/**
 * Of a derivative by the inputs [n, ...], that by one column, [n]. Throws a RangeError for a column that is not one number
 * of an example.
 */
export function byColumn(
  penalty: string,
  derivative: Tensor,
  column: ColumnReference,
  { inputColumn }: Evaluation,
): Tensor {
  const { elements } = inputColumn(column)
  const [element = 0] = elements
  if (elements.length === 1) return asRows(derivative).slice([{}, element])
  throw new RangeError(
    `${penalty}: a column must be one number of an example, got ${elements.length} for ${describeValue(column)}`,
  )
}
