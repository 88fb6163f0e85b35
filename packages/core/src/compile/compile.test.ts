import { describe, expect, it, vi } from 'vitest'
import {
  CompileError,
  compile,
  exp,
  GradientTape,
  gather,
  grad,
  hvp,
  pad,
  Rng,
  range,
  type Tensor,
  tanh,
  tensor,
  Variable,
  where,
} from '../index.ts'

const rng = new Rng(11)
const draw = (name: string, ...shape: number[]): Tensor => rng.split(name).normal(shape)

/** Runs `f` eagerly and compiled, several times each, and compares every bit. */
function sameBits<A extends Tensor[]>(f: (...args: A) => Tensor, ...args: A): void {
  const compiled = compile(f)
  for (let run = 0; run < 3; run++)
    expect(new Uint8Array(compiled(...args).data.buffer)).toEqual(
      new Uint8Array(f(...args).data.buffer),
    )
}

describe('the law: a compiled function gives the same bits', () => {
  it('of operations of all kinds', () => {
    sameBits(
      (x, y) => x.matmul(y, { transposeB: true }).softmax(),
      draw('x', 5, 3),
      draw('y', 4, 3),
    )
    sameBits(
      (x) =>
        pad(x.slice([null, { step: -2 }]), [
          [1, 0],
          [0, 2],
        ]).sum(0),
      draw('s', 3, 7),
    )
    sameBits((x) => where(x.greater(0), x.exp(), x).max(1), draw('w', 4, 6))
    sameBits((x) => gather(x, range(3).mul(2)).variance(0), draw('g', 6, 2))
  })

  it('of −0, which x · 1 and x / 1 keep, and x + 0 does not', () => {
    for (const x of [tensor(-0), tensor([-0, 0])]) {
      sameBits((a) => a.mul(1), x)
      sameBits((a) => a.div(1), x)
      sameBits((a) => a.add(0), x)
      sameBits((a) => a.sub(0), x)
      sameBits((a) => a.neg(), x)
      sameBits((a) => a.mul(0), x)
    }
  })

  it('of gradients of gradients', () => {
    const f = (x: Tensor): Tensor => tanh(x).mul(exp(x)).sum()
    sameBits((x) => grad((a: Tensor) => grad(f)(a).square().sum())(x), draw('gg', 9))
    sameBits((x, v) => hvp(f, x, v), draw('h', 9), draw('v', 9))
  })

  it('of random numbers, from the source that was given', () => {
    const f = compile((x: Tensor, source: Rng) => x.add(source.split('mask').uniform([4])))
    const x = draw('r', 4)
    for (const seed of [1, 2, 1]) {
      const source = new Rng(seed)
      expect(f(x, source).toArray()).toEqual(x.add(source.split('mask').uniform([4])).toArray())
    }
  })
})

