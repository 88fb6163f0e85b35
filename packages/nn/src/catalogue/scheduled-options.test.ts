import { compile, ones, Rng, type Tensor, Variable } from '@sobolev/core'
import { expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { float64, int32 } from '../../testing/float64.ts'
import { runExample } from '../../testing/run-example.ts'
import { Dropout } from '../layers/dropout.ts'
import { TransformerBlock } from '../layers/transformer-block.ts'
import { isMinimizer } from '../minimizers/minimizer.ts'
import { decayWeights } from '../optimizers/decay-weights.ts'
import { Optimizer } from '../optimizers/optimizer.ts'
import { linear } from '../schedules/linear.ts'
import type { Schedule } from '../schedules/schedule.ts'
import { catalogue } from './catalogue.ts'
import type { Definitions, Kind } from './kinds.ts'
import { meets } from './requirement.ts'

/** The options of a method that may be on a schedule, with its name and theirs. */
const scheduledOptions = <D extends Definitions[Kind]>(definition: D) =>
  Object.entries(definition.options).flatMap(([name, option]) =>
    option.type === 'schedule'
      ? [[`${definition.kind} ${definition.name}.${name}`, definition, name, option] as const]
      : [],
  )

const rows = catalogue.definitions.flatMap((definition) => scheduledOptions(definition))

it.each(rows)('%s: a schedule gives what the number gives', (_, definition, name, option) => {
  const run = runExample[definition.kind] as
    | ((of: unknown) => ReturnType<NonNullable<(typeof runExample)[Kind]>>)
    | undefined
  const number = [0.25, 0.75].find((value) => meets(option, value)) ?? 0
  const [plain, scheduled] = [number, linear({ from: number, to: number, duration: 1 })].map(
    (value) => {
      const options = { ...definition.example.options, [name]: value }
      return run?.({ ...definition, example: { ...definition.example, options } })?.got
    },
  )
  expect(plain).toBeDefined()
  if (plain && scheduled) expectClose(scheduled, Array.from(plain.data), 1e-12)
})

/** An option on a schedule that moves, within what the option may be. */
const moving = (option: Parameters<typeof meets>[0]): Schedule => {
  const [from = 0, to = 0] = [0.25, 0.75, 1.25, 1.75].filter((value) => meets(option, value))
  return linear({ from, to, duration: 4 })
}

it.each([...catalogue.of('batchTransform').values()].flatMap(scheduledOptions))(
  '%s follows its schedule, the same compiled',
  (_, { make, example }, name, option) => {
    const transform = make({ ...example.options, [name]: moving(option) })
    const { elements } = example
    const layout = elements && { inputs: {}, elements }
    const inputs = new Rng(1).normal(elements ? [4, 9, elements.length] : [4, 2, 5, 5])
    const call = (step: Tensor): Tensor =>
      transform({ inputs, targets: ones([4]) }, { rng: new Rng(0), step, layout }).inputs
    const [first, last] = [0, 4].map((step) => call(int32(step)))
    expect(first?.data).not.toEqual(last?.data)
    expect(compile(call)(int32(4)).data).toEqual(last?.data)
  },
)

const shares = [...catalogue.of('optimizer').values()]
  .flatMap(scheduledOptions)
  .filter(([, , name]) => name !== 'learningRate' && name !== 'weightDecay')

it.each(shares)(
  '%s follows its schedule over several steps, the same compiled',
  (_, { make, example }, name, option) => {
    const kernels = [moving(option), 0.25, moving(option)].map((value, index) => {
      const kernel = new Variable(new Rng(1).normal([8, 8]), { role: 'kernel' })
      const transform = make({ ...example.options, [name]: value })
      if (isMinimizer(transform)) throw new TypeError('of several evaluations a step')
      const optimizer = new Optimizer(transform, { kernel })
      const apply = (gradient: Tensor): Tensor => {
        optimizer.apply({ kernel: gradient })
        return kernel.value
      }
      const step = index === 2 ? compile(apply) : apply
      for (let number = 0; number < 4; number++) step(new Rng(2).split(number).normal([8, 8]))
      return kernel.value.data
    })
    expect(kernels[0]).not.toEqual(kernels[1])
    expect(kernels[2]).toEqual(kernels[0])
  },
)

it('a rate follows its schedule, the same compiled, and asks for the step', () => {
  const layer = new Dropout(linear({ from: 0.5, to: 0, duration: 4 }))
  const x = ones([4, 500])
  const call = (step: Tensor): Tensor => layer.call(x, { training: true, rng: new Rng(0), step })
  const shares = [0, 2, 4].map((step) => call(int32(step)).equal(0).cast('float32').mean().item())
  expect(shares).toEqual([expect.closeTo(0.5, 1), expect.closeTo(0.25, 1), 0])
  expect(compile(call)(int32(1)).data).toEqual(call(int32(1)).data)
  expect(() => layer.call(x, { training: true, rng: new Rng(0) })).toThrow(
    'Dropout: a schedule needs to know the step, got none; objective gives it, or a mode such as { training: true, rng, step }',
  )
})

it('a transformer block drops by its schedule', () => {
  const dropout = linear({ from: 0, to: 0.5, duration: 2 })
  const block = new TransformerBlock(4, { heads: 2, dropout, rng: new Rng(0) })
  const x = new Rng(1).normal([2, 3, 4])
  const call = (step: Tensor): Tensor => block.call(x, { training: true, rng: new Rng(0), step })
  expect(call(int32(0)).data).toEqual(block.call(x, { training: false }).data)
  expect(call(int32(2)).data).not.toEqual(call(int32(0)).data)
  expect(compile(call)(int32(1)).data).toEqual(call(int32(1)).data)
})

it('a decay follows its schedule', () => {
  const w = new Variable(float64(1))
  const decay = linear({ from: 1, to: 0, duration: 2 })
  const optimizer = new Optimizer(decayWeights(decay), { w })
  const values = [0, 1, 2].map(() => {
    optimizer.apply({ w: float64(0) })
    return w.value.item()
  })
  expect(values).toEqual([2, 3, 3])
})
