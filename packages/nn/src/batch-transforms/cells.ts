import { type Tensor, tensor } from '@sobolev/core'
import type { ExampleLayout } from '../evaluation/example-layout.ts'

/**
 * A number for each cell of a table, in the shape of the inputs [n, ...]: all elements that a column became, such as those
 * of a category, have the number of their cell. Without elements in the layout, or with others than those of the inputs,
 * each element is a cell. `draw`: gives a tensor of the shape that it is given.
 */
export function drawnForCells(
  inputs: Tensor,
  layout: ExampleLayout | undefined,
  draw: (shape: readonly number[]) => Tensor,
): Tensor {
  const { elements = [] } = layout ?? {}
  const columns = [...new Set(elements.map(({ column }) => column))]
  const rows = inputs.size / elements.length
  if (columns.length === elements.length || !Number.isInteger(rows)) return draw(inputs.shape)
  const columnOf = Int32Array.from(elements, ({ column }) => columns.indexOf(column))
  return draw([rows, columns.length]).gather(tensor(columnOf), 1).reshape(inputs.shape)
}
