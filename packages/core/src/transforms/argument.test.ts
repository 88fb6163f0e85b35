// What the transforms take for an argument: numbers, variables, objects of any type that hold tensors.
import { describe, expect, expectTypeOf, it } from 'vitest'
import * as S from '../index.ts'

interface Layer {
  readonly kernel: S.Tensor
  readonly bias: S.Tensor
}
interface Network {
  readonly layers: readonly Layer[]
  readonly pair: readonly [S.Tensor, S.Tensor]
}
class Point {
  readonly x: S.Tensor
  readonly y: S.Tensor
  constructor(x: S.Tensor, y: S.Tensor) {
    this.x = x
    this.y = y
  }
  product(): S.Tensor {
    return this.x.mul(this.y)
  }
}

const network: Network = {
  layers: [{ kernel: S.tensor([1, 2]), bias: S.tensor(3) }],
  pair: [S.tensor(2), S.tensor(5)],
}
const run = ({ layers, pair: [p, q] }: Network): S.Tensor =>
  layers
    .map(({ kernel, bias }) => S.sum(kernel.mul(p)).add(bias.mul(q)))
    .reduce((sum, each) => sum.add(each))

describe('an argument', () => {
  it('may be a number', () => {
    const cube = (x: S.Tensor): S.Tensor => x.pow(3)
    expect(S.grad(cube)(2).item()).toBe(12)
    expect(S.grad(S.grad(cube))(2).item()).toBe(12)
    expect(S.valueAndGrad(cube)(2).grad.item()).toBe(12)
    expect(S.jacobian(cube)(2).item()).toBe(12)
    expect(S.hessian(cube)(2).item()).toBe(12)
    expect(S.hvp(cube, 2, 0.5).item()).toBe(6)
    expect(S.jvp(cube, 2, 0.5).derivative.item()).toBe(6)
    expect(S.vjp(cube, 2).pull(S.tensor(1)).item()).toBe(12)
    expect(S.compile(S.grad(cube))(2).item()).toBe(12)
    expect(S.checkpoint(cube)(2).item()).toBe(8)
    expect(S.grad(S.checkpoint(cube))(2).item()).toBe(12)
  })

  it('may hold numbers, which take the dtype of the tensors beside them', () => {
    const f = ({ a, b }: { a: S.Tensor; b: readonly S.Tensor[] }): S.Tensor =>
      b.reduce((sum, each) => sum.mul(each), a)
    const slope = S.grad(f)({
      a: S.tensor(2, { dtype: 'float64' }),
      b: [0.5, new S.Variable(S.tensor(3, { dtype: 'float64' }))],
    })
    expect(slope.b.map((each) => [each.dtype, each.item()])).toEqual([
      ['float64', 6],
      ['float64', 1],
    ])
    expectTypeOf(slope).toEqualTypeOf<{ a: S.Tensor; b: readonly S.Tensor[] }>()
    expect(
      S.jvp(
        f,
        { a: S.tensor(2, { dtype: 'float64' }), b: [3] },
        { a: 1, b: [0] },
      ).derivative.item(),
    ).toBe(3)
  })

  it('may be typed as an interface', () => {
    const slope = S.grad(run)(network)
    expectTypeOf(slope).toEqualTypeOf<Network>()
    expect(slope.layers[0]?.bias.item()).toBe(5)
    expect(slope.pair.map((each) => each.item())).toEqual([3, 3])
    expectTypeOf(S.jacobian(run)(network)).toEqualTypeOf<Network>()
    expectTypeOf(S.hvp(run, network, network)).toEqualTypeOf<Network>()
    expectTypeOf(S.vjp(run, network).pull).returns.toEqualTypeOf<Network>()
    expectTypeOf(S.valueAndGrad(run)(network).grad).toEqualTypeOf<Network>()
    const saved = S.checkpoint((n: Network): Network => n)
    expectTypeOf(saved(network)).toEqualTypeOf<Network>()
    expect(S.grad((n: Network) => run(saved(n)))(network).pair.map((each) => each.item())).toEqual([
      3, 3,
    ])
    const step = (carry: Layer): { carry: Layer } => ({
      carry: { kernel: carry.kernel.mul(2), bias: carry.bias },
    })
    const { carry } = S.scan(step, { kernel: S.tensor(1), bias: S.tensor(0) }, undefined, {
      length: 3,
    })
    expectTypeOf(carry).toEqualTypeOf<Layer>()
    expect(carry.kernel.item()).toBe(8)
  })

  it('may have fields that are left out', () => {
    interface Affine {
      readonly kernel: S.Tensor
      readonly bias?: S.Tensor
      readonly next?: Affine
    }
    const value = ({ kernel, bias = S.tensor(0), next }: Affine): S.Tensor =>
      kernel
        .square()
        .add(bias)
        .add(next?.kernel ?? 0)
    const slope = S.grad(value)({ kernel: 3 })
    expectTypeOf(slope).toEqualTypeOf<Affine>()
    expect([slope.kernel.item(), slope.bias]).toEqual([6, undefined])
    const all = S.grad(value)({ kernel: 3, bias: new S.Variable(1), next: { kernel: 1 } })
    expect([all.bias?.item(), all.next?.kernel.item()]).toEqual([1, 1])
    expect(S.hvp(value, { kernel: 3 }, { kernel: 1 }).kernel.item()).toBe(2)
    expect(S.compile(S.checkpoint(value))({ kernel: S.tensor(3) }).item()).toBe(9)
  })

  it('may be an object of a class, which the function and the result are of too', () => {
    const slope = S.grad((point: Point) => point.product())(new Point(S.tensor(2), S.tensor(3)))
    expectTypeOf(slope).toEqualTypeOf<Point>()
    expect(slope).toBeInstanceOf(Point)
    expect([slope.x.item(), slope.y.item(), slope.product().item()]).toEqual([3, 2, 6])
    const twice = S.hvp((point: Point) => point.product(), slope, slope)
    expect(twice).toBeInstanceOf(Point)
  })

  it('may hold variables, also of checkpoint and compile', () => {
    const [a, b] = [new S.Variable(2), new S.Variable(3)]
    const product = (layer: Layer): S.Tensor => S.mul(layer.kernel, layer.bias)
    expect(S.grad(product)({ kernel: a, bias: b }).kernel.item()).toBe(3)
    expect(S.checkpoint(product)({ kernel: a, bias: b }).item()).toBe(6)
    expect(S.grad((x: S.Tensor) => S.checkpoint(product)({ kernel: a, bias: x }))(b).item()).toBe(2)
    const compiled = S.compile(product)
    expect(compiled({ kernel: a, bias: b }).item()).toBe(6)
    a.assign(5)
    expect(compiled({ kernel: a, bias: b }).item()).toBe(15)
    expect(S.compile((x: S.Tensor) => S.square(x))(a).item()).toBe(25)
    expect(S.compile((x: S.TensorLike) => S.square(x))(a).item()).toBe(25)
    expect(S.compile((x: S.Nested, y: S.Tensor) => S.mul(y, x))([2], a).item()).toBe(10)
    expect(S.compile(S.square)(3).item()).toBe(9)
    expect(S.checkpoint((x: S.Tensor) => x)(a)).toBeInstanceOf(S.Tensor)
  })

  it('holds nothing else', () => {
    const named = { t: S.tensor(1), name: 'a' }
    // @ts-expect-error: a text is no tensor
    expect(() => S.grad((x: typeof named) => x.t)(named)).toThrow('got "a" at name')
    // @ts-expect-error: nor is a number for the function
    S.grad((x: number) => S.tensor(x))
    for (const wrong of [
      new Map([['x', S.tensor(1)]]),
      new Date(0),
      new Float32Array(2),
      null,
      undefined,
      Promise.resolve(S.tensor(1)),
      () => 1,
      true,
    ])
      expect(() => S.grad((x: S.Tensor) => x)(wrong as never), String(wrong)).toThrow(
        /^grad: must be tensors or variables, or arrays and objects of them, got /,
      )
  })
})
