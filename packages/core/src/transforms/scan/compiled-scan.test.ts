import { describe, expect, it } from 'vitest'
import {
  add,
  checkGradients,
  compile,
  customGradient,
  GradientTape,
  gather,
  grad,
  hvp,
  jacobian,
  Rng,
  range,
  scan,
  setThreads,
  type Tensor,
  tensor,
  Variable,
  vmap,
  zeros,
} from '../../index.ts'

const rng = new Rng(5)
const draw = (name: string, ...shape: number[]): Tensor =>
  rng.split(name).normal(shape, { dtype: 'float64' }).mul(0.5)

/** Runs `f` eagerly and compiled, and compares every bit. */
function sameBits<A extends Tensor[]>(
  f: (...args: A) => Tensor | readonly Tensor[],
  ...args: A
): void {
  const bits = (result: Tensor | readonly Tensor[]): unknown =>
    [result].flat().map((each) => [each.shape, each.dtype, new Uint8Array(each.data.buffer)])
  const compiled = compile(f)
  const eager = bits(f(...args))
  for (let run = 0; run < 2; run++) expect(bits(compiled(...args))).toEqual(eager)
}

const gru = (h: Tensor, x: Tensor, w: Tensor, u: Tensor): Tensor => {
  const n = h.shape[1] ?? 0
  const [a, b] = [x.matmul(w), h.matmul(u)]
  const part = (y: Tensor, index: number): Tensor =>
    y.slice([null, { start: index * n, stop: (index + 1) * n }])
  const [reset, update] = [0, 1].map((i) => add(part(a, i), part(b, i)).sigmoid()) as [
    Tensor,
    Tensor,
  ]
  const candidate = part(a, 2)
    .add(reset.mul(part(b, 2)))
    .tanh()
  return update.mul(h).add(update.neg().add(1).mul(candidate))
}

interface State {
  readonly h: Tensor
  readonly c: Tensor
}
const lstm = ({ h, c }: State, x: Tensor, w: Tensor, u: Tensor): State => {
  const n = h.shape[1] ?? 0
  const y = x.matmul(w).add(h.matmul(u))
  const part = (index: number): Tensor =>
    y.slice([null, { start: index * n, stop: (index + 1) * n }])
  const next = part(0)
    .sigmoid()
    .mul(c)
    .add(part(1).sigmoid().mul(part(2).tanh()))
  return { c: next, h: part(3).sigmoid().mul(next.tanh()) }
}

const [steps, batch, features, units] = [5, 2, 3, 2]
const xs = draw('xs', steps, batch, features)
const h0 = draw('h0', batch, units)

const runGru = (x: Tensor, h: Tensor, w: Tensor, u: Tensor): Tensor => {
  const { carry, outputs } = scan(
    (now, input) => {
      const next = gru(now, input, w, u)
      return { carry: next, output: next.square() }
    },
    h,
    x,
  )
  return outputs.sum().add(carry.mul(2).sum())
}
const runLstm = (x: Tensor, h: Tensor, w: Tensor, u: Tensor): Tensor => {
  const { outputs } = scan(
    (state, input) => {
      const next = lstm(state, input, w, u)
      return { carry: next, output: next.h }
    },
    { h, c: h.mul(0.5) },
    x,
    { reverse: true },
  )
  return outputs.square().sum()
}
const recurrences = [
  ['GRU', runGru, 3],
  ['LSTM', runLstm, 4],
] as const

describe.each(recurrences)('%s', (name, run, gates) => {
  const w = draw(`${name} w`, features, gates * units)
  const u = draw(`${name} u`, units, gates * units)
  const of = (x: Tensor, h: Tensor, a: Tensor, b: Tensor): Tensor => run(x, h, a, b)
  type All = readonly [Tensor, Tensor, Tensor, Tensor]
  const loss = ([x, h, a, b]: All): Tensor => run(x, h, a, b)

  it('gives the same bits compiled: values, gradients, products with the Hessian, third derivatives', () => {
    sameBits(of, xs, h0, w, u)
    sameBits((...all: Tensor[]) => grad(loss)(all as unknown as All), xs, h0, w, u)
    sameBits(
      (...all: Tensor[]) =>
        hvp(loss, all as unknown as All, all.map((each) => each.mul(0.3)) as unknown as All),
      xs,
      h0,
      w,
      u,
    )
    const second = (a: Tensor): Tensor =>
      grad((b: Tensor) => run(xs, h0, b, u))(a)
        .square()
        .sum()
    sameBits((a) => grad((b: Tensor) => grad(second)(b).square().sum())(a), w)
  })

  it('has right derivatives to third order, eagerly and compiled', () => {
    checkGradients(of, [xs, h0, w, u], { order: 3 })
    checkGradients((...all) => compile(of)(...(all as unknown as All)), [xs, h0, w, u], {
      order: 1,
    })
  })
})

