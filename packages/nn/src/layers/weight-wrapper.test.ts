import { readFileSync } from 'node:fs'
import {
  checkGradients,
  compile,
  GradientTape,
  Rng,
  type Tensor,
  tensor,
  type Variable,
} from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { contents } from '../../testing/contents.ts'
import { expectClose } from '../../testing/expect-close.ts'
import { float64 } from '../../testing/float64.ts'

import { tanh } from '../activations/tanh.ts'
import { catalogue } from '../catalogue/catalogue.ts'
import { evaluateBatch } from '../evaluation/evaluate-batch.ts'
import { zeros } from '../initializers/zeros.ts'
import { squaredError } from '../losses/squared-error.ts'
import type { Mode } from '../modules/mode.ts'
import type { Module } from '../modules/module.ts'
import { Sequential } from '../modules/sequential.ts'
import { objective } from '../objective/objective.ts'
import { Optimizer } from '../optimizers/optimizer.ts'
import { sgd } from '../optimizers/sgd.ts'
import { inputGradient } from '../penalties/input-gradient.ts'
import { l2 } from '../penalties/l2.ts'
import type { Penalty } from '../penalties/penalty.ts'
import { Dense } from './dense.ts'
import { DropConnect } from './drop-connect.ts'
import { Gru } from './gru.ts'
import { SpectralNorm } from './spectral-norm.ts'
import { WeightNorm } from './weight-norm.ts'
import { WeightStandardization } from './weight-standardization.ts'

interface Numbers {
  readonly shape: readonly number[]
  readonly values: readonly number[]
}

type ByName = Readonly<Record<string, Numbers>>

/** What reference/weight_wrappers.py writes of one layer around another. */
interface Case {
  readonly wrapper: string
  readonly options: object
  readonly layer: string
  readonly layerOptions: object
  readonly training: boolean
  readonly inputs: Numbers
  readonly weights: ByName
  readonly factors: Numbers
  readonly outputs: Numbers
  readonly gradients: ByName
  readonly penalised: ByName
  readonly statistics: ByName
}

const file = new URL('../../reference/weight-wrappers.json.golden', import.meta.url)
const { cases }: { cases: readonly Case[] } = JSON.parse(readFileSync(file, 'utf8'))

const tensorOf = ({ shape, values }: Numbers): Tensor =>
  tensor(values, { shape: [...shape], dtype: 'float64' })

const rng = new Rng(8)
const training: Mode = { training: true, rng }

/** The reference's name of a variable at a path. */
const nameOf = (path: string): string =>
  path.replace(/^layers\.0\./, '').replace(/^(\w+)s\.layers\.0\.kernel$/, '$1')

const byName = <T>(values: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(values).map(([path, value]) => [nameOf(path), value]))

function build({ wrapper, options, layer, layerOptions, inputs, weights }: Case): Module {
  const layers = [catalogue.make('layer', layer, layerOptions)]
  const plan = catalogue.make('layer', wrapper, { layers, ...options })
  const module = plan.build(inputs.shape.slice(1), rng, { dtype: 'float64' })
  const variables = byName(module.variables())
  expect(Object.keys(variables)).toEqual(Object.keys(weights))
  for (const [name, variable] of Object.entries(variables))
    variable.assign(tensorOf(weights[name] ?? inputs))
  return module
}

/** All that a case tells of. */
function run(of: Case, module: Module, inputs: Tensor) {
  const x = inputs.mul(1)
  const trained = byName(module.trainableVariables())
  const sources: Readonly<Record<string, Tensor | Variable>> = { x, ...trained }
  const tape = new GradientTape({ persistent: true })
  return tape.record(() => {
    tape.watch(x)
    const outputs = module.call(x, of.training ? training : { training: false })
    const f = outputs.tanh().mul(tensorOf(of.factors)).sum()
    const gradients: Readonly<Record<string, Tensor>> = tape.gradient(f, sources)
    const penalised: typeof gradients = tape.gradient(
      f.add((gradients.x ?? x).square().sum()),
      sources,
    )
    const others = Object.entries(byName(module.variables())).filter(([name]) => !(name in trained))
    const statistics = Object.fromEntries(others.map(([name, { value }]) => [name, value]))
    return { outputs: { y: outputs }, gradients, penalised, statistics }
  })
}

