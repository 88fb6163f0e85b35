import { hessian, stack, type Tensor, tensor, Variable } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { float64 } from '../../testing/float64.ts'
import { gaussNewton } from './gauss-newton.ts'
import { minimize } from './minimize.ts'
import { minimizedObjective } from './minimized-objective.ts'
import { reference } from './problems.fixture.ts'

const { times, measured, ends } = reference.leastSquares

const residualsOf: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  valley(x) {
    const [a, b] = [x.slice([0]), x.slice([1])]
    return stack([b.sub(a.square()).mul(10), a.sub(1)])
  },
  decay(x) {
    const [a, b, c] = [0, 1, 2].map((index) => x.slice([{ start: index, stop: index + 1 }]))
    if (!a || !b || !c) return x
    const t = float64(times).cast(x.dtype)
    return a.mul(b.neg().mul(t).exp()).add(c).sub(float64(measured).cast(x.dtype))
  },
}

const optimizer = gaussNewton()

describe.each(Object.entries(ends))('%s', (name, { start, value: wanted }) => {
  const f = residualsOf[name] ?? ((x: Tensor) => x)

  it('ends where the method of MINPACK does', () => {
    const x = new Variable(float64(start))
    const { value, steps } = minimize({ residuals: () => f(x.value) }, x, { optimizer })
    expect(value).toBeLessThan(wanted * (1 + 1e-6) + 1e-12)
    expect(steps).toBeLessThan(100)
  })

  it.each(['float32', 'float64'] as const)(
    'gives the same bits eagerly and compiled: %s',
    (dtype) => {
      const [eager, compiled] = [true, false].map((isEager) => {
        const x = new Variable(tensor(start, { dtype }))
        const path: number[][] = []
        const options = { optimizer, eager: isEager, onStep: () => path.push([...x.value.data]) }
        return { ...minimize({ residuals: () => f(x.value) }, x, { ...options, steps: 6 }), path }
      })
      expect(compiled).toEqual(eager)
    },
  )
})

describe('gaussNewtonProduct', () => {
  const inputs = float64([
    [0.3, -1],
    [1.2, 0.4],
    [-0.7, 0.9],
  ])
  const kernel = new Variable(float64([0.7, -1.2]))
  const outputs = (): Tensor => inputs.matmul(kernel.value)
  const loss = (y: Tensor): Tensor => y.exp().sub(y).mean()
  const penalty = (k: Tensor): Tensor => k.square().square().sum()
  const vectors = { kernel: float64([0.4, -0.3]) }

  it.each([false, true])(
    'is the second derivative where outputs are linear in the weights, with a rest: %s',
    (haveRest) => {
      const whole = (k: Tensor): Tensor => {
        const first = loss(inputs.matmul(k))
        return haveRest ? first.add(penalty(k)) : first
      }
      const evaluate = () => ({ value: whole(kernel.value), gradients: { kernel: kernel.value } })
      const parts = { outputs, loss, haveRest }
      const objective = minimizedObjective(evaluate, { kernel }, { parts })()
      const H = hessian(whole)(kernel.value)
      const wanted = H.matmul(vectors.kernel)
      const product = objective.gaussNewtonProduct?.(vectors).kernel
      expectClose(product ?? kernel.value, Array.from(wanted.data), 1e-12)
    },
  )

  it('is asked for in words', () => {
    const x = new Variable(float64([1]))
    expect(() => minimize(() => x.value.square().sum(), x, { optimizer })).toThrow(
      'step: this optimizer needs the objective with its gaussNewtonProduct, got none; minimize({ residuals }, variables)',
    )
  })
})

it('comes back from where the residuals are not finite', () => {
  const x = new Variable(float64([0.01]))
  const residuals = (): Tensor => x.value.log().sub(1)
  const { value } = minimize({ residuals }, x, { optimizer: gaussNewton({ damping: 1e-9 }) })
  expect(value).toBeLessThan(1e-12)
})

it('goes on where a step reached next to nothing of the decrease that was predicted', () => {
  // From 1 the first step leads to nearly −1, where the value is nearly the same.
  const x = new Variable(float64([1]))
  const { value } = minimize({ residuals: () => x.value.abs().add(1) }, x, {
    optimizer: gaussNewton({ damping: 1e-11 }),
  })
  expect(value).toBeCloseTo(0.5)
})