describe('variables', () => {
  it('are read and assigned; eager code sees the new value, and an old one does not change', () => {
    const v = new Variable(tensor([1, 2]))
    const double = compile(() => {
      v.assign(v.mul(2))
      return v.sum()
    })
    const before = v.value
    expect(double().item()).toBe(6)
    const between = v.value
    expect(double().item()).toBe(12)
    expect([before, between, v.value].map((each) => each.toArray())).toEqual([
      [1, 2],
      [2, 4],
      [4, 8],
    ])
  })

  it('that are assigned outside are read anew', () => {
    const v = new Variable(1)
    const next = compile((x: Tensor) => v.add(x))
    expect(next(tensor(1)).item()).toBe(2)
    v.assign(tensor(10))
    expect(next(tensor(1)).item()).toBe(11)
  })

  it('swap, copy and return their old values', () => {
    const a = new Variable(tensor([1, 2]))
    const b = new Variable(tensor([3, 4]))
    const swap = compile(() => {
      const old = a.value
      a.assign(b.value)
      b.assign(old)
      return { old, reversed: old.slice([{ step: -1 }]), column: old.reshape([2, 1]) }
    })
    const { old, reversed, column } = swap()
    expect([a.value, b.value, old, reversed, column].map((each) => each.toArray())).toEqual([
      [3, 4],
      [1, 2],
      [1, 2],
      [2, 1],
      [[1], [2]],
    ])
  })

  it('keep their values where they are assigned views of themselves, which are not copied', () => {
    const [v, w] = [new Variable([1, 2]), new Variable([3, 4])]
    const same = compile((x: Tensor) => {
      const view = v.value.reshape([2, 1]).reshape([2])
      v.assign(view)
      w.assign(w.value.add(view).add(x))
      return view
    })
    const x = tensor([10, 20])
    expect([same(x), same(x), v.value, w.value].map((value) => value.toArray())).toEqual([
      ...[
        [1, 2],
        [1, 2],
        [1, 2],
      ],
      [25, 48],
    ])
    expect(same.explain(x).match(/copy/g)).toHaveLength(1)
  })

  it('stay as they were where a call throws, whatever was assigned before', () => {
    const [v, w] = [new Variable(tensor([1, 2])), new Variable(tensor([3, 4]))]
    const step = compile((i: Tensor) => {
      v.assignAdd(1)
      const moved = w.add(v)
      const picked = gather(v, i)
      w.assign(moved)
      return picked.add(gather(w, i))
    })
    const at = (i: number): Tensor => tensor([i], { dtype: 'int32' })
    const values = (): unknown => [v.value.toArray(), w.value.toArray()]
    expect(values()).toEqual([
      [1, 2],
      [3, 4],
    ])
    for (let run = 0; run < 2; run++) {
      expect(() => step(at(2))).toThrow(RangeError)
      expect(values()).toEqual([
        [1, 2],
        [3, 4],
      ])
    }
    expect(step(at(1)).toArray()).toEqual([10])
    expect(values()).toEqual([
      [2, 3],
      [5, 7],
    ])
  })

  it('train as they do eagerly: an optimizer with momentum, bit for bit', () => {
    const run = (wrap: (step: (x: Tensor) => Tensor) => (x: Tensor) => Tensor): Tensor[] => {
      const w = new Variable(draw('kernel', 3, 2))
      const m = new Variable(w.value.mul(0))
      const step = wrap((x) => {
        const tape = new GradientTape()
        const loss = tape.record(() => tanh(x.matmul(w)).square().mean())
        m.assign(m.mul(0.9).add(tape.gradient(loss, w)))
        w.assignSub(m.mul(0.1))
        return loss
      })
      for (let i = 0; i < 5; i++) step(draw(`batch${i}`, 8, 3))
      return [w.value, m.value]
    }
    expect(run(compile).map((each) => each.data)).toEqual(
      run((step) => step).map((each) => each.data),
    )
  })
})

describe('signatures', () => {
  it('another shape is traced once more; the same one is not', () => {
    let traces = 0
    const f = compile((x: Tensor, { scale }: { scale: number }) => {
      traces++
      return x.mul(scale)
    })
    for (const rows of [4, 4, 3, 4, 3])
      expect(f(draw('t', rows), { scale: 2 }).shape).toEqual([rows])
    expect(traces).toBe(2)
    expect(f(tensor([1]), { scale: 3 }).toArray()).toEqual([3])
  })

  it('0 and −0 are two', () => {
    const f = compile((x: Tensor, zero: number) => x.div(zero))
    expect([0, -0].map((zero) => f(tensor(1), zero).item())).toEqual([1 / 0, -1 / 0])
  })

  it('one tensor in two places is one: a derivative by it counts both', () => {
    const f = (x: Tensor, [y]: readonly [Tensor]): Tensor => {
      const tape = new GradientTape()
      tape.watch(x)
      return tape.gradient(
        tape.record(() => x.mul(y)),
        x,
      )
    }
    const compiled = compile(f)
    const [three, four] = [tensor(3), tensor(4)]
    for (const y of [four, three, tensor(3)])
      expect(compiled(three, [y]).item()).toBe(f(three, [y]).item())
  })

  it('that keep changing bring a warning, once', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const f = compile((x: Tensor, factor: number) => x.mul(factor))
    for (let factor = 0; factor < 20; factor++) f(tensor(1), factor)
    expect(warn.mock.calls).toEqual([[expect.stringMatching(/traced for 16 signatures.*,15\]/)]])
    warn.mockRestore()
  })

  it('results keep their nesting, with what is no tensor', () => {
    const f = compile((x: Tensor) => ({ list: [x, x.add(1)], name: 'pair', none: null }))
    const { list, name, none } = f(tensor(1))
    expect([list.map((each) => each.item()), name, none]).toEqual([[1, 2], 'pair', null])
  })
})

it('runs as it is while a tape records, so that derivatives pass', () => {
  const f = compile((x: Tensor) => x.pow(3))
  const x = tensor(2)
  f(x)
  expect(grad((a: Tensor) => f(a))(x).item()).toBe(12)
})

