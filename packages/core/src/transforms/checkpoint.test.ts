import { describe, expect, it } from 'vitest'
import * as S from '../index.ts'

const float64 = (name: string, shape: S.Shape): S.Tensor =>
  new S.Rng(9).split(name).normal(shape, { dtype: 'float64' })
const bits = (x: S.Tensor): string => Buffer.from(new Uint8Array(x.data.buffer)).toString('base64')

/** A deep chain of layers with weights that it closes over. */
function network(depth: number, wrap: (f: (x: S.Tensor) => S.Tensor) => (x: S.Tensor) => S.Tensor) {
  const weights = Array.from(
    { length: depth },
    (_, i) => new S.Variable(float64(`w${i}`, [4, 4]), { name: `w${i}` }),
  )
  const blocks = weights.map((w) => wrap((x) => x.matmul(w).tanh().mul(1.5).sin()))
  return { weights, run: (x: S.Tensor) => blocks.reduce((h, block) => block(h), x) }
}

describe('checkpoint', () => {
  const x = float64('x', [3, 4])

  it('gives the same value and gradients, bit for bit, also of what is closed over', () => {
    const results = [(f: (x: S.Tensor) => S.Tensor) => f, S.checkpoint].map((wrap) => {
      const { weights, run } = network(5, wrap)
      const tape = new S.GradientTape()
      tape.watch(x)
      const loss = tape.record(() => run(x).square().sum())
      return [loss, ...tape.gradient(loss, [x, ...weights])].map(bits)
    })
    expect(results[1]).toEqual(results[0])
  })

  it('is differentiated to any order', () => {
    const w = float64('w', [4, 4])
    const f = (a: S.Tensor, b: S.Tensor): S.Tensor =>
      S.checkpoint((at: S.Tensor) => at.matmul(b).mul(0.3).tanh().square())(a).sum()
    S.checkGradients(f, [x, w], { order: 3, tolerance: 1e-7 })
  })

  it('keeps nesting, several results, integers, and constants', () => {
    const split = S.checkpoint(({ a, i }: { a: S.Tensor; i: S.Tensor }) => ({
      picked: S.gather(a, i).exp(),
      rest: [a.square(), S.tensor(1, { dtype: 'float64' })],
    }))
    const f = (a: S.Tensor): S.Tensor => {
      const { picked, rest } = split({ a, i: S.tensor([2, 0], { dtype: 'int32' }) })
      return rest.reduce((sum, each) => sum.add(each.sum()), picked.sum())
    }
    S.checkGradients(f, [x], { order: 2 })
  })

  it('computes again for a derivative, and only then', () => {
    let runs = 0
    const f = S.checkpoint((a: S.Tensor) => {
      runs++
      return a.exp().sin()
    })
    f(x)
    expect(runs).toBe(1)
    S.grad((a: S.Tensor) => f(a).sum())(x)
    expect(runs).toBe(3)
  })

  it('compiled, has the same bits and needs less memory', () => {
    const [plain, saving] = [(f: (x: S.Tensor) => S.Tensor) => f, S.checkpoint].map((wrap) => {
      const { weights, run } = network(1, (f) => f)
      const [w] = weights
      const block = (h: S.Tensor): S.Tensor =>
        Array.from({ length: 6 }).reduce<S.Tensor>(
          (a) =>
            a
              .matmul(w ?? 0)
              .tanh()
              .sin(),
          run(h),
        )
      const deep = (h: S.Tensor): S.Tensor =>
        Array.from({ length: 6 }).reduce<S.Tensor>((a) => wrap(block)(a), h)
      return S.compile((at: S.Tensor) => S.grad((a: S.Tensor) => deep(a).square().sum())(at))
    })
    const wide = float64('wide', [64, 4])
    if (!plain || !saving) throw new Error('two functions were made')
    expect(bits(saving(wide))).toBe(bits(plain(wide)))
    const workspace = (f: typeof plain): number =>
      Number(/workspace (\d+) bytes/.exec(f.explain(wide))?.[1])
    expect(workspace(saving)).toBeLessThan(0.6 * workspace(plain))
  })

  it('maps over batches', () => {
    const f = S.checkpoint((a: S.Tensor) => a.sin().sum())
    const mapped = S.vmap((row: S.Tensor) => S.grad((a: S.Tensor) => f(a))(row))(x)
    expect(mapped.toArray()).toEqual(x.cos().toArray())
    const around = S.grad((a: S.Tensor) => S.vmap((row: S.Tensor) => f(row))(a).sum())(x)
    expect(around.toArray()).toEqual(x.cos().toArray())
  })

  it('finds variables as they were, whatever was assigned since, and assigns none', () => {
    const derivatives = (wrap: (f: (a: S.Tensor) => S.Tensor) => (a: S.Tensor) => S.Tensor) => {
      const v = new S.Variable(2, { name: 'v' })
      const w = new S.Variable(0.7)
      const tape = new S.GradientTape({ persistent: true })
      const y = tape.record(() => {
        const inner = wrap((a) => a.mul(v).sin())(w.value)
        const both = inner.add(v.square())
        v.assign(5)
        return both
      })
      return [tape.gradient(y, v), tape.gradient(y, w)].map((each) => each.item())
    }
    expect(derivatives(S.checkpoint)).toEqual(derivatives((f) => f))
    const v = new S.Variable(1, { name: 'mean' })
    const moving = S.checkpoint((a: S.Tensor) => {
      v.assign(v.mul(0.5))
      return a.mul(v)
    })
    expect(() => S.grad((a: S.Tensor) => moving(a))(S.tensor(1))).toThrow(
      /must not assign variables, got "mean" within scan or checkpoint; return the value/,
    )
  })

  it('a tensor that leaves the function by another way is no silent constant', () => {
    const leak = (z: S.Tensor): S.Tensor => {
      let kept = z
      const result = S.checkpoint((a: S.Tensor) => {
        kept = a.sin()
        return a.cos()
      })(z)
      return kept.add(result)
    }
    expect(() => S.grad(leak)(S.tensor(0.7))).toThrow(
      /^checkpoint: a tensor computed within was used outside, where no derivative passes to it; return it/,
    )
    const looped = (z: S.Tensor): S.Tensor => {
      let kept = z
      const step = (h: S.Tensor): { carry: S.Tensor } => {
        kept = h.mul(z)
        return { carry: kept.add(1) }
      }
      return S.scan(step, z, undefined, { length: 3 }).carry.mul(0).add(kept)
    }
    expect(() => S.grad(looped)(S.tensor(0.7))).toThrow(/^scan: a tensor computed within was used/)
  })

  it('nor is what a loop’s step keeps: its carry, the next one, or its output', () => {
    type Step = { readonly carry: S.Tensor; readonly next: S.Tensor; readonly output: S.Tensor }
    for (const keep of ['carry', 'next', 'output'] as const) {
      const leak = (z: S.Tensor): S.Tensor => {
        const steps: Step[] = []
        const { carry } = S.scan(
          (h: S.Tensor) => {
            const next = h.mul(z)
            steps.push({ carry: h, next, output: next.sin() })
            return { carry: next, output: steps.at(-1)?.output ?? next }
          },
          z,
          undefined,
          { length: 3 },
        )
        return carry.add(steps.at(-1)?.[keep] ?? z)
      }
      const words = /^scan: .* return it from the step, in its carry or its output,/
      expect(() => S.grad(leak)(S.tensor(0.7))).toThrow(words)
      if (keep === 'carry') expect(() => S.compile(S.grad(leak))(S.tensor(0.7))).toThrow(words)
      else expect(() => S.compile(S.grad(leak))(S.tensor(0.7))).toThrow(S.CompileError)
    }
  })
})
