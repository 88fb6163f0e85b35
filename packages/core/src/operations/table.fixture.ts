import { arithmeticRows } from './rows/arithmetic.fixture.ts'
import { convolutionRows } from './rows/convolution.fixture.ts'
import { elementwiseRows } from './rows/elementwise.fixture.ts'
import { functionRows } from './rows/functions.fixture.ts'
import { linearAlgebraRows } from './rows/linear-algebra.fixture.ts'
import { matmulRows } from './rows/matmul.fixture.ts'
import { movementRows } from './rows/movement.fixture.ts'
import { placeRows } from './rows/places.fixture.ts'
import { reductionRows } from './rows/reductions.fixture.ts'
import type { Row } from './rows/row.fixture.ts'

/** Every operation that has a derivative, in at least one form; checked to third order in float64. */
export const table: readonly Row[] = [
  ...functionRows,
  ...elementwiseRows,
  ...arithmeticRows,
  ...reductionRows,
  ...placeRows,
  ...matmulRows,
  ...linearAlgebraRows,
  ...movementRows,
  ...convolutionRows,
]
