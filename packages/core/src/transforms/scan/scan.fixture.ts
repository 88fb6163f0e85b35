import { expect } from 'vitest'
import { compile, Rng, scan, type Tensor } from '../../index.ts'

const rng = new Rng(5)
/** Smallish numbers in float64, the same for the same name. */
export const draw = (name: string, ...shape: number[]): Tensor =>
  rng.split(name).normal(shape, { dtype: 'float64' }).mul(0.5)

/** Runs `f` eagerly and compiled, and compares every bit. */
export function sameBits<A extends Tensor[]>(
  f: (...args: A) => Tensor | readonly Tensor[],
  ...args: A
): void {
  const bits = (result: Tensor | readonly Tensor[]): unknown =>
    [result].flat().map((each) => [each.shape, each.dtype, new Uint8Array(each.data.buffer)])
  const compiled = compile(f)
  const eager = bits(f(...args))
  for (let run = 0; run < 2; run++) expect(bits(compiled(...args))).toEqual(eager)
}

export const w = draw('w', 3, 3)
export const ys = draw('ys', 6, 3)
export const start = draw('start', 3)
/** A recurrent cell without a gate. */
export const cell = (h: Tensor, x: Tensor, k: Tensor): Tensor =>
  h.reshape([1, 3]).matmul(k).reshape([3]).add(x).tanh()
/** What it makes of a sequence. */
export const simple = (k: Tensor, x: Tensor, h: Tensor): Tensor =>
  scan(
    (c, each) => {
      const next = cell(c, each, k)
      return { carry: next, output: next.mul(c) }
    },
    h,
    x,
  ).outputs.sum()
