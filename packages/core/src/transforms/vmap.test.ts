import { describe, expect, it, test } from 'vitest'
import * as S from '../index.ts'

const rng = new S.Rng(5)
const draw = (name: string, shape: S.Shape): S.Tensor =>
  rng.split(name).normal(shape, { dtype: 'float64' })
const bits = (x: S.Tensor): string => Buffer.from(new Uint8Array(x.data.buffer)).toString('base64')

/** One example after the other: what vmap must give. */
function loop(f: (...xs: S.Tensor[]) => S.Tensor, ...xs: S.Tensor[]): S.Tensor {
  const size = xs[0]?.shape[0] ?? 0
  return S.stack(Array.from({ length: size }, (_, i) => f(...xs.map((x) => x.slice([i])))))
}

describe('vmap', () => {
  it('runs every operation once for all examples', () => {
    const f = (a: S.Tensor, b: S.Tensor): S.Tensor => a.matmul(b).tanh().sum(0)
    const [a, b] = [draw('a', [5, 2, 3]), draw('b', [5, 3, 4])]
    expect(S.vmap(f)(a, b).toArray()).toEqual(loop(f, a, b).toArray())
  })

  it('maps any axis of nested arguments and results; null leaves an argument as it is', () => {
    const at = { w: draw('w', [3, 2]), xs: [draw('x', [2, 4]), draw('y', [4])] } as const
    const f = ({ w, xs: [x, y] }: typeof at): { z: S.Tensor; pair: [S.Tensor, S.Tensor] } => ({
      z: w.matmul(x).add(y),
      pair: [x, w],
    })
    const mapped = S.vmap(f, {
      inAxes: [{ w: null, xs: [1, 0] }],
      outAxes: { z: 1, pair: 0 },
    })(at)
    expect(mapped.z.shape).toEqual([3, 4])
    expect(mapped.pair.map(({ shape }) => shape)).toEqual([
      [4, 2],
      [4, 3, 2],
    ])
    const third = at.w.matmul(at.xs[0].slice([null, 2])).add(at.xs[1].slice([2]))
    expect(mapped.z.slice([null, 2]).toArray()).toEqual(third.toArray())
  })

  it('gives the gradient of each example', () => {
    const loss = (w: S.Tensor, x: S.Tensor): S.Tensor => x.mul(w).tanh().sum().square()
    const [w, x] = [draw('w', [3]), draw('x', [6, 3])]
    const slope = (v: S.Tensor, at: S.Tensor): S.Tensor => S.grad((u: S.Tensor) => loss(u, at))(v)
    const each = S.vmap(slope, { inAxes: [null, 0] })(w, x)
    expect(each.toArray()).toEqual(loop((at) => slope(w, at), x).toArray())
  })

  it('nests, within grad, around grad, and in itself', () => {
    const f = (x: S.Tensor, y: S.Tensor): S.Tensor => x.mul(y).sin().sum()
    const outer = (x: S.Tensor, y: S.Tensor): S.Tensor =>
      S.vmap(S.vmap(f, { inAxes: [0, null] }), { inAxes: [null, 0] })(x, y)
    const [x, y] = [draw('x', [4, 3]), draw('y', [2, 3])]
    const by = loop((b) => loop((a) => f(a, b), x), y)
    expect(outer(x, y).toArray()).toEqual(by.toArray())
    S.checkGradients((a, b) => outer(a, b).square().sum(), [x, y], { order: 3, tolerance: 1e-7 })
    const inner = (a: S.Tensor): S.Tensor =>
      S.vmap((row: S.Tensor) => S.grad((r: S.Tensor) => r.pow(3).sum())(row))(a)
    S.checkGradients((a) => inner(a).mul(a).sum(), [x], { order: 2, tolerance: 1e-7 })
  })

  it('compiles to one program with the same bits', () => {
    const f = S.vmap((x: S.Tensor, i: S.Tensor) => S.gather(x, i).softmax().mul(x.sum(0)))
    const [x, i] = [draw('x', [4, 3, 2]), S.tensor([[0], [2], [1], [0]], { dtype: 'int32' })]
    expect(bits(S.compile(f)(x, i))).toBe(bits(f(x, i)))
    expect(bits(f(x, i))).toBe(bits(loop(f1, x, i)))
    function f1(a: S.Tensor, b: S.Tensor): S.Tensor {
      return S.gather(a, b).softmax().mul(a.sum(0))
    }
  })

  it('keeps the rule of a customGradient, inside and outside', () => {
    const rounded = S.customGradient((x, w) => ({
      value: S.round(x.mul(w)),
      vjp: (g) => [g.mul(w), g.mul(x)],
    }))
    const [x, w] = [draw('x', [5, 3]), draw('w', [3])]
    const f = (v: S.Tensor, at: S.Tensor): S.Tensor => rounded(at, v).square().sum()
    const summed = (v: S.Tensor): S.Tensor => S.vmap(f, { inAxes: [null, 0] })(v, x).sum()
    const looped = (v: S.Tensor): S.Tensor => loop((at) => f(v, at), x).sum()
    for (const derivative of [S.grad, S.hessian]) {
      const difference = derivative(summed)(w).sub(derivative(looped)(w))
      expect(S.norm(difference).item()).toBeLessThan(1e-12)
    }
  })
})

