import { describe, expect, it } from 'vitest'
import { compile, grad, hvp, Rng, scan, setThreads, type Tensor, zeros } from '../../index.ts'
import { cell, sameBits, simple, start, w, ys } from './scan.fixture.ts'

describe('a compiled scan', () => {
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
        compiled.explain(zeros([n, 3], { dtype: 'float64' })),
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
      workspace(gradient.explain(zeros([n, 3], { dtype: 'float64' }))),
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
