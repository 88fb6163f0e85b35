import { expect, it } from 'vitest'
import {
  compile,
  GradientTape,
  grad,
  range,
  scan,
  type Tensor,
  tensor,
  Variable,
  vmap,
  withState,
  withValues,
} from '../index.ts'

const float64 = (values: number | readonly number[]): Tensor => tensor(values, { dtype: 'float64' })
const two = (): Variable => new Variable(float64(2), { name: 'two' })

it('what is assigned is read again within, returned, and forgotten', () => {
  const [v, other] = [two(), new Variable(float64(7))]
  const { result, state } = withState([[v, float64(5)]], () => {
    v.assignAdd(1)
    return v.value.add(other.value).item()
  })
  expect(result).toBe(13)
  expect([...state].map(([variable, value]) => [variable === v, value.item()])).toEqual([
    [true, 6],
    [false, 7],
  ])
  expect(v.value.item()).toBe(2)
})

it('variables that are not given begin with their values, and stay as they are', () => {
  const [v, w] = [two(), two()]
  const { state } = withState([], () => {
    v.assign(w.value.mul(3))
  })
  expect([...state.keys()]).toEqual([w, v])
  expect(state.get(v)?.item()).toBe(6)
  expect(v.value.item()).toBe(2)
})

it('nests: the innermost counts, withValues too', () => {
  const v = two()
  const { result, state } = withState([[v, float64(3)]], () => {
    const inner = withState([], () => v.assign(v.value.mul(10)).value.item())
    const other = withValues([[v, v.value.add(1)]], () => v.value.item())
    v.assign(v.value.sub(1))
    return [inner.result, inner.state.get(v)?.item(), other]
  })
  expect(result).toEqual([30, 30, 4])
  expect(state.get(v)?.item()).toBe(2)
})

/** A step of gradient descent on (w x)², which counts itself. */
const descent = (w: Variable, count: Variable, x: Tensor): Tensor => {
  const tape = new GradientTape()
  const loss = tape.record(() => w.value.mul(x).square())
  w.assign(w.value.sub(tape.gradient(loss, w).mul(0.1)))
  count.assignAdd(1)
  return loss
}

it('takes many models through one step in vmap, eager and compiled, each as it goes alone', () => {
  const [w, count] = [two(), new Variable(tensor(0, { dtype: 'int32' }))]
  const step = vmap(
    (weight: Tensor, counted: Tensor, x: Tensor) => {
      const given = [
        [w, weight],
        [count, counted],
      ] as const
      const { result, state } = withState(given, () => descent(w, count, x))
      return { loss: result, next: [state.get(w) ?? x, state.get(count) ?? x] as const }
    },
    { inAxes: [0, null, 0], outAxes: { loss: 0, next: [0, null] } },
  )
  const [weights, xs, zero] = [
    float64([1, 2, 3]),
    float64([0.5, 2, 1]),
    tensor(0, { dtype: 'int32' }),
  ]
  const alone = [0, 1, 2].map((i) => {
    const [own, counted] = [new Variable(weights.slice([i])), new Variable(zero)]
    const loss = descent(own, counted, xs.slice([i]))
    return [loss.item(), own.value.item(), counted.value.item()]
  })
  for (const f of [step, compile(step)]) {
    const { loss, next } = f(weights, zero, xs)
    const [after, counted] = next
    expect(alone.map((_, i) => [loss.data[i], after.data[i], counted.item()])).toEqual(alone)
  }
  expect([w.value.item(), count.value.item()]).toEqual([2, 0])
})

it('derivatives go through how the values were computed, and not through assignments', () => {
  const v = two()
  const f = (x: Tensor): Tensor => withState([[v, x.mul(3)]], () => v.value.square()).result
  expect(grad(f)(float64(2)).item()).toBe(36)
  const assigned = (x: Tensor): Tensor =>
    withState([[v, x]], () => v.assign(v.value.mul(5)).value.add(x)).result
  expect(grad(assigned)(float64(2)).item()).toBe(1)
  const xs = float64([2, 3])
  expect(vmap(grad(assigned))(xs).toArray()).toEqual([1, 1])
  expect(grad((all: Tensor) => vmap(assigned)(all).sum())(xs).toArray()).toEqual([1, 1])
})

it('refuses what a variable cannot hold, a promise, and assignments that a derivative would repeat', () => {
  const v = two()
  expect(() => withState([[v, float64([1, 2])]], () => 1)).toThrow(
    'withState: the value of "two" must have shape [], got [2]',
  )
  expect(() => withState([[v, float64(1)]], async () => 1)).toThrow(
    'withState: the function must not be async',
  )
  const loop = (): unknown =>
    scan((carry: Tensor) => ({ carry: v.assignAdd(1).value.add(carry) }), float64(1), range(2))
  expect(() => withState([[v, float64(1)]], loop)).toThrow('must not assign variables')
  expect(v.value.item()).toBe(2)
})