describe('what vmap must not change', () => {
  it('stopGradient stops tapes outside too', () => {
    const f = (x: S.Tensor, w: S.Tensor): S.Tensor => S.stopGradient(x.mul(w)).mul(x.mul(w))
    const [xs, w] = [S.tensor([1, 2, 3]), S.tensor(2)]
    const mapped = (v: S.Tensor): S.Tensor => S.vmap(f, { inAxes: [0, null] })(xs, v).sum()
    expect(S.grad(mapped)(w).item()).toBe(28)
    const nested = (v: S.Tensor): S.Tensor =>
      S.vmap(S.vmap(f, { inAxes: [0, null] }), { inAxes: [0, null] })(xs.reshape([1, 3]), v).sum()
    expect(S.grad(nested)(w).item()).toBe(28)
    const squares = (a: S.Tensor): S.Tensor => S.vmap((r: S.Tensor) => S.stopGradient(r).mul(r))(a)
    expect(S.jacobian(squares)(S.tensor([2, 3])).toArray()).toEqual([
      [2, 0],
      [0, 3],
    ])
  })

  it('an index out of range is told in the name of its operation', () => {
    const [x, i] = [
      S.ones([2, 3]),
      S.tensor(
        [
          [0, 1, 9],
          [0, 1, 2],
        ],
        { dtype: 'int32' },
      ),
    ]
    expect(() => S.vmap((a: S.Tensor, b: S.Tensor) => S.scatterAdd(a, b, 4))(x, i)).toThrow(
      /^scatterAdd: an index/,
    )
    expect(() => S.vmap((a: S.Tensor, b: S.Tensor) => S.gather(a, b))(x, i)).toThrow(
      /^gather: an index/,
    )
  })

  it('a Jacobian takes its rows in parts where they are large, and one by one for a rule that reads', () => {
    const wide = (x: S.Tensor): S.Tensor =>
      S.broadcastTo(x.reshape([4, 1]), [4, 3_000_000])
        .slice([null, { stop: 3 }])
        .square()
        .sum(0)
    expect(S.jacobian(wide)(S.tensor([1, 2, 3, 4])).toArray()).toEqual([
      [2, 4, 6, 8],
      [2, 4, 6, 8],
      [2, 4, 6, 8],
    ])
    const reading = S.customGradient((x) => ({
      value: x.mul(2),
      vjp: (g) => S.tensor(g.toArray()).mul(2),
    }))
    expect(S.jacobian((x: S.Tensor) => reading(x))(S.tensor([1, 2])).toArray()).toEqual([
      [2, 0],
      [0, 2],
    ])
  })

  it('outAxes: null gives what is the same for all', () => {
    const [x, w] = [S.ones([3, 2]), S.tensor([4, 5])]
    const same = S.vmap((_: S.Tensor) => w.mul(2), { outAxes: null })(x)
    expect(same.toArray()).toEqual([8, 10])
    expect(() => S.vmap((r: S.Tensor) => r, { outAxes: null })(x)).toThrow(
      /outAxes: null is for what is the same for every example, got a result \[2\] of each/,
    )
  })
})

describe('vmap refuses', () => {
  const x = S.ones([3, 2])
  test.each([
    ['no tensor', () => S.vmap((a: number) => a)(1), /at least one tensor .* must be mapped/],
    [
      'nothing mapped',
      () => S.vmap((a: S.Tensor) => a, { inAxes: null })(x),
      /at least one tensor .* must be mapped/,
    ],
    [
      'unequal numbers of examples',
      () => S.vmap((a: S.Tensor, b: S.Tensor) => a.add(b))(x, S.ones([4])),
      /mapped axes must be equally long, got 3 of \[3, 2\] and 4 of \[4\]/,
    ],
    [
      'an axis that is not there',
      () => S.vmap((a: S.Tensor) => a, { inAxes: 2 })(x),
      /vmap: axis must be an integer from -2 to 1, got 2/,
    ],
    [
      'axes of another nesting',
      () => S.vmap((a: { b: S.Tensor }) => a.b, { inAxes: [{ c: 0 }] })({ b: x }),
      /must have the nesting of the arguments, got {"c":0} without "b"/,
    ],
    [
      'an argument that contains itself',
      () => {
        const loop: { x: S.Tensor; self?: object } = { x }
        loop.self = loop
        return S.vmap((a: { x: S.Tensor }) => a.x)(loop)
      },
      'vmap: arrays and objects must not contain themselves, got one that does at "self"',
    ],
    [
      'reading one example',
      () => S.vmap((a: S.Tensor) => a.mul(a.sum().item()))(x),
      /vmap: the value of one example \[\] was read, where there are those of 3 at once/,
    ],
  ] as const)('%s', (_, f, message) => {
    expect(f).toThrow(message)
  })

  it('a tensor kept from within, and a variable assigned within', () => {
    let kept: S.Tensor | undefined
    S.vmap((a: S.Tensor) => {
      kept = a
      return a
    })(x)
    expect(() => kept?.add(1)).toThrow(/used after its vmap/)
    const v = new S.Variable([0, 0], { name: 'v' })
    expect(() =>
      S.vmap((a: S.Tensor) => {
        v.assign(a)
        return a
      })(x),
    ).toThrow(/variable "v" was assigned the value of one example/)
    expect(() => S.vmap((a: S.Tensor) => new S.Variable(a).value)(x)).toThrow(
      /variable "variable" was made of the value of one example/,
    )
    expect(() => S.vmap(async (a: S.Tensor) => a)(x)).toThrow(
      /vmap: the function must not be async/,
    )
  })
})