describe.each(
  cases.map(
    (of) => [`${of.wrapper} ${JSON.stringify(of.options)} around ${of.layer}`, of] as const,
  ),
)('%s', (_, of) => {
  const eager = run(of, build(of), tensorOf(of.inputs))

  it('has the values and derivatives of PyTorch, also of a penalty on its input gradient', () => {
    const { gradients, penalised, statistics } = of
    const wanted = { outputs: { y: of.outputs }, gradients, penalised, statistics }
    for (const kind of ['outputs', 'gradients', 'penalised', 'statistics'] as const) {
      const found: Readonly<Record<string, Tensor>> = eager[kind]
      const numbers: ByName = wanted[kind]
      expect(Object.keys(found), kind).toEqual(Object.keys(numbers))
      for (const [name, one] of Object.entries(numbers)) {
        expect(found[name]?.shape, `${kind} ${name}`).toEqual(one.shape)
        expectClose(found[name] ?? float64(Number.NaN), tensorOf(one), 1e-9)
      }
    }
  })

  it('compiled, has the same bits', () => {
    const module = build(of)
    const compiled = compile((x: Tensor) => run(of, module, x))(tensorOf(of.inputs))
    for (const kind of ['outputs', 'gradients', 'penalised', 'statistics'] as const)
      expect(contents(compiled[kind])).toEqual(contents(eager[kind]))
  })
})

const dense = (inputs: number, units: number, name: string): Dense =>
  new Dense(inputs, units, { rng: rng.split(name), dtype: 'float64' })
const x = rng.split('x').normal([6, 3], { dtype: 'float64' })
const y = rng.split('y').normal([6, 2], { dtype: 'float64' })
const kernelOf = (kernel: Tensor): Dense => {
  const [inputs = 0, units = 0] = kernel.shape
  const layer = new Dense(inputs, units, { rng, dtype: 'float64', useBias: false })
  layer.kernel.assign(kernel)
  return layer
}

describe('the vectors of spectralNorm', () => {
  const makeLayer = (): SpectralNorm => new SpectralNorm([dense(3, 2, 'first')], { rng })
  const vectors = ({ unitDirections, inputDirections }: SpectralNorm): unknown =>
    [...Object.values(unitDirections), ...Object.values(inputDirections)].map((v) => [
      ...v.value.data,
    ])

  const elsewhere: Penalty = ({ forward, inputs, outputs }) =>
    forward(inputs.mul(2)).sub(outputs).square().mean()
  const called: Penalty = ({ model, mode, inputs }) => model.call(inputs, mode).square().mean()

  it.each(Object.entries({ elsewhere, called, inputGradient: inputGradient() }))(
    'change once a step, also where the penalty %s asks for more passes',
    (_, penalty) => {
      const [alone, penalised, before] = [makeLayer(), makeLayer(), makeLayer()]
      objective({ model: alone, loss: squaredError })(x, y, training)
      const penalties = { term: { penalty, weight: 1 } }
      objective({ model: penalised, loss: squaredError, penalties })(x, y, training)
      expect(vectors(alone)).not.toEqual(vectors(before))
      expect(vectors(penalised)).toEqual(vectors(alone))
    },
  )

  it('stay as they are when not training, and where a batch is but measured', () => {
    const layer = makeLayer()
    const before = vectors(layer)
    layer.call(x, { training: false })
    const batch = { model: layer, loss: squaredError, inputs: x, targets: y, mode: training }
    evaluateBatch(batch, ({ outputs }) => outputs)
    expect(vectors(layer)).toEqual(before)
  })

  it('find the largest singular value, by which the kernel is divided', () => {
    const kernel = float64([
      [3, 0],
      [0, 4],
      [0, 0],
    ])
    const layer = new SpectralNorm([kernelOf(kernel)], { rng })
    for (let step = 0; step < 40; step++) layer.call(x, training)
    expectClose(layer.call(x, { training: false }), x.matmul(kernel.div(4)), 1e-12)
  })

  it('leave a kernel of zeros as it is, and begin anew behind it', () => {
    const options = { rng, dtype: 'float64', useBias: false, kernelInitializer: zeros } as const
    const inner = new Dense(3, 2, options)
    const layer = new SpectralNorm([inner], { rng })
    expectClose(layer.call(x, training), y.mul(0), 0)
    const kernel = float64([
      [2, 0],
      [0, 0],
      [0, 0],
    ])
    inner.kernel.assign(kernel)
    expectClose(layer.call(x, training), x.matmul(kernel.div(2)), 1e-12)
  })
})

