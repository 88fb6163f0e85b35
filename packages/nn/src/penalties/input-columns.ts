import type { Tensor } from '@sobolev/core'
import { option } from '../catalogue/option.ts'
import type { Evaluation } from '../evaluation/evaluation.ts'
import type { ColumnReference } from '../evaluation/example-layout.ts'

/** The option of penalties on derivatives by the inputs that says which inputs count. */
export const columnsOption = option.columns({
  of: 'inputs',
  default: null,
  otherwise: 'all inputs',
  words: 'the inputs whose derivatives count',
})

/** A derivative by the inputs, in their shape, with zeros where no chosen column is; the same for `null`. */
export function ofColumns(
  derivative: Tensor,
  columns: ColumnReference | readonly ColumnReference[] | null,
  { columnMask }: Evaluation,
): Tensor {
  return columns === null ? derivative : derivative.mul(columnMask(columns))
}
