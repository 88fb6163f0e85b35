import { describe, expect, it } from 'vitest'
import {
  checkpoint,
  compile,
  GradientTape,
  grad,
  range,
  scan,
  type Tensor,
  tensor,
  Variable,
  variablesRead,
  vmap,
  withValues,
} from '../index.ts'

const float64 = (values: number | readonly number[]): Tensor => tensor(values, { dtype: 'float64' })
const two = (): Variable => new Variable(float64(2), { name: 'two' })
const tripled = (v: Variable, fn: () => Tensor): Tensor => withValues([[v, v.value.mul(3)]], fn)

it('reads give the other values within, and the variable’s own again outside', () => {
  const v = two()
  expect(tripled(v, () => v.value.square()).item()).toBe(36)
  expect(v.value.item()).toBe(2)
})

it('a throw, and a promise, leave the variable as it was', () => {
  const v = two()
  const values = [[v, float64(5)]] as const
  expect(() =>
    withValues(values, () => {
      throw new Error('as asked')
    }),
  ).toThrow('as asked')
  expect(() => withValues(values, async () => 1)).toThrow('must not be async')
  expect(v.value.item()).toBe(2)
})

it('the innermost counts, and sees what the one around it gives', () => {
  const v = two()
  expect(tripled(v, () => tripled(v, () => v.value)).item()).toBe(18)
  expect(tripled(v, () => withValues([], () => v.value)).item()).toBe(6)
})

describe('derivatives', () => {
  it('of a tape around it go through how the values were computed, to any order', () => {
    const v = two()
    const tape = new GradientTape({ persistent: true })
    const [first, second] = tape.record(() => {
      const y = withValues([[v, v.value.pow(3)]], () => v.value.square())
      const first = tape.gradient(y, v)
      return [first, tape.gradient(first, v)] as const
    })
    // x⁶: 6 x⁵ and 30 x⁴.
    expect([first.item(), second.item()]).toEqual([192, 480])
  })

  it('do not take the other value for the variable’s, also where it is constant', () => {
    const v = two()
    const tape = new GradientTape({ persistent: true })
    const y = tape.record(() => withValues([[v, float64(5)]], () => v.value.square()).add(v))
    expect(tape.gradient(y, v).item()).toBe(1)
  })

  it('of a tape that begins within are by the value there', () => {
    const v = two()
    const inner = (): Tensor => {
      const tape = new GradientTape()
      const y = tape.record(() => v.value.pow(3))
      return tape.gradient(y, v)
    }
    expect(withValues([[v, float64(5)]], inner).item()).toBe(75)
    const outer = new GradientTape()
    // 3 (3 x)², and of that 54 x.
    const slope = outer.record(() => tripled(v, inner))
    expect([slope.item(), outer.gradient(slope, v).item()]).toEqual([108, 108])
  })

  it('pass through a checkpoint and a scan, within and around', () => {
    const f: Record<string, (v: Variable) => Tensor> = {
      'checkpoint within': (v) =>
        tripled(v, () => checkpoint((x: Tensor) => x.mul(v.value.square()))(float64(1))),
      'checkpoint around': (v) =>
        checkpoint((x: Tensor) => tripled(v, () => x.mul(v.value.square())))(float64(1)),
      'scan within': (v) =>
        tripled(
          v,
          () =>
            scan((carry: Tensor) => ({ carry: carry.mul(v.value) }), float64(1), range(2)).carry,
        ),
      'scan around': (v) =>
        scan(
          (carry: Tensor) => ({ carry: tripled(v, () => carry.mul(v.value)) }),
          float64(1),
          range(2),
        ).carry,
    }
    for (const [name, y] of Object.entries(f)) {
      const v = two()
      const tape = new GradientTape({ persistent: true })
      const [value, first, second] = tape.record(() => {
        const value = y(v)
        const first = tape.gradient(value, v)
        return [value, first, tape.gradient(first, v)] as const
      })
      // 9 x², 18 x, 18.
      expect([value.item(), first.item(), second.item()], name).toEqual([36, 36, 18])
      expect(compile(() => y(v))().item(), name).toBe(36)
    }
  })

  it('are those of each example in vmap', () => {
    const v = two()
    const f = (x: Tensor): Tensor => withValues([[v, v.value.mul(x)]], () => v.value.square())
    expect(vmap(grad(f))(float64([1, 3])).toArray()).toEqual([8, 24])
  })

  it('a tape from outside may not watch the variable within', () => {
    const v = two()
    const tape = new GradientTape({ watchAccessedVariables: false })
    const within = (): Tensor => {
      tape.watch(v)
      return v.value
    }
    expect(() => tape.record(() => tripled(v, within))).toThrow(
      'watch: a tape that recorded before withValues must not watch a variable within it, got "two"',
    )
  })
})

describe('compiled', () => {
  it('has the same bits, with a variable that changes between the calls', () => {
    const v = two()
    const step = (x: Tensor): Tensor => {
      const tape = new GradientTape()
      const y = tape.record(() => tripled(v, () => v.value.mul(x).sin()))
      const slope = tape.gradient(y, v)
      v.assignSub(slope)
      return y
    }
    const eager = [1, 2, 3].map((x) => step(float64(x)).item())
    v.assign(2)
    const compiled = compile(step)
    expect([1, 2, 3].map((x) => compiled(float64(x)).item())).toEqual(eager)
  })

  it('a compiled function that is called within reads the other values', () => {
    const v = two()
    const read = compile(() => v.value.add(1))
    expect(read().item()).toBe(3)
    expect(tripled(v, read).item()).toBe(7)
    expect(read().item()).toBe(3)
  })
})

it('the variable may not be assigned meanwhile; others may', () => {
  const [v, other] = [two(), two()]
  tripled(v, () => other.assign(4).value)
  expect(other.value.item()).toBe(4)
  expect(() => tripled(v, () => v.assign(4).value)).toThrow(
    'assign: a variable must not be assigned while another value stands in for its own, got "two" within withValues; assign it outside',
  )
})

it('what counts reads outside sees that of the variable, not those of the other value', () => {
  const v = two()
  expect(variablesRead(() => tripled(v, () => v.value)).variables).toEqual([v])
  expect(variablesRead(() => withValues([[v, float64(1)]], () => v.value)).variables).toEqual([])
})

it.each([
  [float64([1]), 'withValues: the value of "two" must have shape [], got [1]'],
  [tensor(1), 'withValues: the value of "two" must be float64, got float32'],
])('refuses a value that does not fit', (value, message) => {
  expect(() => withValues([[two(), value]], () => 0)).toThrow(message)
})

it('takes the pairs of a Map, and of an iterator that gives them once', () => {
  const v = two()
  const pairs = new Map([[v, float64(5)]])
  expect(withValues(pairs, () => v.value).item()).toBe(5)
  expect(withValues(pairs.entries(), () => v.value).item()).toBe(5)
})

it.each([
  [() => undefined, 'got undefined'],
  [(v: Variable) => [v, v.value], 'got an array'],
  [(v: Variable) => ({ two: v }), 'got an object'],
])('refuses what is no list of pairs', (valuesOf, words) => {
  // @ts-expect-error: JavaScript may give anything
  const run = (): unknown => withValues(valuesOf(two()), () => 0)
  expect(run).toThrow('withValues: must be given pairs of a variable and a tensor')
  expect(run).toThrow(words)
})
