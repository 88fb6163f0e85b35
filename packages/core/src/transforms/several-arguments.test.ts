import { describe, expect, expectTypeOf, it } from 'vitest'
import * as S from '../index.ts'

const float64 = (values: S.Nested): S.Tensor => S.tensor(values, { dtype: 'float64' })
type Weights = { readonly kernel: S.Tensor; readonly bias: S.Tensor }

const weights: Weights = { kernel: float64([1, 2]), bias: float64(0.5) }
const x = float64([3, -1])
const loss = ({ kernel, bias }: Weights, input: S.Tensor, scale: number): S.Tensor =>
  S.sum(S.mul(kernel, S.square(input)))
    .add(S.square(bias))
    .mul(scale)

describe('grad of several arguments', () => {
  it('is by the first, and passes the others on', () => {
    const slope = S.grad(loss)(weights, x, 2)
    expectTypeOf(slope).toEqualTypeOf<Weights>()
    expect([slope.kernel.toArray(), slope.bias.item()]).toEqual([[18, 2], 2])
  })

  it('is by another where asked, or by several in the order asked', () => {
    const byInput = S.grad(loss, { by: 1 })(weights, x, 2)
    expectTypeOf(byInput).toEqualTypeOf<S.Tensor>()
    expect(byInput.toArray()).toEqual([12, -8])
    const both = S.grad(loss, { by: [1, 0] })(weights, x, 2)
    expectTypeOf(both).toEqualTypeOf<[S.Tensor, Weights]>()
    expect([both[0].toArray(), both[1].bias.item()]).toEqual([[12, -8], 2])
  })

  it('takes variables and numbers for what it differentiates by', () => {
    const product = (a: S.Tensor, b: S.Tensor): S.Tensor => S.mul(S.square(a), b)
    const [a, b] = S.grad(product, { by: [0, 1] })(new S.Variable(3), 2)
    expect([a.item(), b.item()]).toEqual([12, 9])
  })

  it('is differentiated again, mapped over the rest, and compiled to the same bits', () => {
    const f = (w: S.Tensor, row: S.Tensor): S.Tensor => S.sum(S.tanh(S.mul(w, row)))
    const penalty = (w: S.Tensor, row: S.Tensor): S.Tensor =>
      S.sum(S.square(S.grad(f, { by: 1 })(w, row)))
    const mixed = S.grad(penalty, { by: [0, 1] })
    const [eager, compiled] = [mixed(weights.kernel, x), S.compile(mixed)(weights.kernel, x)]
    expect(compiled.map((part) => part.toArray())).toEqual(eager.map((part) => part.toArray()))
    S.checkGradients(penalty, [weights.kernel, x], { order: 2 })
    const rows = S.stack([x, x.mul(2)])
    const perExample = S.vmap(S.grad(f), { inAxes: [null, 0] })(weights.kernel, rows)
    expect(perExample.slice([1]).toArray()).toEqual(S.grad(f)(weights.kernel, x.mul(2)).toArray())
  })

  it('says which argument does not matter, and which position is wrong', () => {
    const first = (a: S.Tensor, b: Weights): S.Tensor => a.add(b.bias)
    expect(() => S.grad(first, { by: [0, 1] })(float64(1), weights)).toThrow(
      /the target does not depend on the source \(argument 1\.kernel/,
    )
    const none = S.grad(first, { by: [0, 1], unconnectedGradients: 'none' })(float64(1), weights)
    expect(none[1].kernel).toBeNull()
    for (const by of [2, -1, 0.5, [0, 0], []])
      expect(() => S.grad(first, { by })(float64(1), weights)).toThrow(
        /^grad: by must be the position of an argument, from 0 to 1, or a list of different ones, got /,
      )
    const named = S.grad((a: S.Tensor, name: string) => a.mul(name.length), { by: 1 })
    // @ts-expect-error: a text is no argument to differentiate by
    expect(() => named(x, 'name')).toThrow('grad: must be tensors or variables')
  })
})

describe('auxiliary results', () => {
  const withParts = (w: S.Tensor, input: S.Tensor) => {
    const parts = S.mul(w, input)
    return { value: S.sum(S.square(parts)), aux: { parts, rows: 2 } }
  }

  it('come beside the derivative, as they are', () => {
    const { grad, aux } = S.grad(withParts)(weights.kernel, x)
    expectTypeOf(aux).toEqualTypeOf<{ parts: S.Tensor; rows: number }>()
    expect([grad.toArray(), aux.parts.toArray(), aux.rows]).toEqual([[18, 4], [3, -2], 2])
    const all = S.valueAndGrad(withParts, { by: [1] })(weights.kernel, x)
    expect([all.value.item(), all.grad[0].toArray(), all.aux.rows]).toEqual([13, [6, -8], 2])
    const one = S.valueAndGrad((w: S.Tensor) => ({ value: S.square(w), aux: 'seen' }))(3)
    expect([one.value.item(), one.grad.item(), one.aux]).toEqual([9, 6, 'seen'])
  })

  it('stay connected for tapes outside', () => {
    const outer = (w: S.Tensor): S.Tensor => S.sum(S.square(S.grad(withParts)(w, x).aux.parts))
    expect(S.grad(outer)(weights.kernel).toArray()).toEqual([18, 4])
  })

  it('need a tensor to differentiate', () => {
    // @ts-expect-error: the value must be a tensor
    expect(() => S.grad((w: S.Tensor) => ({ value: 1, aux: w }))(x)).toThrow(
      'grad: the function must return a tensor, got 1',
    )
    // @ts-expect-error: what comes beside the value has a name
    expect(() => S.grad((w: S.Tensor) => [S.sum(w), w])(x)).toThrow(
      'grad: the function must return a tensor, or { value, aux }, got an array of 2',
    )
    // @ts-expect-error: there is nothing to differentiate by
    expect(() => S.grad(withParts)()).toThrow(
      'grad: the derivative must be given the arguments of the function, got none',
    )
  })
})
