import { readFileSync } from 'node:fs'
import { compile, GradientTape, Rng, type Tensor, tensor } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { contents } from '../../testing/contents.ts'
import { expectClose } from '../../testing/expect-close.ts'
import { gelu } from '../activations/gelu.ts'
import { relu } from '../activations/relu.ts'
import { silu } from '../activations/silu.ts'
import { catalogue } from '../catalogue/catalogue.ts'
import type { Module } from '../modules/module.ts'

interface Numbers {
  readonly shape: readonly number[]
  readonly values: readonly number[]
}

type ByName = Readonly<Record<string, Numbers>>

/** What reference/shape-keeping-layers.py writes of one layer. */
interface Case {
  readonly layer: string
  readonly options: Readonly<Record<string, unknown>>
  readonly training: boolean
  readonly inputs: Numbers
  readonly weights: ByName
  readonly factors: Numbers
  readonly outputs: Numbers
  readonly gradients: ByName
  readonly penalised: ByName
  readonly statistics: ByName
}

const file = new URL('../../reference/shape-keeping-layers.json.golden', import.meta.url)
const { cases }: { cases: readonly Case[] } = JSON.parse(readFileSync(file, 'utf8'))

const float64 = ({ shape, values }: Numbers): Tensor =>
  tensor(values, { shape: [...shape], dtype: 'float64' })

const activations: Readonly<Record<string, unknown>> = { gelu, relu, silu }

function build({ layer: name, options, inputs, weights }: Case): Module {
  const activation = activations[`${options.activation}`]
  const definition = catalogue.of('layer').get(name)
  if (!definition) throw new TypeError(`there is no layer ${name}`)
  const plan = definition.make({ ...options, ...(activation ? { activation } : {}) })
  const layer = plan.build(inputs.shape.slice(1), new Rng(0), { dtype: 'float64' })
  expect(Object.keys(layer.variables())).toEqual(Object.keys(weights))
  for (const [path, variable] of Object.entries(layer.variables()))
    variable.assign(float64(weights[path] ?? inputs))
  return layer
}

/** All that a case tells of. */
function run(of: Case, layer: Module, inputs: Tensor): Record<string, Tensor> {
  const x = inputs.mul(1)
  const mode = of.training
    ? ({ training: true, rng: new Rng(1) } as const)
    : ({ training: false } as const)
  const sources = { x, ...layer.trainableVariables() }
  const tape = new GradientTape({ persistent: true })
  return tape.record(() => {
    tape.watch(x)
    const outputs = layer.call(x, mode)
    const f = outputs.tanh().mul(float64(of.factors)).sum()
    const gradients = tape.gradient(f, sources)
    const total = f.add(gradients.x.square().sum())
    const statistics = Object.entries(layer.variables()).filter(([path]) => !(path in sources))
    return {
      outputs,
      ...prefixed('gradients', gradients),
      ...prefixed('penalised', tape.gradient(total, sources)),
      ...prefixed(
        'statistics',
        Object.fromEntries(statistics.map(([path, { value }]) => [path, value])),
      ),
    }
  })
}

const prefixed = <T>(prefix: string, values: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix} ${name}`, value]))

describe.each(
  cases.map(
    (of) => [`${of.layer} ${JSON.stringify(of.options)} training: ${of.training}`, of] as const,
  ),
)('%s', (_, of) => {
  it('has the values and derivatives of PyTorch, also of a penalty on its input gradient', () => {
    const got = run(of, build(of), float64(of.inputs))
    const wanted = {
      outputs: of.outputs,
      ...prefixed('gradients', of.gradients),
      ...prefixed('penalised', of.penalised),
      ...prefixed('statistics', of.statistics),
    }
    expect(Object.keys(got)).toEqual(Object.keys(wanted))
    for (const [name, numbers] of Object.entries(wanted)) {
      const found = got[name]
      expect(found?.shape, name).toEqual(numbers.shape)
      if (found) expectClose(found, float64(numbers), 1e-9)
    }
  })

  it('compiled, has the same bits', () => {
    const layer = build(of)
    const compiled = compile((x: Tensor) => run(of, layer, x))
    const eager = run(of, build(of), float64(of.inputs))
    expect(contents(compiled(float64(of.inputs)))).toEqual(contents(eager))
  })
})