describe('what cannot be compiled', () => {
  it.each<[string, (x: Tensor) => unknown]>([
    ['item', (x) => tanh(x).item()],
    ['data', (x) => tanh(x).data],
    ['toArray', (x) => tanh(x).toArray()],
  ])('reading a value through %s names the operation and the way out', (_, f) => {
    const compiled = compile(f)
    expect(() => compiled(tensor([1, 2]))).toThrow(CompileError)
    expect(() => compiled(tensor([1, 2]))).toThrow(
      /value of "tanh" \[2\] was read .* return it from the function/,
    )
  })

  it('reading a value that left in an object that is not plain says what may be returned', () => {
    class Result {
      constructor(y: Tensor) {
        Object.assign(this, { y })
      }
      declare readonly y: Tensor
    }
    const { y } = compile((x: Tensor) => new Result(tanh(x)))(tensor(1))
    expect(() => y.item()).toThrow(/or kept from then; return it .* in arrays and plain objects/)
  })

  it('a value kept from the trace of another function', () => {
    let kept = tensor(0)
    compile((x: Tensor) => {
      kept = x.exp()
      return x
    })(tensor(1))
    expect(() => compile((x: Tensor) => x.add(kept))(tensor(1))).toThrow(
      /value of "exp" \[\] was read while its function is traced, or kept from then; return it/,
    )
  })

  it('a promise, or what else can be awaited', () => {
    expect(() => compile(async (x: Tensor) => x)(tensor(1))).toThrow(/must not be async/)
    // biome-ignore lint/suspicious/noThenProperty: this is what must be refused
    const later = compile((x: Tensor) => ({ then: (next: (y: Tensor) => void) => next(x) }))
    expect(() => later(tensor(1))).toThrow(/must not be async/)
  })

  it('a variable of its own, which would keep its value from call to call', () => {
    const f = compile((x: Tensor) => new Variable(0, { name: 'total' }).assignAdd(x).value)
    expect(() => f(tensor(1))).toThrow(CompileError)
    expect(() => f(tensor(1))).toThrow(/made outside of the function, got "total" inside/)
  })

  it('a typed array, whose elements may change unseen', () => {
    const f = compile((x: Float32Array) => tensor(x).mul(2))
    expect(() => f(new Float32Array([1, 2]))).toThrow(CompileError)
    expect(() => f(new Float32Array([1, 2]))).toThrow(
      /must not be a Float32Array, .* pass tensor\(x\)/,
    )
  })

  it('an index out of range is found at run time, and named', () => {
    const f = compile((x: Tensor, i: Tensor) => gather(x, i).exp())
    const at = (i: number): Tensor => tensor([i], { dtype: 'int32' })
    expect(f(tensor([1, 2]), at(1)).shape).toEqual([1])
    expect(() => f(tensor([1, 2]), at(2))).toThrow(
      /gather: an index lies outside .* got indices from 2 to 2$/,
    )
  })
})

it('explains the graph, its arithmetic and its memory', () => {
  const f = compile((x: Tensor, y: Tensor) => x.matmul(y).tanh().sum())
  const text = f.explain(draw('ex', 4, 3), draw('ey', 3, 2))
  expect(text).toMatch(/matmul\(%\d+, %\d+\) : float32\[1, 4, 2\] {2}# 48 operations, 32 bytes/)
  expect(text).toMatch(/3 instructions/)
  // One matrix for all five of a batch.
  const shared = compile((x: Tensor, y: Tensor) => x.matmul(y))
  expect(shared.explain(draw('ex', 4, 3), draw('eb', 5, 3, 2))).toMatch(/ 240 operations/)
  const chain = compile((x: Tensor) => x.mul(2).add(1).tanh()).explain(draw('chain', 10))
  expect(chain).toMatch(/fused\(multiply add tanh\)\(.*# 30 operations, 40 bytes/)
})

it('profiles every instruction, and leaves the variables as they are', () => {
  const v = new Variable(draw('profiled', 3, 2))
  const before = v.value
  const f = compile((x: Tensor) => {
    v.assign(v.mul(0.5))
    return x.matmul(v).tanh()
  })
  const text = f.profile(draw('px', 4, 3))
  expect(text.split('\n')).toHaveLength(2 + 3)
  expect(text).toMatch(/^ +[\d.]+ +[\d.]+ % +[\d.]+ {2}%\d+ = matmul\(/m)
  expect(text).toMatch(/ in all$/)
  expect(v.value.toArray()).toEqual(before.toArray())
})
