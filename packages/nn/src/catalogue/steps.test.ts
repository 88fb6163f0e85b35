import { compile, Rng, type Tensor, tensor, Variable } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { contents } from '../../testing/contents.ts'
import { expectClose } from '../../testing/expect-close.ts'
import { float64, int32 } from '../../testing/float64.ts'
import { WeightAverage } from '../averages/weight-average.ts'
import { chain } from '../optimizers/chain.ts'
import { Optimizer } from '../optimizers/optimizer.ts'
import { sgd } from '../optimizers/sgd.ts'
import type { GradientTransform } from '../optimizers/transform.ts'
import { catalogue } from './catalogue.ts'

const rng = new Rng(5)
const draw = (name: string | number): Tensor => rng.split(name).normal([3, 4])
const makeKernel = (): Variable => new Variable(draw('kernel'), { role: 'kernel' })

/** What is trained and remembered after each of three steps; after two, all is taken up by another one. */
function threeSteps(
  transform: GradientTransform,
  isCompiled: boolean,
): ReturnType<typeof contents>[] {
  let kernel = makeKernel()
  let optimizer = new Optimizer(transform, { kernel })
  return [0, 1, 2].map((number) => {
    const step = (gradient: Tensor, source: Rng): Tensor => {
      optimizer.apply({ kernel: gradient }, { rng: source })
      return gradient
    }
    const run = isCompiled ? compile(step) : step
    run(draw(number), rng.split(number))
    const state = optimizer.state()
    const after = contents({ ...state, kernel: kernel.value })
    if (number === 1) {
      kernel = new Variable(kernel.value, { role: 'kernel' })
      optimizer = new Optimizer(transform, { kernel })
      optimizer.restore(state)
    }
    return after
  })
}

describe.each([...catalogue.of('optimizer').values()])('optimizer $name', (definition) => {
  it('remembers; takes the same steps compiled, and after its state was restored', () => {
    const transform = definition.make()
    const kernel = makeKernel()
    const optimizer = new Optimizer(transform, { kernel })
    const wanted = [0, 1, 2].map((number) => {
      optimizer.apply({ kernel: draw(number) })
      return contents({ ...optimizer.state(), kernel: kernel.value })
    })
    expect(threeSteps(transform, false)).toEqual(wanted)
    expect(threeSteps(transform, true)).toEqual(wanted)
    const [first = {}, second = {}] = wanted
    for (const [name, value] of Object.entries(first)) expect(second[name]).not.toEqual(value)
  })

  it('descends', () => {
    const x = new Variable(float64([2, -1]))
    const optimizer = new Optimizer(definition.make({ learningRate: 0.1 }), { x })
    for (let step = 0; step < 20; step++) optimizer.apply({ x: x.value.mul(float64([0.5, 5])) })
    for (const [index, start] of [2, 1].entries())
      expect(Math.abs(x.value.data[index] ?? start)).toBeLessThan(start)
  })
})

it.each([...catalogue.of('gradientTransform').values()])(
  'gradient transform $name takes the same steps compiled',
  ({ make, example }) => {
    const transform = chain(make(example.options), sgd())
    expect(threeSteps(transform, true)).toEqual(threeSteps(transform, false))
  },
)

describe.each([...catalogue.of('schedule').values()])('schedule $name', ({ make, example }) => {
  it.each([0, 2])('is a float64 scalar, the same compiled, with a warm-up of %d', (warmUp) => {
    const schedule = make({ ...example.options, warmUp })
    const compiled = compile(schedule)
    for (const number of [0, 1, 2, 3, 100]) {
      const value = schedule(int32(number))
      expect([value.dtype, value.shape]).toEqual(['float64', []])
      expect(compiled(int32(number)).data).toEqual(value.data)
    }
  })
})

it.each([...catalogue.of('constraint').values()])(
  'constraint $name leaves alone what it has brought back, and is the same compiled',
  ({ make, example }) => {
    const { project } = make(example.options)
    const kernel = makeKernel()
    const once = project(kernel.value, kernel)
    expect([once.dtype, once.shape]).toEqual(['float32', [3, 4]])
    expectClose(project(once, kernel), once, 1e-6)
    expect(compile((value: Tensor) => project(value, kernel))(kernel.value).data).toEqual(once.data)
  },
)

it.each([...catalogue.of('average').values()])(
  'average $name is the same compiled',
  ({ make, example }) => {
    const [eager, compiled] = [false, true].map((isCompiled) => {
      const kernel = makeKernel()
      const average = new WeightAverage(make(example.options), { kernel })
      const step = (change: Tensor): Tensor => {
        kernel.assignAdd(change)
        average.update()
        return change
      }
      const run = isCompiled ? compile(step) : step
      for (const number of [0, 1, 2]) run(draw(number))
      return contents(average.state())
    })
    expect(compiled).toEqual(eager)
  },
)

it.each([...catalogue.of('batchTransform').values()])(
  'batch transform $name is the same compiled',
  ({ make, example }) => {
    const transform = make(example.options)
    const change = (inputs: Tensor, targets: Tensor, source: Rng): Tensor[] => {
      const batch = transform({ inputs, targets }, { rng: source, step: int32(0) })
      return [batch.inputs, batch.targets]
    }
    const inputs = tensor(example.inputs).rank > 2 ? rng.normal([3, 2, 5, 4]) : draw('x')
    const eager = change(inputs, draw('y'), rng)
    const compiled = compile(change)(inputs, draw('y'), rng)
    expect(compiled.map(({ data }) => data)).toEqual(eager.map(({ data }) => data))
  },
)
