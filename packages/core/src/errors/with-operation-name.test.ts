import { describe, expect, it } from 'vitest'
import * as S from '../index.ts'
import * as fluent from '../operations/fluent.ts'

/** What an operation may be given first, and what may follow: mostly wrong in one way or another. */
const tensors: readonly unknown[] = [
  ...[[], [0], [3], [2, 0], [2, 3], [3, 3], [1, 2, 4, 4], [1, 2, 0, 0]].map((shape) =>
    S.zeros(shape),
  ),
  S.zeros([3, 3], { dtype: 'float64' }),
  S.zeros([3], { dtype: 'int32' }),
  S.zeros([2, 3], { dtype: 'bool' }),
  [[1, 2], [3]],
  [1, true],
  undefined,
  null,
  'x',
]
const others: readonly (readonly unknown[])[] = [
  ...[[], [7], [-9], [1.5], [[0, 0]], [[5]], ['x'], [null], [{}], ['infinity'], [2, 3], [0, 3, 7]],
  [2, { stride: 3 }],
  [S.zeros([2])],
  [S.zeros([5, 7])],
  [S.zeros([3], { dtype: 'int32' })],
  [S.zeros([2], { dtype: 'bool' })],
  [S.zeros([3], { dtype: 'float64' }), 1],
]

/** The first word of every error that calls of `f` end in, with the words behind it. */
function errorsOf(f: (...inputs: unknown[]) => unknown): Map<string, string> {
  const found = new Map<string, string>()
  for (const first of tensors)
    for (const more of others) {
      try {
        f(first, ...more)
      } catch (error) {
        const { message } = error instanceof Error ? error : new Error(String(error))
        found.set(/^(\w+): /.exec(message)?.[1] ?? message, message)
      }
    }
  return found
}

const { eigh, einsum, oneHot, safeSqrt, stack, concat, where, logDeterminant, stopGradient } = S
const all: Readonly<Record<string, unknown>> = {
  ...fluent,
  ...{ eigh, oneHot, safeSqrt, where, logDeterminant, stopGradient },
  einsum: (x: S.Tensor, y: S.Tensor) => einsum('ij,jk->ik', x, y),
  stack: (x: S.Tensor, y: S.Tensor) => stack([x, y]),
  concat: (x: S.Tensor, y: S.Tensor) => concat([x, y]),
  spectralFunction: (x: S.Tensor) => S.spectralFunction(x, S.exp),
}
const operations = Object.entries(all).flatMap(([name, f]) =>
  typeof f === 'function'
    ? [[name, (...inputs: unknown[]): unknown => Reflect.apply(f, undefined, inputs)] as const]
    : [],
)

describe('an error names the operation that was called', () => {
  it.each(operations)('%s', (name, f) => {
    const errors = errorsOf(f)
    expect(errors.size).toBeGreaterThan(0)
    errors.delete(name)
    expect([...errors.values()]).toEqual([])
  })

  it('also in the stack that engines print', () => {
    const { stack: printed } = (() => {
      try {
        S.norm(S.zeros([0]), 'infinity')
      } catch (error) {
        if (error instanceof Error) return error
      }
      throw new TypeError('norm of nothing must throw')
    })()
    expect(printed).toMatch(/^ShapeError: norm: needs at least one element, got \[0\]/)
  })
})
