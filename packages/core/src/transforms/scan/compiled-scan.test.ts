import { describe, expect, it } from 'vitest'
import {
  checkGradients,
  compile,
  compileAll,
  customGradient,
  GradientTape,
  gather,
  grad,
  hvp,
  Rng,
  range,
  scan,
  type Tensor,
  tensor,
  Variable,
  vmap,
  withValues,
  zeros,
} from '../../index.ts'
import { cell, draw, sameBits, start, w, ys } from './scan.fixture.ts'

describe('compiled', () => {
  it('from the last step, without inputs, without steps, of nested results', () => {
    sameBits(
      (x, h) => {
        const { carry, outputs } = scan(
          (c, each) => ({ carry: c.mul(each).add(1), output: { c, each } }),
          h,
          x,
          { reverse: true },
        )
        return [carry, outputs.c, outputs.each]
      },
      ys,
      start,
    )
    sameBits((h) => scan((c) => ({ carry: c.sin() }), h, undefined, { length: 4 }).carry, start)
    sameBits((h) => {
      const { carry, outputs } = scan((c, x) => ({ carry: c, output: x }), h, zeros([0, 2]))
      return [carry, outputs]
    }, start)
    sameBits((x) => scan((c, each) => ({ carry: c.add(each) }), zeros([0]), x).carry, zeros([3, 0]))
  })

  it('parts of the carry change places, stay, and become what is closed over', () => {
    sameBits(
      (a, b, c) => {
        const { carry, outputs } = scan(
          (s) => ({
            carry: {
              a: s.b,
              b: s.c,
              c: s.a.add(s.b),
              kept: s.kept,
              left: s.right,
              right: s.left,
              w: c,
              twice: s.twice.mul(s.kept),
            },
            output: [s.a, s.w],
          }),
          { a, b, c, kept: b, left: a, right: b, w: a, twice: a },
          undefined,
          { length: 5 },
        )
        return [...Object.values(carry), ...outputs]
      },
      start,
      start.mul(2),
      start.mul(3),
    )
  })

  it('loops within loops, with derivatives', () => {
    const f = (k: Tensor, x: Tensor, h: Tensor): Tensor =>
      scan(
        (outer, row) => {
          const inner = scan(
            (c) => ({ carry: cell(c, row, k).add(outer.mul(0.1)), output: c.sum() }),
            outer,
            undefined,
            { length: 3 },
          )
          return { carry: inner.carry, output: inner.outputs }
        },
        h,
        x,
      )
        .outputs.square()
        .sum()
    sameBits(f, w, ys, start)
    sameBits(
      (...all: Tensor[]) =>
        grad(([k, x, h]: [Tensor, Tensor, Tensor]) => f(k, x, h))(all as [Tensor, Tensor, Tensor]),
      w,
      ys,
      start,
    )
    sameBits((k, v) => hvp((a: Tensor) => f(a, ys, start), k, v), w, w.mul(0.2))
    checkGradients(f, [w, ys, start], { order: 2 })
  })

  it('random numbers and indices of each step', () => {
    const key = new Rng(7)
    const table = draw('table', 4, 3)
    const f = (at: Tensor, h: Tensor): Tensor =>
      scan(
        (c, [i, index]) => {
          const noise = key.split(i).normal([3], { dtype: 'float64' })
          return { carry: c.add(noise).add(gather(table, index.reshape([1])).reshape([3])) }
        },
        h,
        [range(4), at] as const,
      ).carry
    const at = tensor([3, 0, 1, 1], { dtype: 'int32' })
    sameBits(f, at, start)
    const compiled = compile(f)
    const outside = tensor([0, 1, 7, 2], { dtype: 'int32' })
    for (const run of [f, compiled])
      expect(() => run(outside, start)).toThrow(
        'gather: an index lies outside of the axis it counts, got indices from 7 to 7',
      )
    expect(compiled(at, start).toArray()).toEqual(f(at, start).toArray())
  })

  it('that stops at an index leaves variables as they were', () => {
    const v = new Variable(zeros([3], { dtype: 'float64' }))
    const f = compile((at: Tensor) => {
      const { carry } = scan(
        (c, i) => ({ carry: c.add(1).mul(gather(c, i.reshape([1]))) }),
        start,
        at,
      )
      v.assign(carry)
      return at
    })
    expect(() => f(tensor([0, 1, 3], { dtype: 'int32' }))).toThrow(/gather: an index lies outside/)
    // As compiled functions find it, too.
    expect(compile(() => v.add(0))().toArray()).toEqual([0, 0, 0])
    expect(v.value.toArray()).toEqual([0, 0, 0])
    f(tensor([0, 1, 2], { dtype: 'int32' }))
    expect(v.value.toArray()).not.toEqual([0, 0, 0])
  })

  it('derivatives, examples and rules of its own within a step', () => {
    const clipped = customGradient((x) => ({ value: x.mul(1), vjp: (g) => g.mul(0.5) }))
    const trained = (rate: Tensor, h: Tensor): Tensor =>
      scan(
        (c, row) => {
          const slope = grad((a: Tensor) => cell(a, row, w).square().sum())(c)
          const rows = vmap((each: Tensor) => each.mul(slope.sum()).sin())(c)
          return { carry: clipped(c.sub(slope.mul(rate))).add(rows) }
        },
        h,
        ys,
      )
        .carry.square()
        .sum()
    const rate = tensor(0.3, { dtype: 'float64' })
    sameBits(trained, rate, start)
    const slopes = (r: Tensor, h: Tensor): readonly Tensor[] =>
      grad(([a, b]: readonly [Tensor, Tensor]) => trained(a, b))([r, h])
    sameBits(slopes, rate, start)
    sameBits((h, v) => hvp((a: Tensor) => trained(rate, a), h, v), start, start.mul(0.1))
    const smooth = (r: Tensor, h: Tensor): Tensor =>
      scan(
        (c, row) => ({
          carry: c.sub(grad((a: Tensor) => cell(a, row, w).square().sum())(c).mul(r)),
        }),
        h,
        ys,
      ).carry.square()
    checkGradients(smooth, [rate, start], { order: 3 })
  })

  it('a persistent tape differentiates its own derivatives through it', () => {
    const twice = (h: Tensor): readonly Tensor[] => {
      const tape = new GradientTape({ persistent: true })
      tape.watch(h)
      return tape.record(() => {
        const y = scan((c, x) => ({ carry: cell(c, x, w) }), h, ys).carry.sum()
        const first = tape.gradient(y, h)
        const free = tape.gradient(y, { w }, { unconnectedGradients: 'none' })
        return [first, tape.gradient(first.square().sum(), h), ...(free.w ? [free.w] : [])]
      })
    }
    sameBits(twice, start)
    expect(twice(start)).toHaveLength(2)
    const last = (h: Tensor): Tensor =>
      scan((c, x) => ({ carry: cell(c, x, w) }), h, ys).carry.sum()
    const first = grad(last)
    expect(twice(start).map((each) => each.toArray())).toEqual([
      first(start).toArray(),
      grad((h: Tensor) => first(h).square().sum())(start).toArray(),
    ])
  })

  it('trains variables that steps read, with momentum', () => {
    const run = (wrap: (step: (x: Tensor) => Tensor) => (x: Tensor) => Tensor): unknown => {
      const k = new Variable(w)
      const m = new Variable(w.mul(0))
      const step = wrap((x) => {
        const tape = new GradientTape()
        const loss = tape.record(() =>
          scan(
            (c, each) => {
              const next = cell(c, each, k.value)
              return { carry: next, output: next.sub(each).square().mean() }
            },
            start,
            x,
          ).outputs.mean(),
        )
        m.assign(m.mul(0.9).add(tape.gradient(loss, k)))
        k.assignSub(m.mul(0.1))
        return loss
      })
      const losses = [1, 2, 3, 4].map((i) => step(ys.mul(i * 0.2)).item())
      return [losses, k.value.toArray(), m.value.toArray()]
    }
    expect(run(compile)).toEqual(run((step) => step))
  })

  it('a step must not assign a variable, nor be left by its tensors', () => {
    const v = new Variable(1, { name: 'state' })
    const assigning = compile(
      (h: Tensor) => scan((c) => ({ carry: v.assign(c).value }), h, undefined, { length: 1 }).carry,
    )
    expect(() => assigning(tensor(1))).toThrow(/must not assign variables, got "state"/)
    const kept: Tensor[] = []
    const leaking = compile((h: Tensor) => {
      scan(
        (c) => {
          kept.push(c.mul(2))
          return { carry: c }
        },
        h,
        undefined,
        { length: 2 },
      )
      return kept[0]?.add(1) ?? h
    })
    expect(() => leaking(tensor(1))).toThrow(/was read while its function is traced, or kept/)
    const tape = new GradientTape()
    expect(() =>
      tape.record(() =>
        scan((c) => ({ carry: tape.stopRecording(() => c.mul(2)) }), start, undefined, {
          length: 1,
        }),
      ),
    ).toThrow(/stopGradient\(x\) cuts within/)
  })
})

