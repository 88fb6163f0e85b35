import { describe, expect, it } from 'vitest'
import * as S from '../../index.ts'
import { movementRows } from './movement.fixture.ts'

const bits = (x: S.Tensor): string => Buffer.from(new Uint8Array(x.data.buffer)).toString('base64')

describe.each(movementRows)('$name', ({ name, run, inputs }) => {
  const draw = (...lead: readonly number[]): S.Tensor[] =>
    inputs.map(({ shape, low, high }, index) =>
      new S.Rng(3)
        .split(name)
        .split(index)
        .uniform([...lead, ...shape], { low, high }),
    )

  it('has the same bits compiled, and so has its gradient', () => {
    const xs = draw()
    expect(bits(S.compile(run)(...xs))).toBe(bits(run(...xs)))
    const slope = (x: S.Tensor): S.Tensor =>
      S.grad((at: S.Tensor) =>
        run(at, ...xs.slice(1))
          .square()
          .sum(),
      )(x)
    const [x = S.tensor(0)] = xs
    expect(bits(S.compile(slope)(x))).toBe(bits(slope(x)))
  })

  it('maps over a batch as a loop does', () => {
    const xs = draw(3)
    const each = S.stack([0, 1, 2].map((i) => run(...xs.map((x) => x.slice([i])))))
    const mapped = S.vmap(run)(...xs)
    expect(mapped.shape).toEqual(each.shape)
    expect(bits(mapped)).toBe(bits(each))
  })
})
