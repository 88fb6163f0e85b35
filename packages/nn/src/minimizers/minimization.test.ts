import { GradientTape, log, ShapeError, type Tensor, tensor, Variable } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { float64 } from '../../testing/float64.ts'
import { adam } from '../optimizers/adam.ts'
import { Optimizer } from '../optimizers/optimizer.ts'
import { lbfgs } from './lbfgs.ts'
import { type Evaluated, Minimization } from './minimization.ts'
import { minimize } from './minimize.ts'
import { newtonCg } from './newton-cg.ts'
import { rosenbrock } from './problems.fixture.ts'

const start = [-1.2, 1, 0.3]

/** The objective and how often it was evaluated. */
function counted(x: Variable, f: (x: Tensor) => Tensor) {
  const seen: number[][] = []
  const evaluate = (): Evaluated => {
    seen.push([...x.value.data])
    const tape = new GradientTape()
    const value = tape.record(() => f(x.value))
    return { value, gradients: { x: tape.gradient(value, x) } }
  }
  return { seen, objective: { evaluate } }
}

describe.each([
  ['lbfgs', lbfgs()],
  ['newtonCg', newtonCg()],
])('%s', (_, optimizer) => {
  it.each(['float32', 'float64'] as const)(
    'gives the same bits eagerly and compiled: %s',
    (dtype) => {
      const [eager, compiled] = [true, false].map((isEager) => {
        const x = new Variable(tensor(start, { dtype }))
        const path: number[][] = []
        const done = minimize(() => rosenbrock(x.value), x, {
          ...{ optimizer, eager: isEager, steps: 8 },
          onStep: () => path.push([...x.value.data]),
        })
        return { path, done, dtype: x.dtype }
      })
      expect(compiled).toEqual(eager)
      expect(eager?.dtype).toBe(dtype)
      expect(eager?.done.steps).toBe(8)
    },
  )

  it('comes back from where the objective is not finite', () => {
    const x = new Variable(float64([0.01, 3]))
    const { value } = minimize(() => x.value.sub(log(x.value)).sum(), x, { optimizer })
    expect(value).toBeCloseTo(2, 9)
  })

  it('ends at finite weights where the length of the gradient is too large a number', () => {
    const x = new Variable(float64([1, 2]))
    minimize(() => x.value.square().sum().mul(1e200), x, { optimizer })
    expect(Array.from(x.value.data).every(Number.isFinite)).toBe(true)
  })

  it('ends in words where nothing lower is found, with the weights as they were', () => {
    const x = new Variable(float64([1, 2]))
    const { seen, objective } = counted(x, (p) => p.square().sum())
    const wrong = {
      evaluate: (): Evaluated => {
        const { value, gradients } = objective.evaluate()
        return { value: value.neg(), gradients }
      },
      hessianProduct: ({ x: vector = x.value }) => ({ x: vector }),
    }
    const { stopped, before, after } = new Minimization(optimizer, { x }).step(wrong)
    expect(stopped).toBe('no lower value was found along the line of descent')
    expect(after).toBe(before)
    expect([...x.value.data]).toEqual([1, 2])
    expect(seen.length).toBeLessThan(30)
  })

  it('ends at once where the objective is not finite to begin with', () => {
    const x = new Variable(float64([-1]))
    expect(minimize(() => log(x.value).sum(), x, { optimizer })).toMatchObject({
      ...{ value: Number.NaN, steps: 1, evaluations: 1 },
      stopped: 'the value or its gradient is not finite to begin with',
    })
  })

  it('ends where it has converged', () => {
    const x = new Variable(float64([1, 1, 1]))
    expect(minimize(() => rosenbrock(x.value), x, { optimizer })).toMatchObject({
      ...{ value: 0, steps: 1, evaluations: 1 },
      stopped: 'the gradient, or what a step changes, is below its tolerance',
    })
  })
})

