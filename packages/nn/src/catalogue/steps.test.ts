import { compile, Rng, type Tensor, tensor, Variable, valueAndGrad } from '@sobolev/core'

import { describe, expect, it } from 'vitest'
import { contents } from '../../testing/contents.ts'
import { expectClose } from '../../testing/expect-close.ts'
import { float64, int32 } from '../../testing/float64.ts'
import { WeightAverage } from '../averages/weight-average.ts'
import { type Evaluated, Minimization } from '../minimizers/minimization.ts'
import { minimize } from '../minimizers/minimize.ts'
import { minimizedObjective } from '../minimizers/minimized-objective.ts'
import { isMinimizer } from '../minimizers/minimizer.ts'
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

const optimizers = [...catalogue.of('optimizer').values()].map(
  ({ name, options, ...definition }) => {
    const needsOptions = Object.values(options).some((option) => option.default === undefined)
    const make = (given?: unknown) =>
      definition.make(needsOptions ? definition.example.options : given)
    return { name, make }
  },
)

/** Optimizers that go by one gradient a step. */
const transforming = optimizers.flatMap(({ name, make }) => {
  const transform = make()
  return isMinimizer(transform) ? [] : [{ name, make, transform }]
})

describe.each(transforming)('optimizer $name', ({ make, transform }) => {
  it('remembers; takes the same steps compiled, and after its state was restored', () => {
    const kernel = makeKernel()
    const optimizer = new Optimizer(transform, { kernel })
    const wanted = [0, 1, 2].map((number) => {
      optimizer.apply({ kernel: draw(number) })
      return contents({ ...optimizer.state(), kernel: kernel.value })
    })
    expect(threeSteps(transform, false)).toEqual(wanted)
    expect(threeSteps(transform, true)).toEqual(wanted)
    const [first = {}, second = {}] = wanted
    // The largest learning rate so far stays as it is, and a multiplier 0 while its bound is not known.
    for (const [name, value] of Object.entries(first))
      if (!/\.(largest|multiplier\..*)$/.test(name)) expect(second[name]).not.toEqual(value)
  })

  it('descends', () => {
    const x = new Variable(float64([2, -1]), { role: 'kernel' })
    const faster = make({ learningRate: 0.1 })
    const optimizer = new Optimizer(isMinimizer(faster) ? transform : faster, { x })
    for (let step = 0; step < 20; step++) optimizer.apply({ x: x.value.mul(float64([0.5, 5])) })
    for (const [index, start] of [2, 1].entries())
      expect(Math.abs(x.value.data[index] ?? start)).toBeLessThan(start)
  })
})

/** Optimizers that evaluate several times a step. */
const minimizing = optimizers.flatMap(({ name, make }) => {
  const minimizer = make()
  return isMinimizer(minimizer) ? [{ name, minimizer }] : []
})

describe.each(minimizing)('optimizer $name', ({ minimizer }) => {
  /** Three steps with float32 weights; after two, all is taken up by another one. */
  const steps = (eager: boolean, isRestored: boolean): ReturnType<typeof contents>[] => {
    let kernel = makeKernel()
    let minimization = new Minimization(minimizer, { kernel })
    const loss = (k: Tensor, target: Tensor): Tensor => k.sub(target).exp().sub(k).sum()
    const evaluate = (target: Tensor): Evaluated => {
      const { value, grad } = valueAndGrad((k: Tensor) => loss(k, target))(kernel.value)
      return { value, gradients: { kernel: grad } }
    }
    const parts = { outputs: () => kernel.value.mul(1), loss }
    return [0, 1, 2].map((number) => {
      minimization.step(minimizedObjective(evaluate, { kernel }, { eager, parts })(draw('target')))
      const state = minimization.state()
      if (number === 1 && isRestored) {
        kernel = new Variable(kernel.value, { role: 'kernel' })
        minimization = new Minimization(minimizer, { kernel })
        minimization.restore(state)
      }
      return contents({ ...state, kernel: kernel.value })
    })
  }

  it('takes the same steps compiled, and after its state was restored', () => {
    const wanted = steps(true, false)
    expect(steps(false, false)).toEqual(wanted)
    expect(steps(true, true)).toEqual(wanted)
  })

  it('descends', () => {
    const x = new Variable(float64([2, -1]))
    const residuals = (): Tensor => x.value.mul(float64([0.5, 2]))
    const values: number[] = []
    const onStep = ({ value }: { value: number }) => values.push(value)
    minimize({ residuals }, x, { optimizer: minimizer, steps: 20, onStep })
    expect(values).toEqual(values.toSorted((a, b) => b - a))
    expect(values.at(-1)).toBeLessThan(1e-6)
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
    const { elements } = example
    const layout = elements && { inputs: {}, elements }
    const change = (inputs: Tensor, targets: Tensor, source: Rng): Tensor[] => {
      const batch = transform({ inputs, targets }, { rng: source, step: int32(0), layout })
      return [batch.inputs, batch.targets]
    }
    const ofRows = elements ? rng.normal([3, elements.length]) : draw('x')
    const inputs = tensor(example.inputs).rank > 2 ? rng.normal([3, 2, 5, 4]) : ofRows
    const eager = change(inputs, draw('y'), rng)
    const compiled = compile(change)(inputs, draw('y'), rng)
    expect(compiled.map(({ data }) => data)).toEqual(eager.map(({ data }) => data))
  },
)
