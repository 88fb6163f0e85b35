import * as core from '@sobolev/core'
import { Rng, type Tensor } from '@sobolev/core'
import { describe, expect, expectTypeOf, it } from 'vitest'
import * as nn from './index.ts'

// A dtype is an option, { dtype }, wherever something is made. What is exported is walked through by its types: a function
// that takes the name of a dtype in another way does not compile here, nor one that is missing in the table of calls.

/** Whether the name of a dtype may stand where a T does, and not just any text. */
type TakesDType<T> = 'float32' extends T ? (string extends T ? false : true) : false

type Parameters<F> = F extends abstract new (
  ...given: infer P
) => unknown
  ? P[number]
  : F extends (...given: infer P) => unknown
    ? P[number]
    : never

/** The names of options under which one of the arguments takes a dtype. */
type OptionsWithDType<P> = P extends core.Tensor | core.Variable | readonly unknown[]
  ? never
  : P extends object
    ? { [Name in keyof P]-?: TakesDType<P[Name]> extends true ? Name : never }[keyof P]
    : never

/** Whether it takes a dtype by its place, or by an option of another name. */
type IsOdd<F> =
  TakesDType<Parameters<F>> extends true
    ? true
    : [Exclude<OptionsWithDType<Parameters<F>>, 'dtype'>] extends [never]
      ? false
      : true

type Functions<T> = {
  [Name in keyof T as T[Name] extends (...given: never[]) => unknown ? Name : never]: T[Name]
}
type Odd<T> = { [Name in keyof T]-?: IsOdd<T[Name]> extends true ? Name : never }[keyof T]

/** The names of functions that make a tensor of an optional dtype. */
type Makers<T> = keyof {
  [Name in keyof Functions<T> as 'dtype' extends OptionsWithDType<Parameters<T[Name]>>
    ? Name
    : never]: true
}

describe('a dtype is the option dtype', () => {
  it('of functions and classes, but of cast, whose subject it is, and the constructor behind tensor()', () => {
    expectTypeOf<Odd<typeof core>>().toEqualTypeOf<'cast' | 'Tensor'>()
    expectTypeOf<Odd<typeof nn>>().toEqualTypeOf<never>()
  })

  it('of methods', () => {
    expectTypeOf<Odd<core.Tensor>>().toEqualTypeOf<'cast'>()
    expectTypeOf<Odd<core.Variable>>().toEqualTypeOf<'cast'>()
    expectTypeOf<Odd<core.Rng>>().toEqualTypeOf<never>()
    expectTypeOf<Odd<nn.LayerPlan>>().toEqualTypeOf<never>()
    expectTypeOf<Odd<nn.LayerChain>>().toEqualTypeOf<never>()
    expectTypeOf<Odd<nn.Sequential>>().toEqualTypeOf<never>()
    expectTypeOf<Odd<nn.CsvColumns>>().toEqualTypeOf<never>()
    expectTypeOf<IsOdd<nn.Initializer>>().toEqualTypeOf<false>()
  })

  it('as a function that is odd is found', () => {
    type Positional = (shape: core.Shape, dtype?: core.DType) => Tensor
    type OtherName = (shape: core.Shape, options?: { type?: core.DType }) => Tensor
    type Right = (shape: core.Shape, options?: core.DTypeOptions) => Tensor
    expectTypeOf<IsOdd<Positional>>().toEqualTypeOf<true>()
    expectTypeOf<IsOdd<OtherName>>().toEqualTypeOf<true>()
    expectTypeOf<IsOdd<Right>>().toEqualTypeOf<false>()
  })
})

const rng = new Rng(0)

/** A call of each function and method that takes the dtype of what it makes. */
const calls: Record<
  Makers<typeof core> | Makers<typeof nn> | Makers<core.Rng> | Makers<nn.CsvColumns>,
  (options: { readonly dtype?: 'float64' }) => { readonly dtype: core.DType }
> = {
  eye: (options) => core.eye(2, options),
  full: (options) => core.full([2], 3, options),
  linspace: (options) => core.linspace(0, 1, 2, options),
  oneHot: (options) => core.oneHot([1], 2, options),
  ones: (options) => core.ones([2], options),
  range: (options) => core.range(2, options),
  tensor: (options) => core.tensor([1, 2], options),
  zeros: (options) => core.zeros([2], options),
  beta: (options) => rng.beta([2], { alpha: 1, beta: 1, ...options }),
  exponential: (options) => rng.exponential([2], options),
  gamma: (options) => rng.gamma([2], { parameter: 1, ...options }),
  normal: (options) => rng.normal([2], options),
  rademacher: (options) => rng.rademacher([2], options),
  truncatedNormal: (options) => rng.truncatedNormal([2], options),
  uniform: (options) => rng.uniform([2], options),
  glorotNormal: (options) => nn.glorotNormal(rng, [2, 2], options),
  glorotUniform: (options) => nn.glorotUniform(rng, [2, 2], options),
  heNormal: (options) => nn.heNormal(rng, [2, 2], options),
  heUniform: (options) => nn.heUniform(rng, [2, 2], options),
  lecunNormal: (options) => nn.lecunNormal(rng, [2, 2], options),
  lecunUniform: (options) => nn.lecunUniform(rng, [2, 2], options),
  orthogonal: (options) => nn.orthogonal(rng, [2, 2], options),
  latinHypercube: (options) => nn.latinHypercube(2, 2, { rng, ...options }),
  sobolPoints: (options) => nn.sobolPoints(2, 2, { rng, ...options }),
  mlp: (options) => nn.mlp([1, 2], { rng, ...options }).call(core.zeros([1, 1], options)),
  numbers: (options) => nn.parseCsv('a\n1').numbers(['a'], options),
}

describe.each(Object.entries(calls))('%s', (_, call) => {
  it('makes what it makes of the dtype of its options', () => {
    expect(call({}).dtype).not.toBe('float64')
    expect(call({ dtype: 'float64' }).dtype).toBe('float64')
  })
})
