import { readFileSync } from 'node:fs'
import {
  compile,
  GradientTape,
  Rng,
  type Tensor,
  tensor,
  type Variable,
  where,
} from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { catalogue } from '../catalogue/catalogue.ts'
import { maskOfLengths } from '../modules/mask-of-lengths.ts'

interface Numbers {
  readonly shape: readonly number[]
  readonly values: readonly number[]
}

interface Case {
  readonly layer: string
  readonly options: Readonly<Record<string, unknown>>
  /** How many steps of each sequence are there; all unless given. */
  readonly lengths?: readonly number[]
  readonly inputs: Readonly<Record<string, Numbers>>
  readonly output: Numbers
  readonly gradients: Readonly<Record<string, Numbers>>
  readonly penaltyGradients: Readonly<Record<string, Numbers>>
}

function casesOf(name: string): readonly Case[] {
  const file = new URL(`../../reference/${name}.json.golden`, import.meta.url)
  const { cases }: { readonly cases: readonly Case[] } = JSON.parse(readFileSync(file, 'utf8'))
  return cases
}

const cases = ['spatial-layers', 'recurrent-layers', 'attention'].flatMap(casesOf)

const tensorOf = ({ values, shape }: Numbers): Tensor => tensor(values, { shape, dtype: 'float64' })

/** The largest error, relative to each number or a thousandth of the largest. */
function errorOf(found: Tensor, wanted: Numbers): number {
  expect(found.shape).toEqual(wanted.shape)
  const floor =
    wanted.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / 1000 || 1
  return wanted.values.reduce((worst, value, i) => {
    const error = Math.abs((found.data[i] ?? Number.NaN) - value) / Math.max(floor, Math.abs(value))
    return error <= worst ? worst : error
  }, 0)
}

const rows = cases.map(
  (one) =>
    [
      `${one.layer} ${JSON.stringify(one.options)}${one.lengths ? ` of lengths ${one.lengths}` : ''}`,
      one,
    ] as const,
)

describe.each(rows)('%s is that of PyTorch', (_, one) => {
  const x = tensorOf(one.inputs.x ?? one.output)
  const definition = catalogue.of('layer').get(one.layer)
  if (!definition) throw new RangeError(`there is no layer ${one.layer}`)
  const plan = definition.make(one.options)
  const layer = plan.build(x.shape.slice(1), new Rng(0), { dtype: 'float64' })
  const variables = layer.variables()
  for (const [name, variable] of Object.entries(variables))
    variable.assign(tensorOf(one.inputs[name] ?? one.output))
  const mask = one.lengths
    ? maskOfLengths(tensor([...one.lengths], { dtype: 'int32' }), x.shape[1] ?? 0)
    : undefined
  const mode = { training: false, mask } as const
  const withZeros = (y: Tensor): Tensor =>
    mask && y.rank === 3 ? where(mask.expandDims(-1), y, 0) : y

  /** Output, its slopes by inputs and weights, and those of the squared slope by the inputs. */
  function derivatives(inputs: Tensor) {
    const outer = new GradientTape({ persistent: true })
    outer.watch(inputs)
    return outer.record(() => {
      const y = withZeros(layer.call(inputs, mode))
      const sources: Readonly<Record<string, Tensor | Variable>> = { x: inputs, ...variables }
      const gradients: Readonly<Record<string, Tensor>> = outer.gradient(y.sin().sum(), sources)
      const penalty = (gradients.x ?? y).square().sum()
      const options = { unconnectedGradients: 'zero' } as const
      const penalised: typeof gradients = outer.gradient(penalty, sources, options)
      return { y, gradients, penalised }
    })
  }

  const eager = derivatives(x)

  it('in output, gradients and the gradients of a penalty on the slope by the inputs', () => {
    const { y, gradients, penalised } = eager
    expect(errorOf(y, one.output)).toBeLessThan(1e-9)
    expect(Object.keys(gradients)).toEqual(Object.keys(one.gradients))
    for (const [name, wanted] of Object.entries(one.gradients))
      expect(errorOf(gradients[name] ?? y, wanted), name).toBeLessThan(1e-9)
    for (const [name, wanted] of Object.entries(one.penaltyGradients))
      expect(errorOf(penalised[name] ?? y, wanted), name).toBeLessThan(1e-9)
  })

  it('has the same bits when compiled', () => {
    expect(compile(derivatives)(x)).toEqual(eager)
  })

  it('says its output shape and parameters without being built', () => {
    expect(plan.outputShape(x.shape.slice(1))).toEqual(one.output.shape.slice(1))
    const sizes = Object.values(variables).map(({ shape }) => shape.reduce((a, b) => a * b, 1))
    expect(plan.parameters(x.shape.slice(1))).toBe(sizes.reduce((a, b) => a + b, 0))
  })
})