it('a compiled derivative of each order is what finite differences of the one below give', () => {
  const u = draw('u', units, 3 * units)
  let f: (w: Tensor) => Tensor = (w) => runGru(xs, h0, w, u)
  const at = draw('w', features, 3 * units)
  const v = draw('v', features, 3 * units)
  for (let order = 1; order <= 3; order++) {
    const below = f
    f = (w) => grad(below)(w).mul(v).sum()
    const [value, compiled] = [compile(f)(at).item(), compile(below)]
    const h = 1e-3
    const y = (t: number): number => compiled(at.add(v.mul(t))).item()
    const numeric = (8 * (y(h) - y(-h)) - (y(2 * h) - y(-2 * h))) / (12 * h)
    expect(Math.abs(value - numeric)).toBeLessThan(1e-8 * Math.max(1, Math.abs(numeric)))
  }
})

describe('compiled', () => {
  const w = draw('w', 3, 3)
  const ys = draw('ys', 6, 3)
  const start = draw('start', 3)
  const cell = (h: Tensor, x: Tensor, k: Tensor): Tensor =>
    h.reshape([1, 3]).matmul(k).reshape([3]).add(x).tanh()
  const simple = (k: Tensor, x: Tensor, h: Tensor): Tensor =>
    scan(
      (c, each) => {
        const next = cell(c, each, k)
        return { carry: next, output: next.mul(c) }
      },
      h,
      x,
    ).outputs.sum()

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
    const v = new Variable(zeros([3], 'float64'))
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
    ).toThrow(/stopGradient\(x\) cuts within a step/)
  })

  it('vmap of a loop is one loop, of carries, inputs and what is closed over', () => {
    const batch = draw('batch', 4, 6, 3)
    const starts = draw('starts', 4, 3)
    const ws = draw('ws', 4, 3, 3)
    const over = (a: readonly (0 | null)[]) => (k: Tensor, x: Tensor, h: Tensor) =>
      vmap(simple, { inAxes: a })(k, x, h)
    for (const [f, ...args] of [
      [over([null, 0, null]), w, batch, start],
      [over([null, null, 0]), w, ys, starts],
      [over([0, null, null]), ws, ys, start],
      [over([0, 0, 0]), ws, batch, starts],
    ] as const) {
      sameBits(f, ...args)
      const [k, x, h] = args
      sameBits((a) => grad((b: Tensor) => f(b, x, h).square().sum())(a), k)
      sameBits((a) => grad((b: Tensor) => f(k, b, h).square().sum())(a), x)
      expect(
        compile(f)
          .explain(...args)
          .match(/repeat/g),
      ).toHaveLength(1)
    }
    const perExample = (all: Tensor): Tensor =>
      vmap((k: Tensor) => grad((a: Tensor) => simple(a, ys, start))(k))(all)
    sameBits(perExample, ws)
    sameBits((all) => grad((a: Tensor) => perExample(a).square().sum())(all), ws)
    sameBits(
      (k) =>
        jacobian((a: Tensor) => scan((c, x) => ({ carry: cell(c, x, a) }), start, ys).carry)(k),
      w,
    )
    // Two axes, one outside and one within, and a counter that is one for all.
    const counted = (k: Tensor, h: Tensor): Tensor =>
      scan(
        ({ n, c }) => ({
          carry: {
            n: n.add(1),
            c: cell(c, new Rng(3).split(n).normal([3], { dtype: 'float64' }), k),
          },
        }),
        { n: tensor(0, { dtype: 'int32' }), c: h },
        undefined,
        { length: 3 },
      ).carry.c
    const twice = (k: Tensor, h: Tensor): Tensor =>
      vmap((a: Tensor) => vmap((b: Tensor) => counted(a, b))(h))(k)
    sameBits(twice, ws, starts)
    expect(twice(ws, starts).shape).toEqual([4, 4, 3])
    expect(
      twice(ws, starts)
        .slice([2, 1])
        .sub(counted(ws.slice([2]), starts.slice([1])))
        .abs()
        .max()
        .item(),
    ).toBeLessThan(1e-12)
    expect(
      compile(twice)
        .explain(ws, starts)
        .match(/= deriveKey/g),
    ).toHaveLength(1)
  })

  const lines = (text: string): string[] => text.split('\n')
  const instructions = (text: string): number =>
    Number(
      lines(text)
        .find((line) => /^\d+ instructions/.test(line))
        ?.split(' ')[0],
    )
  const workspace = (text: string): number => Number(/^workspace (\d+)/m.exec(text)?.[1])

  it('is a program of one size for ten steps and a thousand; memory grows by what is saved', () => {
    const functions = [
      (x: Tensor) => simple(w, x, start),
      (x: Tensor) => grad((k: Tensor) => simple(k, x, start))(w),
      (x: Tensor) => hvp((k: Tensor) => simple(k, x, start), w, w),
    ]
    for (const f of functions) {
      const compiled = compile(f)
      const [few, many, more] = [10, 1000, 2000].map((n) =>
        compiled.explain(zeros([n, 3], 'float64')),
      )
      if (!few || !many || !more) throw new Error('explain gave nothing')
      expect(instructions(many)).toBe(instructions(few))
      expect(lines(many)).toHaveLength(lines(few).length)
      expect(workspace(more) - workspace(many)).toBeLessThan(
        1.1 * (workspace(many) - workspace(few)),
      )
    }
    const gradient = compile((x: Tensor) => grad((k: Tensor) => simple(k, x, start))(w))
    const [at1000, at2000] = [1000, 2000].map((n) =>
      workspace(gradient.explain(zeros([n, 3], 'float64'))),
    )
    // The inputs, the carry before each step, and one output with its cotangent.
    expect((at2000 ?? 0) - (at1000 ?? 0)).toBeLessThanOrEqual(4 * 1000 * 3 * 8 + 256)
  })

  it('says what a step does, once', () => {
    const text = compile((x: Tensor) => simple(w, x, start)).explain(ys)
    expect(text).toMatch(/= repeat 6 times\(/)
    expect(text).toMatch(/^ {2}\| %\d+ = take\(%\d+\) : float64\[3\]/m)
    expect(text).toMatch(/^ {2}\| next %\d+; put %\d+$/m)
    expect(compile((x: Tensor) => simple(w, x, start)).profile(ys)).toMatch(/repeat 6 times/)
  })

  it('what is the same in every step is computed once, outside', () => {
    const f = (k: Tensor, x: Tensor): Tensor =>
      scan(
        (c, each) => ({
          carry: cell(
            c,
            each,
            k
              .slice([{ step: -1 }])
              .mul(0.5)
              .exp(),
          ),
        }),
        start,
        x,
      ).carry
    sameBits(f, w, ys)
    sameBits((k, x) => grad((a: Tensor) => f(a, x).square().sum())(k), w, ys)
    const text = compile(f).explain(w, ys)
    expect(text).toMatch(/^%\d+ = slice/m)
    expect(text).toMatch(/^%\d+ = exp/m)
    expect(text).not.toMatch(/\| .*= (slice|exp|mul)/)
  })

  it('two equal loops are one, and what nobody reads is left out', () => {
    const twice = compile((x: Tensor) => simple(w, x, start).add(simple(w, x, start)))
    expect(twice.explain(ys).match(/repeat/g)).toHaveLength(1)
    const dead = compile(
      (x: Tensor) =>
        scan(
          (s, each) => ({ carry: { a: s.a.add(each), b: s.b.mul(s.a).exp() }, output: s.b.sin() }),
          { a: start, b: start },
          x,
        ).carry.a,
    )
    expect(dead.explain(ys)).not.toMatch(/exp|sin/)
    sameBits((x) => dead(x), ys)
  })

  it('gives the same bits on several threads', async () => {
    const big = new Rng(2)
    const k = big.split('k').normal([128, 128]).mul(0.05)
    const x = big.split('x').normal([6, 64, 128])
    const f = (a: Tensor): Tensor =>
      scan(
        (h, each) => {
          const next = h.matmul(a).add(each).tanh()
          return { carry: next, output: next.square().mean() }
        },
        zeros([64, 128]),
        x,
      ).outputs.sum()
    const derivative = (a: Tensor): Tensor => grad((b: Tensor) => grad(f)(b).square().sum())(a)
    const eager = [f(k).toArray(), grad(f)(k).toArray(), derivative(k).toArray()]
    for (const threads of [1, 2, 3]) {
      expect(await setThreads(threads)).toBe(threads)
      const all = [f, grad(f), derivative].map((each) => compile(each)(k).toArray())
      expect(all).toEqual(eager)
    }
    await setThreads(1)
  })
})
