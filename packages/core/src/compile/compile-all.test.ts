import { afterAll, describe, expect, it } from 'vitest'
import {
  compile,
  compileAll,
  GradientTape,
  gather,
  matmul,
  Rng,
  scan,
  setThreads,
  type Tensor,
  tensor,
  Variable,
  zeros,
} from '../index.ts'
import { separateParts } from './run/side-by-side.ts'

afterAll(() => setThreads(1))

const bits = (x: Tensor): string => Buffer.from(new Uint8Array(x.data.buffer)).toString('base64')

/** A model that trains by momentum, on noise of its own, with a loop over its steps. */
function model(seed: number) {
  const rng = new Rng(seed)
  const w = new Variable(rng.split('w').normal([48, 48]).mul(0.2))
  const momentum = new Variable(zeros([48, 48]))
  const step = (x: Tensor, noise: Rng): { readonly loss: Tensor } => {
    const tape = new GradientTape()
    const loss = tape.record(() => {
      const { carry } = scan(
        (h: Tensor) => ({ carry: matmul(h, w.value).tanh() }),
        x.add(noise.normal(x.shape).mul(0.1)),
        undefined,
        { length: 3 },
      )
      return carry.square().mean()
    })
    momentum.assign(momentum.mul(0.9).add(tape.gradient(loss, w)))
    w.assignSub(momentum.mul(0.5))
    return { loss }
  }
  return { step, variables: [w, momentum] }
}

const batch = (seed: number, rows: number): Tensor => new Rng(seed).normal([rows, 48])

it.each([
  [8, 2, 8],
  [5, 2, 4],
  [1, 2, 0],
  [5, 3, 5],
  [4, 3, 3],
  [8, 3, 8],
  [9, 4, 8],
  [11, 4, 11],
  [3, 1, 3],
])('of %i functions on %i threads, %i have a thread for themselves', (count, threads, expected) => {
  expect(separateParts(count, threads)).toBe(expected)
})

describe('several functions as one program', () => {
  it.each([1, 2, 3])('have the bits of each alone on %i threads', async (threads) => {
    await setThreads(threads)
    const apart = [1, 2, 3, 4, 5].map(model)
    const together = [1, 2, 3, 4, 5].map(model)
    const steps = apart.map(({ step }) => compile(step))
    const all = compileAll(together.map(({ step }) => step))
    for (let i = 0; i < 4; i++) {
      // Others have a smaller batch, or none.
      const rows = (index: number): number => (i === 1 && index > 2 ? 16 : 32)
      const calls = apart.map((_, index): [Tensor, Rng] | null =>
        i === 2 && index % 2 === 0
          ? null
          : [batch(i + index, rows(index)), new Rng(i).split(index)],
      )
      const alone = calls.map((call, index) => call && steps[index]?.(...call))
      const results = all(calls)
      expect(results.map((result) => result && bits(result.loss))).toEqual(
        alone.map((result) => result && bits(result.loss)),
      )
    }
    const values = (models: typeof apart): string[] =>
      models.flatMap(({ variables }) => variables.map(({ value }) => bits(value)))
    expect(values(together)).toEqual(values(apart))
    expect(new Set(values(apart)).size).toBe(10)
  })

  it('give back what they take, and hold results apart', () => {
    const identity = (x: Tensor) => ({ x, twice: [x, x.mul(2)] })
    const all = compileAll([identity, identity])
    const [a, b] = all([[tensor([1])], [tensor([5])]])
    expect([a?.x.toArray(), b?.x.toArray()]).toEqual([[1], [5]])
    expect(b?.twice.map((each) => each.toArray())).toEqual([[5], [10]])
  })

  it('run as they are while a tape records', () => {
    const x = new Variable(3)
    const tape = new GradientTape()
    const [square] = tape.record(() => compileAll([() => x.square()])([[]]))
    expect(square && tape.gradient(square, x).item()).toBe(6)
  })

  it.each([1, 2])(
    'one that throws changes none of its variables, on %i threads',
    async (threads) => {
      await setThreads(threads)
      const [v, w] = [new Variable(zeros([4])), new Variable(zeros([4]))]
      const all = compileAll(
        [v, w].map((variable) => (at: Tensor) => {
          variable.assign(gather(variable.add(1), at))
          return at
        }),
      )
      const at = (...indices: number[]): [Tensor] => [tensor(indices, { dtype: 'int32' })]
      expect(() => all([at(0, 1, 2, 3), at(0, 1, 2, 4)])).toThrow(
        'gather: an index lies outside of the axis it counts, got indices from 0 to 4',
      )
      expect(w.value.toArray()).toEqual([0, 0, 0, 0])
      all([null, at(3, 2, 1, 0)])
      expect(w.value.toArray()).toEqual([1, 1, 1, 1])
    },
  )

  it('refuse a variable that one assigns and another uses, and another number of calls', () => {
    const v = new Variable(1, { name: 'shared' })
    const reads = (): Tensor => v.mul(2)
    const assigns = (): Tensor => {
      v.assignAdd(1)
      return v.value
    }
    expect(compileAll([reads, reads])([[], []]).map((each) => each?.item())).toEqual([2, 2])
    for (const functions of [
      [reads, assigns],
      [assigns, reads],
      [assigns, assigns],
    ])
      expect(() => compileAll(functions)([[], []])).toThrow(
        'compileAll: a function must not assign a variable that another uses, got "shared" in functions 0 and 1',
      )
    const writes = (): Tensor => {
      v.assign(5)
      return tensor(1)
    }
    for (const others of [
      [reads, writes],
      [writes, writes],
    ])
      expect(() => compileAll(others)([[], []])).toThrow('must not assign a variable that another')
    expect(() => compileAll([reads])([])).toThrow('for each of 1 functions, got 0')
  })
})