describe('a compiled function that is called first within a step', () => {
  const once = (step: (carry: Tensor) => Tensor): number =>
    scan((carry: Tensor) => ({ carry: step(carry) }), tensor(0), undefined, {
      length: 1,
    }).carry.item()

  it('reads variables as in any call, before and after the step does', () => {
    const v = new Variable(1)
    const product = compile((x: Tensor) => x.mul(v.value))
    expect(once((carry) => product(carry.add(v.value)))).toBe(1)
    const sum = compile((x: Tensor) => x.add(v.value))
    expect(once((carry) => sum(carry).add(v.value))).toBe(2)
    v.assign(10)
    expect([product(tensor(1)).item(), sum(tensor(1)).item()]).toEqual([10, 11])
  })

  it('is explained as in any call', () => {
    const v = new Variable(1)
    const product = compile((x: Tensor) => x.mul(v.value))
    withValues([[v, tensor(5)]], () => product.explain(tensor(2)))
    expect(product(tensor(2)).item()).toBe(2)
  })

  it.each(['before', 'never'])('must not assign, be it traced %s', (traced) => {
    const count = new Variable(0)
    const counts = compile((x: Tensor) => {
      count.assignAdd(1)
      return x
    })
    const all = compileAll([counts])
    if (traced === 'before') counts(tensor(0))
    const before = count.value.item()
    expect(() => once(counts)).toThrow('must not assign variables')
    expect(() => once((carry) => all([[carry]])[0] ?? carry)).toThrow('must not assign variables')
    expect(count.value.item()).toBe(before)
  })
})
