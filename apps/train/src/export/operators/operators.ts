import { elementwiseRows } from './elementwise-rows.ts'
import { indexRows } from './index-rows.ts'
import { layoutRows } from './layout-rows.ts'
import type { OperatorRow } from './operator-row.ts'
import { productRows } from './product-rows.ts'
import { windowRows } from './window-rows.ts'

/** How each operation of the library is written in operators of ONNX, by the name of its primitive. */
export const operators: ReadonlyMap<string, OperatorRow> = new Map(
  Object.entries({
    ...elementwiseRows,
    ...layoutRows,
    ...indexRows,
    ...productRows,
    ...windowRows,
  }),
)