describe('Minimization', () => {
  it('begins with what the last step ended with, unless the objective or the variables have changed', () => {
    const x = new Variable(float64(start))
    const { seen, objective } = counted(x, rosenbrock)
    const minimization = new Minimization(lbfgs(), { x })
    const first = minimization.step(objective)
    const second = minimization.step(objective)
    expect(second.before).toBe(first.after)
    expect(minimization.evaluations).toBe(seen.length)
    x.assign(float64(start))
    minimization.step(objective)
    expect(seen[first.evaluations + second.evaluations]).toEqual(start)
    const position = [...x.value.data]
    const before = seen.length
    minimization.step({ ...objective })
    expect(seen[before]).toEqual(position)
  })

  it('leaves the variables as they were where an evaluation throws', () => {
    const x = new Variable(float64(start))
    const { seen, objective } = counted(x, rosenbrock)
    const evaluate = () => {
      if (seen.length === 2) throw new RangeError('the third')
      return objective.evaluate()
    }
    const minimization = new Minimization(lbfgs({ maxEvaluations: 5, curvature: 1e-9 }), { x })
    expect(() => minimization.step({ evaluate })).toThrow('the third')
    expect([...x.value.data]).toEqual(start)
  })

  it.each([
    ['is given the same objective', true, 0],
    ['is given another', false, 1],
  ])('goes on from a state as if it had not stopped, where the next step %s', (_, isSame, more) => {
    const steps = (from: readonly number[]) => {
      const x = new Variable(float64([...from]))
      const { objective } = counted(x, rosenbrock)
      const minimization = new Minimization(lbfgs(), { x })
      return { x, minimization, step: () => minimization.step(objective) }
    }
    const whole = steps(start)
    for (let step = 0; step < 2; step++) whole.step()
    const state = whole.minimization.state()
    const resumed = steps([...whole.x.value.data])
    resumed.minimization.restore(state, { isSameObjective: isSame })
    expect(resumed.minimization.state()).toEqual(isSame ? state : { ...state, known: float64(0) })
    for (const { step } of [whole, resumed]) step()
    expect(resumed.x.value.data).toEqual(whole.x.value.data)
    expect(resumed.minimization.evaluations).toBe(whole.minimization.evaluations + more)
    // A weight that was moved meanwhile is evaluated anew in both.
    whole.x.assign(float64(start))
    expect(whole.minimization.state().known?.item()).toBe(0)
  })

  it('remembers by the paths of variables, and refuses what is not its state', () => {
    const layer = { kernel: new Variable(tensor([[1, 2]])), bias: new Variable(float64([3])) }
    const minimization = new Minimization(lbfgs({ history: 2 }), { layer })
    const objective = (): Tensor =>
      layer.kernel.value.cast('float64').square().sum().add(layer.bias.value.square().sum())
    const evaluate = (): Evaluated => {
      const tape = new GradientTape()
      const value = tape.record(objective)
      return { value, gradients: { layer: tape.gradient(value, layer) } }
    }
    const names = ['step', 'evaluations', 'known']
    const paths = ['lbfgs.steps', 'lbfgs.gradientChanges'].flatMap((name) =>
      ['kernel', 'bias'].map((path) => `${name}.layer.${path}`),
    )
    expect(Object.keys(minimization.state())).toEqual([...names, ...paths])
    minimization.step({ evaluate })
    const state = minimization.state()
    expect(state['lbfgs.steps.layer.kernel']?.shape).toEqual([1, 1, 2])
    expect(state.step?.item()).toBe(1)
    const { step, ...rest } = state
    expect(step).toBeDefined()
    expect(() => minimization.restore(rest)).toThrow('restore: the state must hold "step"')
    expect(() =>
      minimization.restore({ ...state, 'lbfgs.steps.layer.bias': float64([[1], [2]]) }),
    ).toThrow(
      new ShapeError('restore: "lbfgs.steps.layer.bias" must have shape [1, 1], got shape [2, 1]'),
    )
  })

  it('refuses what is no objective of its variables', () => {
    const x = new Variable(float64(start))
    const minimization = new Minimization(lbfgs(), { x })
    const gradients = { x: x.value }
    expect(() => minimization.step({ evaluate: () => ({ value: x.value, gradients }) })).toThrow(
      'step: the value must be one number, got shape [3]; mean(x) makes one of many',
    )
    const value = float64(1)
    expect(() => minimization.step({ evaluate: () => ({ value, gradients: {} }) })).toThrow(
      'step: gradients must hold "x", got nothing',
    )
    expect(() =>
      new Minimization(newtonCg(), { x }).step({ evaluate: () => ({ value, gradients }) }),
    ).toThrow('step: this optimizer needs the objective with its hessianProduct, got none')
  })

  it('refuses an objective that depends on none of its variables, and takes one that depends on some', () => {
    const [x, y, other] = [new Variable(float64(3)), new Variable(float64(2)), new Variable(5)]
    for (const eager of [true, false]) {
      for (const optimizer of [lbfgs(), newtonCg()])
        expect(() => minimize(() => other.value.square(), { x, y }, { optimizer, eager })).toThrow(
          'step: the objective must depend on a variable that is trained, got one that depends on none of x, y',
        )
      x.assign(3)
      const { value, stopped } = minimize(() => x.value.square(), { x, y }, { eager })
      expect([value, y.value.item()]).toEqual([0, 2])
      expect(stopped).not.toBeNull()
    }
  })

  it.each([
    [{ step: 3 }, 'minimize: there is no option "step"; did you mean "steps"?'],
    [{ steps: Number.NaN }, 'minimize: steps must be a number, got NaN'],
    [{ steps: 0 }, 'minimize: steps must be a whole number from 1, or Infinity, got 0'],
    [{ steps: 2.5 }, 'minimize: steps must be a whole number from 1, or Infinity, got 2.5'],
    [{ eager: 1 }, 'minimize: eager must be true or false, got 1'],
  ])('refuses the options %o', (options, message) => {
    const x = new Variable(1)
    const call = (): unknown => Reflect.apply(minimize, null, [() => x.value.square(), x, options])
    expect(call).toThrow(message)
  })

  it('goes on until it stops by itself where there may be any number of steps', () => {
    const x = new Variable(float64(3))
    expect(minimize(() => x.value.square(), x, { steps: Number.POSITIVE_INFINITY }).value).toBe(0)
  })

  it('refuses optimizers of one gradient a step, and they refuse the others', () => {
    const x = new Variable(1)
    // @ts-expect-error types say it too
    expect(() => new Minimization(adam(), x)).toThrow('new Optimizer(adam(), variables)')
    // @ts-expect-error types say it too
    expect(() => new Optimizer(lbfgs(), x)).toThrow('new Minimization(lbfgs(), variables)')
  })
})