describe('dropConnect', () => {
  it('draws one mask a step, for each weight, and none when not training', () => {
    const layer = new DropConnect([kernelOf(x.mul(0).add(1))], { rate: 0.25 })
    const eye = float64([...Array(6)].map((_, i) => [...Array(6)].map((_, j) => Number(i === j))))
    const kernel = layer.call(eye, training)
    expect([...new Set(kernel.data)].toSorted()).toEqual([0, 1 / 0.75])
    expect(layer.call(eye, training).toArray()).toEqual(kernel.toArray())
    const next = layer.call(eye, { training: true, rng: rng.split('next') })
    expect(next.toArray()).not.toEqual(kernel.toArray())
    expect(layer.call(eye, { training: false }).toArray()).toEqual(x.mul(0).add(1).toArray())
  })

  it('drops the share that it says', () => {
    const one = float64([[1]])
    const kernel = rng.normal([1, 20_000], { dtype: 'float64' })
    const outputs = new DropConnect([kernelOf(kernel)], { rate: 0.2 }).call(one, training)
    const dropped = outputs.data.filter((value) => value === 0).length / 20_000
    expect(Math.abs(dropped - 0.2)).toBeLessThan(0.01)
  })
})

describe('weights that are changed', () => {
  const wrapped = (): readonly [Dense, Module] => {
    const inner = kernelOf(x)
    return [inner, new WeightStandardization([new WeightNorm([inner])])]
  }

  it('are those of the variables to penalties, and as they were after a call, also after one that throws', () => {
    const [inner, model] = wrapped()
    const inputs = y.transpose()
    const step = objective({
      model,
      loss: (outputs) => outputs.square().mean(1),
      penalties: { l2: { penalty: l2(), weight: 1 } },
    })
    const { penalties } = step(inputs, inputs, training)
    expectClose(penalties.l2 ?? y, [x.square().sum().item()], 1e-12)
    expect(inner.kernel.value.toArray()).toEqual(x.toArray())
    expect(() => model.call(x, training)).toThrow('Dense: last length must be 6')
    expect(inner.kernel.value.toArray()).toEqual(x.toArray())
  })

  it('are changed by the outer one first', () => {
    const [inner, model] = wrapped()
    const scale = (model as WeightStandardization).layers.flatMap((layer) =>
      layer instanceof WeightNorm ? Object.values(layer.scales) : [],
    )
    for (const variable of scale) variable.assign([2, 3, 4])
    const kernel = model.call(float64([[1, 0, 0, 0, 0, 0]]), training)
    const centred = inner.kernel.value.sub(inner.kernel.value.mean(0))
    const direction = centred.div(centred.square().sum(0).sqrt())
    expectClose(kernel, direction.mul(float64([2, 3, 4])).slice([{ stop: 1 }]), 1e-5)
  })

  it('are those of a layer that goes along steps, too, with right derivatives', () => {
    const gru = new Gru(2, { units: 2, rng, dtype: 'float64' })
    const model = new SpectralNorm([gru], { rng })
    const sequence = rng.split('sequence').normal([2, 3, 2], { dtype: 'float64' })
    const f = (inputs: Tensor): Tensor => model.call(inputs, { training: false }).sum()
    checkGradients(f, [sequence], { order: 2 })
    expect(compile(f)(sequence).item()).toBe(f(sequence).item())
    expect(f(sequence).item()).not.toBe(gru.call(sequence, { training: false }).sum().item())
  })
})

