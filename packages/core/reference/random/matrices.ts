import * as S from '../../src/index.ts'
import { type Domain, type Operation, of } from './operation.ts'

const none = S.zeros([])

/** Square matrices of a domain, perhaps some at once. */
const square = (
  domain: Domain,
  run: (a: S.Tensor) => S.Tensor | readonly S.Tensor[],
): Operation => ({
  draw: (draw) => {
    const n = draw.whole(1, 3)
    return { shapes: [draw.pick([n, n], [2, n, n])], domains: [domain] }
  },
  run: ([a = none]) => run(a),
})

/** Square matrices with right-hand sides. */
const system = (run: (a: S.Tensor, b: S.Tensor, upper: boolean) => S.Tensor): Operation => ({
  draw: (draw) => {
    const [n, columns] = [draw.whole(1, 3), draw.whole(1, 3)]
    return {
      shapes: [
        [n, n],
        [n, columns],
      ],
      domains: ['regular', 'any'],
      attributes: { upper: draw.pick(true, false) },
    }
  },
  run: ([a = none, b = none], attributes) => run(a, b, of(attributes, 'upper')),
})

/** Products, factorisations and systems of equations. */
export const matrices: Readonly<Record<string, Operation>> = {
  cholesky: square('definite', S.cholesky),
  determinant: square('regular', S.determinant),
  dot: {
    draw: (draw) => {
      const n = draw.whole(1, 4)
      return { shapes: [[n], [n]] }
    },
    run: ([a = none, b = none]) => S.dot(a, b),
  },
  eigh: square('symmetric', (a) => S.eigh(a).values),
  einsum: {
    draw: (draw) => {
      const [b, q, k] = [draw.whole(1, 3), draw.whole(1, 3), draw.whole(1, 3)]
      return draw.pick(
        {
          shapes: [
            [b, q, 2],
            [b, k, 2],
          ],
          attributes: { subscripts: 'bqd,bkd->bqk' },
        },
        {
          shapes: [
            [q, k],
            [k, b],
          ],
          attributes: { subscripts: 'ij,jk->ki' },
        },
        { shapes: [[b, 3, 3], [3]], attributes: { subscripts: 'bii,i->b' } },
        { shapes: [[q], [k]], attributes: { subscripts: 'i,j->ij' } },
      )
    },
    run: ([a = none, b = none], attributes) => S.einsum(of(attributes, 'subscripts'), a, b),
  },
  inverse: square('regular', S.inverse),
  logDeterminant: square('regular', (a) => S.logDeterminant(a).logAbsDeterminant),
  matmul: {
    draw: (draw) => {
      const [m, k, n] = [draw.whole(1, 3), draw.whole(1, 3), draw.whole(1, 3)]
      const [transposeA, transposeB] = [draw.pick(true, false), draw.pick(true, false)]
      const lead = draw.pick([[], []], [[2], [2]], [[2], [1]], [[2, 1], [3]])
      const [a, b] = [transposeA ? [k, m] : [m, k], transposeB ? [n, k] : [k, n]]
      return {
        shapes: [
          [...(lead[0] ?? []), ...a],
          [...(lead[1] ?? []), ...b],
        ],
        attributes: { transposeA, transposeB },
      }
    },
    run: ([a = none, b = none], attributes) =>
      S.matmul(a, b, {
        transposeA: of(attributes, 'transposeA'),
        transposeB: of(attributes, 'transposeB'),
      }),
  },
  outer: {
    draw: (draw) => ({ shapes: [[draw.whole(1, 3)], [draw.whole(1, 3)]] }),
    run: ([a = none, b = none]) => S.outer(a, b),
  },
  qr: square('regular', (a) => Object.values(S.qr(a))),
  singularValues: square('symmetric', S.singularValues),
  solve: system((a, b) => S.solve(a, b)),
  spectralFunction: square('symmetric', (a) => S.spectralFunction(a.mul(0.5), S.exp)),
  svd: square('symmetric', (a) => {
    const { u, values, v } = S.svd(a)
    return [u.square(), values, v.square()]
  }),
  tensordot: {
    draw: (draw) => {
      const [m, k, n] = [draw.whole(1, 3), draw.whole(1, 3), draw.whole(1, 3)]
      return {
        shapes: [
          [m, k, 2],
          [k, 2, n],
        ],
      }
    },
    run: ([a = none, b = none]) => S.tensordot(a, b),
  },
  triangularSolve: system((a, b, upper) => S.triangularSolve(a, b, { upper })),
}
