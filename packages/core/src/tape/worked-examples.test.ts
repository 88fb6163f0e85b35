import { expect, it } from 'vitest'
import { GradientTape, type Tensor, Variable } from '../index.ts'

const numbers = (derivatives: Readonly<Record<string, Tensor>>): Record<string, number> =>
  Object.fromEntries(Object.entries(derivatives).map(([name, each]) => [name, each.item()]))

it('z = 2x³ + 5y² + 11x + 5 at (5, 2): both derivatives from one call', () => {
  const x = new Variable(5, { name: 'x' })
  const y = new Variable(2, { name: 'y' })
  const tape = new GradientTape()
  const z = tape.record(() => x.pow(3).mul(2).add(y.square().mul(5)).add(x.mul(11)).add(5))
  expect(z.item()).toBe(330)
  const [dx, dy] = tape.gradient(z, [x, y])
  expect([dx.item(), dy.item()]).toEqual([161, 20])
})

it('z = 2x³ + 5y² + 11xy + 5: one persistent tape gives first and second derivatives', () => {
  const x = new Variable(5, { name: 'x' })
  const y = new Variable(2, { name: 'y' })
  const tape = new GradientTape({ persistent: true })
  const all = tape.record(() => {
    const z = x.pow(3).mul(2).add(y.square().mul(5)).add(x.mul(y).mul(11)).add(5)
    const [dx, dy] = tape.gradient(z, [x, y])
    const [dxx, dxy] = tape.gradient(dx, [x, y])
    const [dyx, dyy] = tape.gradient(dy, [x, y])
    return { dx, dy, dxx, dyy, dxy, dyx }
  })
  expect(numbers(all)).toEqual({ dx: 172, dy: 75, dxx: 60, dyy: 10, dxy: 11, dyx: 11 })
})

it('x³ at 1: nested tapes give 3 and 6', () => {
  const x = new Variable(1)
  const outer = new GradientTape()
  const first = outer.record(() => {
    const inner = new GradientTape()
    return inner.gradient(
      inner.record(() => x.pow(3)),
      x,
    )
  })
  expect(first.item()).toBe(3)
  expect(outer.gradient(first, x).item()).toBe(6)
})