it('steps that are compiled, or begin at a checkpoint, have the same bits', () => {
  const trainer = () => {
    const model = new Sequential([
      new SpectralNorm([new DropConnect([dense(3, 4, 'first')])], { rng: rng.split('norm') }),
      tanh,
      new WeightNorm([dense(4, 2, 'second')]),
    ])
    const evaluate = objective({
      model,
      loss: squaredError,
      penalties: { flat: { penalty: inputGradient(), weight: 0.1 } },
    })
    const optimizer = new Optimizer(sgd({ learningRate: 0.1 }), model)
    const step = (inputs: Tensor, source: Rng): Tensor => {
      const { total, gradients } = evaluate(inputs, y, { training: true, rng: source })
      optimizer.apply(gradients)
      return total
    }
    const state = (): Record<string, Tensor> =>
      Object.fromEntries(Object.entries(model.variables()).map(([path, v]) => [path, v.value]))
    return { model, step, state }
  }
  const eager = trainer()
  eager.step(x, rng.split(0))
  const checkpoint = eager.state()
  eager.step(x, rng.split(1))

  const compiled = trainer()
  const run = compile(compiled.step)
  run(x, rng.split(0))
  run(x, rng.split(1))
  expect(contents(compiled.state())).toEqual(contents(eager.state()))

  const resumed = trainer()
  for (const [path, variable] of Object.entries(resumed.model.variables()))
    variable.assign(checkpoint[path] ?? 0)
  resumed.step(x, rng.split(1))
  expect(contents(resumed.state())).toEqual(contents(eager.state()))
})

it.each<[string, () => unknown, string]>([
  [
    'no such weights',
    () => new SpectralNorm([(h) => h], { rng }),
    'SpectralNorm: the role "kernel" must select a variable, got a model without variables',
  ],
  [
    'a unit of zeros',
    () => new WeightNorm([kernelOf(y.mul(0))]),
    'WeightNorm: the first weights of a unit must not all be 0, which is no direction, got such a unit in layers.0.kernel',
  ],
  [
    'units of one weight',
    () => new WeightStandardization([kernelOf(float64([[1, 2]]))]),
    'WeightStandardization: a unit must have at least two weights, got layers.0.kernel of shape [1, 2]',
  ],
])('refuses %s', (_, make, message) => {
  expect(make).toThrow(message)
})

it('a unit that WeightNorm trains gives 0 once its weights are, and can move on', () => {
  const dense = new Dense(2, 2, { rng, dtype: 'float64' })
  const model = new WeightNorm([dense])
  dense.kernel.assign(
    float64([
      [0, 3],
      [0, 4],
    ]),
  )
  const inputs = float64([[1, 2]])
  const scale = Object.entries(model.variables()).find(([path]) => path.includes('scale'))?.[1]
  expectClose(model.call(inputs, training), [0, (11 / 5) * (scale?.value.data[1] ?? 0)])
  const penalties = { flat: { penalty: inputGradient(), weight: 1 } }
  const step = objective({ model, loss: squaredError, penalties })
  const { total, gradients } = step(inputs, float64([[1, 1]]), training)
  for (const value of [total, ...Object.values(gradients)])
    expect(Array.from(value.data).every(Number.isFinite)).toBe(true)
  expect(gradients['layers.0.kernel']?.data[0]).not.toBe(0)
})

it('a plan counts its numbers, and builds none of what is too large', () => {
  const plan = (units: number) =>
    WeightNorm.definition.make({ layers: [Dense.definition.make({ units })] })
  expect(plan(3).parameters([4])).toBe(15 + 3)
  expect(plan(3e8).parameters([4])).toBe(1.5e9)
})
