import { BinaryFunction, UnaryFunction } from '@sobolev/kernels'
import { describe, expect, it } from 'vitest'
import {
  apply,
  compile,
  DTypeError,
  exp,
  grad,
  type Primitive,
  primitive,
  ShapeError,
  scan,
  type Tensor,
  tensor,
} from '../index.ts'

type Pair = readonly [Tensor, Tensor]

/** b − a, under the name of an operation that the library has. */
const named = (name: string): Primitive<Pair, null> =>
  primitive<Pair>({
    name,
    shape: ([a]) => a.shape,
    lower: (program, [a, b], out) => program.binary(BinaryFunction.subtract, b, a, out),
    vjp: [null, null],
  })

const names = ['mul', 'div', 'matmul', 'reshape', 'identity', 'constant', 'part 0', '0 float32']

it.each(names)('an operation of one’s own called "%s" is itself when compiled', (name) => {
  const op = named(name)
  const ones = tensor([1, 1, 1])
  const f = (x: Tensor): Tensor[] => [apply(op, [x, ones], null), apply(op, [ones, x], null)]
  const x = tensor([1, 2, 3])
  const compiled = compile(f)
  expect(compiled(x).map((y) => y.toArray())).toEqual(f(x).map((y) => y.toArray()))
  expect(compiled.explain(x)).toContain('3 operations')
})

it('two primitives of one name stay two', () => {
  const twice = primitive<Pair>({
    ...named('blend'),
    lower: (program, [a, b], out) => program.binary(BinaryFunction.add, a, b, out),
  })
  const f = (x: Tensor): Tensor[] => [
    apply(named('blend'), [x, x.mul(3)], null),
    apply(twice, [x, x.mul(3)], null),
  ]
  expect(compile(f)(tensor([1])).map((y) => y.toArray())).toEqual([[2], [4]])
})

const unary = (name: string): Primitive<readonly [Tensor], null> =>
  primitive<readonly [Tensor]>({
    name,
    shape: ([x]) => [3, ...x.shape.slice(1)],
    // The first element, negated, in every place.
    lower: (program, [x], out) =>
      program.copy(x, out, { sizes: [out.size], xStrides: [0], outStrides: [1] }),
    vjp: [null],
  })

it.each(['broadcastTo', 'recompute', 'sum'])('one called "%s" is not fused as that', (name) => {
  const op = unary(name)
  const f = (x: Tensor): Tensor => exp(apply(op, [x], null)).mul(2)
  const x = tensor([1, 2, 3])
  expect(compile(f)(x).toArray()).toEqual(f(x).toArray())
  const ones = (y: Tensor): Tensor => y.mul(apply(op, [tensor([1, 2, 3])], null))
  expect(compile(ones)(x).toArray()).toEqual(ones(x).toArray())
  // Within a loop, what is the same in every step is made outside.
  const looped = (y: Tensor): Tensor =>
    scan((carry: Tensor) => ({ carry: carry.add(apply(op, [y], null)) }), y, undefined, {
      length: 3,
    }).carry
  expect(compile(looped)(x).toArray()).toEqual(looped(x).toArray())
})

describe('a primitive whose own rules are wrong', () => {
  const wrong = (rules: Partial<Primitive<readonly [Tensor], null>>) => (): Tensor =>
    apply(
      primitive<readonly [Tensor]>({
        name: 'wrong',
        shape: ([x]) => x.shape,
        lower: (program, [x], out) => program.unary(UnaryFunction.negate, x, out),
        vjp: [null],
        ...rules,
      }),
      [tensor([1, 2])],
      null,
    )
  const misspelt = JSON.parse('{}').float16

  it('is told so: no dtype, no shape, a view of other elements, no function', () => {
    expect(wrong({ dtype: () => JSON.parse('"float16"') })).toThrow(DTypeError)
    expect(wrong({ shape: () => [-1] })).toThrow(ShapeError)
    expect(wrong({ shape: () => [Number.NaN] })).toThrow('wrong: lengths must be whole numbers')
    expect(wrong({ view: true, shape: () => [3] })).toThrow(
      'wrong: a view must have the elements of its input, got float32[3] of float32[2]',
    )
    expect(wrong({ view: true, dtype: () => 'int32' })).toThrow(ShapeError)
    const lower: Primitive<readonly [Tensor], null>['lower'] = (program, [x], out) =>
      program.unary(misspelt, x, out)
    expect(wrong({ lower })).toThrow('Program.unary: the function must be the code of one of')
    expect(() => compile(wrong({ lower }))()).toThrow('got undefined')
  })
})

it('a rule that does not fit its argument is an error, not a derivative of another shape', () => {
  const derivative = (rule: (g: Tensor) => Tensor): Tensor => {
    const op = primitive<readonly [Tensor]>({
      name: 'opposite',
      shape: ([x]) => x.shape,
      lower: (program, [x], out) => program.unary(UnaryFunction.negate, x, out),
      vjp: [rule],
    })
    const square = tensor([
      [1, 2],
      [3, 4],
    ])
    return grad((x: Tensor) => apply(op, [x.mul(2)], null).sum())(square)
  }
  expect(derivative((g) => g.neg()).toArray()).toEqual([
    [-2, -2],
    [-2, -2],
  ])
  for (const [rule, got] of [
    [(g: Tensor) => g.sum(0), 'float32[2]'],
    [() => tensor(1), 'float32[]'],
    [(g: Tensor) => g.cast('float64'), 'float64[2, 2]'],
    [() => Reflect.get({}, 'forgotten'), 'undefined'],
  ] as const)
    expect(() => derivative(rule)).toThrow(
      `opposite: the rule in vjp for argument 0 must give float32[2, 2], as the argument is, got ${got}`,
    )
})

it('an operation that computes nothing is an error, compiled as well', () => {
  const op = primitive<readonly [Tensor]>({
    name: 'nothing',
    shape: ([x]) => x.shape,
    lower: () => {},
    vjp: [null],
  })
  const f = (x: Tensor): Tensor => apply(op, [x], null)
  const message = 'nothing: lower must append an instruction that writes the output, got none'
  expect(() => f(tensor([1, 2]))).toThrow(message)
  expect(() => compile(f)(tensor([1, 2]))).toThrow(message)
  expect(f(tensor([])).shape).toEqual([0])
})
