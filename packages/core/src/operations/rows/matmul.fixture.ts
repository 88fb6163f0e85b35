import { exp, matmul } from '../../index.ts'
import { any, binary, type Row } from './row.fixture.ts'

/** Products of matrices. */
export const matmulRows: readonly Row[] = [
  binary('matmul', (a, b) => exp(matmul(a, b)), any([2, 3]), any([3, 2]), {
    shapes: ([m = 1, k = 2, n = 3]) => [
      [m, k],
      [k, n],
    ],
  }),
  binary(
    'matmul, aᵀ',
    (a, b) => exp(matmul(a, b, { transposeA: true })),
    any([3, 2]),
    any([3, 2]),
    {
      shapes: ([m = 1, k = 2, n = 3]) => [
        [k, m],
        [k, n],
      ],
    },
  ),
  binary(
    'matmul, bᵀ',
    (a, b) => exp(matmul(a, b, { transposeB: true })),
    any([2, 3]),
    any([2, 3]),
    {
      shapes: ([m = 1, k = 2, n = 3]) => [
        [m, k],
        [n, k],
      ],
    },
  ),
  binary(
    'matmul, aᵀbᵀ',
    (a, b) => exp(matmul(a, b, { transposeA: true, transposeB: true })),
    any([3, 2]),
    any([2, 3]),
    {
      shapes: ([m = 1, k = 2, n = 3]) => [
        [k, m],
        [n, k],
      ],
    },
  ),
  binary('matmul, batch', (a, b) => exp(matmul(a, b)), any([2, 1, 2, 3]), any([2, 3, 2]), {
    shapes: ([m = 1, k = 2, n = 3]) => [
      [n, 1, m, k],
      [m, k, n],
    ],
  }),
  binary(
    'matmul, aᵀ in a batch',
    (a, b) => exp(matmul(a, b, { transposeA: true })),
    any([2, 3, 2]),
    any([3, 2]),
    {
      shapes: ([m = 1, k = 2, n = 3]) => [
        [n, k, m],
        [k, n],
      ],
    },
  ),
  binary(
    'matmul, both batches broadcast',
    (a, b) => exp(matmul(a, b)),
    any([2, 1, 1, 3]),
    any([2, 3, 2]),
  ),
  binary('matmul, vectors', (a, b) => exp(matmul(a, b)), any([3]), any([3]), {
    shapes: ([k = 2]) => [[k], [k]],
  }),
  binary('matmul, row by batch', (a, b) => exp(matmul(a, b)), any([3]), any([2, 3, 2]), {
    shapes: ([m = 1, k = 2, n = 3]) => [[k], [m, k, n]],
  }),
  binary('matmul over an empty axis', (a, b) => exp(matmul(a, b)), any([2, 0]), any([0, 3])),
  binary('matmul of no rows', (a, b) => exp(matmul(a, b)), any([0, 2]), any([2, 3])),
]
