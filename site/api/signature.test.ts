import { expect, test } from 'vitest'
import { wrapped } from './signature.ts'

test('what is short stays on its line', () => {
  expect(wrapped('dot(a: TensorLike, b: TensorLike): Tensor')).toBe(
    'dot(a: TensorLike, b: TensorLike): Tensor',
  )
})

test('parameters and keys of options have lines of their own, types within brackets none', () => {
  const signature =
    "f<X extends Argument<X>>(g: (x: X, y: X) => Tensor, options?: { readonly p?: 1 | 2; readonly of?: 'loss' | 'outputs' | 'logProbabilities'; }): (x: X) => Tensor"
  expect(wrapped(signature)).toBe(`f<X extends Argument<X>>(
  g: (x: X, y: X) => Tensor,
  options?: {
    readonly p?: 1 | 2;
    readonly of?: 'loss' | 'outputs' | 'logProbabilities';
  },
): (x: X) => Tensor`)
})
