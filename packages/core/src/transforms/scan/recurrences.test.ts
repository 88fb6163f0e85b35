import { describe, expect, it } from 'vitest'
import { add, checkGradients, compile, grad, hvp, scan, type Tensor } from '../../index.ts'
import { draw, sameBits } from './scan.fixture.ts'

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
