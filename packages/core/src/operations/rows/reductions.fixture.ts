import {
  broadcastTo,
  exp,
  logSoftmax,
  logSumExp,
  max,
  mean,
  median,
  min,
  mul,
  norm,
  quantile,
  softmax,
  square,
  sum,
  variance,
} from '../../index.ts'
import { alike, any, atLeast, filled, positive, type Row, ranked, unary } from './row.fixture.ts'

/** Reductions, and what is made of them. */
export const reductionRows: readonly Row[] = [
  unary('sum', (x) => square(sum(x)), any(), { shapes: alike }),
  unary('sum along 0', (x) => exp(sum(x, 0)), any(), { shapes: ranked(1) }),
  unary('sum along 0 and 2', (x) => exp(sum(x, [0, 2])), any([2, 3, 2]), { shapes: ranked(3) }),
  unary('sum, kept', (x) => mul(sum(x, -1, { keepDims: true }), x), any(), { shapes: ranked(1) }),
  unary('sum of nothing', (x) => exp(sum(x, 0)), any([0, 2])),
  unary('broadcastTo', (x) => exp(broadcastTo(x, [2, ...x.shape])), any([4, 1]), {
    shapes: alike,
  }),
  unary('broadcastTo, inner', (x) => exp(broadcastTo(x, [2, 4, 3])), any([4, 1])),
  unary('broadcastTo nothing', (x) => exp(broadcastTo(x, [0, 2, 3]))),
  unary('mean along 0', (x) => exp(mean(x, 0)), any(), {
    shapes: (drawn) => filled(atLeast(1)(drawn)[0] ?? []),
  }),
  unary('max', (x) => mul(max(x, -1, { keepDims: true }), x), any(), { shapes: atLeast(1) }),
  unary('max along 0 and 2', (x) => mul(max(x, [0, 2], { keepDims: true }), x), any([2, 3, 2]), {
    shapes: atLeast(1, 1, 1),
  }),
  unary('min', (x) => mul(min(x), x), any(), { shapes: filled }),
  unary('min along 1, of 3 axes', (x) => exp(min(x, 1)), any([2, 3, 2]), {
    shapes: atLeast(0, 1, 0),
  }),
  unary('median', (x) => exp(median(x)), any(), { shapes: filled }),
  unary('median along 1, of 3 axes', (x) => exp(median(x, 1)), any([2, 4, 2]), {
    shapes: atLeast(0, 1, 0),
  }),
  unary('quantile', (x) => square(quantile(x, 0.3, -1)), any(), { shapes: atLeast(1) }),
  unary(
    'quantiles along 0 and 2, kept',
    (x) => mul(quantile(x, [0, 0.4, 1], [0, 2], { keepDims: true }), x),
    any([2, 3, 2]),
    { shapes: atLeast(1, 1, 1) },
  ),
  unary('logSumExp', (x) => logSumExp(x, -1), any(), { shapes: atLeast(1) }),
  unary('logSumExp of no rows', (x) => logSumExp(x, 1), any([0, 2])),
  unary('softmax', (x) => softmax(x), any(), { shapes: atLeast(1) }),
  unary('logSoftmax', (x) => logSoftmax(x, 0), any(), {
    shapes: (drawn) => filled(atLeast(1)(drawn)[0] ?? []),
  }),
  unary('variance', (x) => variance(x, 0), any(), {
    shapes: (drawn) => filled(atLeast(1)(drawn)[0] ?? []),
  }),
  unary('norm', (x) => norm(x, 2, -1), positive(), { shapes: ranked(1) }),
  unary('norm 1', (x) => square(norm(x, 1, -1)), positive(), { shapes: ranked(1) }),
  unary('norm ∞', (x) => square(norm(x, 'infinity', -1)), any(), { shapes: atLeast(1) }),
]
