import { Variable } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { float64 } from '../../testing/float64.ts'
import { lbfgs } from './lbfgs.ts'
import { minimize } from './minimize.ts'
import { newtonCg } from './newton-cg.ts'
import { objectives, reference } from './problems.fixture.ts'

const untilTheEnd = { gradientTolerance: 0, changeTolerance: 0 }

it('has an objective for each problem of the reference', () => {
  expect(Object.keys(objectives)).toEqual(Object.keys(reference.problems))
})

describe.each(Object.entries(reference.problems))('%s', (name, problem) => {
  const f = objectives[name] ?? (() => float64(Number.NaN))

  it.each(Object.entries(problem.torch))(
    'lbfgs takes the steps of PyTorch with a history of %s, and evaluates as often',
    (history, { path, evaluations }) => {
      const x = new Variable(float64(problem.start))
      const optimizer = lbfgs({ history: Number(history), ...untilTheEnd })
      const seen: number[][] = []
      const onStep = () => seen.push([...x.value.data])
      const options = { optimizer, steps: path.length, onStep }
      const done = minimize(() => f(x.value), x, options)
      expect(seen.length).toBe(path.length)
      for (const [step, position] of seen.entries())
        expectClose(float64(position), path[step] ?? [], 1e-9)
      expect(done.evaluations).toBe(evaluations)
    },
  )

  it.each([
    ['L-BFGS-B', lbfgs({ gradientTolerance: 1e-7, changeTolerance: 0 })] as const,
    ['Newton-CG', newtonCg({ gradientTolerance: 1e-7, changeTolerance: 0 })] as const,
  ])('ends where SciPy’s %s does, with about as much work', (method, optimizer) => {
    const x = new Variable(float64(problem.start))
    const { value, steps, evaluations } = minimize(() => f(x.value), x, { optimizer })
    const wanted = problem[method]
    expect(value).toBeLessThan(wanted.value * (1 + 1e-8) + 1e-12)
    expect(steps).toBeLessThan(1.5 * wanted.steps + 5)
    expect(evaluations).toBeLessThan(1.5 * wanted.evaluations + 5)
  })
})
