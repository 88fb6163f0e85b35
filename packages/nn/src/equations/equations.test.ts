import { Rng, type Tensor, tensor } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { float64 } from '../../testing/float64.ts'
import { evaluateBatch } from '../evaluation/evaluate-batch.ts'
import type { ExampleLayout } from '../evaluation/example-layout.ts'
import { squaredError } from '../losses/squared-error.ts'
import { Module } from '../modules/module.ts'
import { differentialEquation } from '../penalties/differential-equation.ts'
import { meaningsOf } from './equation-names.ts'
import { evaluateEquation } from './evaluate-equation.ts'
import { haltonPoints } from './halton.ts'
import { parseEquation } from './parse-equation.ts'

const numberOf = (text: string, names: Readonly<Record<string, number>> = {}): number =>
  evaluateEquation(
    parseEquation(text),
    (name) => float64(names[name] ?? Number.NaN),
    'float64',
  ).item()

describe('a formula', () => {
  it.each([
    ['1 + 2 * 3', 7],
    ['-2^2', -4],
    ['2^-1', 0.5],
    ['2^3^2', 512],
    ['2**3', 8],
    ['8 / 4 / 2', 1],
    ['7 - 3 - 2 = 1', 1],
    ['(1 + 2) · 3 − 1', 8],
    ['1.5e2 + .5', 150.5],
    ['+3 - -2', 5],
    ['sqrt(9) + abs(-2)', 5],
    ['exp(log(3)) * cos(0)', 3],
    ['x^2 * {long name}', 18],
  ])('%s is %d', (text, wanted) => {
    expect(numberOf(text, { x: 3, '{long name}': 2 })).toBeCloseTo(wanted, 12)
  })

  it.each([
    ['u_t + * 3', 'a number, a name or a parenthesis after "u_t +", got "*" at character 7'],
    ['u_t +', 'a number, a name or a parenthesis after "u_t +", got its end'],
    ['sin(u', '")" after "sin(u", got its end'],
    ['2 u', 'an operator such as * after "2", got "u" at character 3'],
    ['u = 1 = 2', 'an operator or the end after "u = 1", got "=" at character 7'],
    ['u)', 'an operator or the end after "u", got ")" at character 2'],
    ['', 'a number, a name or a parenthesis after "", got its end'],
  ])('"%s" is refused with the place', (text, words) => {
    expect(() => parseEquation(text)).toThrow(`the equation must have ${words}`)
  })

  it('of a brace without its other, or of a number that there is not, is refused with the place', () => {
    expect(() => parseEquation('u_{x + 1')).toThrow('"}" after the names in braces, got "{" at')
    expect(() => parseEquation('2 * 1e400')).toThrow('up to about 1e308, got 1e400 at character 5')
  })

  it('of other characters or functions is refused with the place', () => {
    expect(() => parseEquation('u_t & 3')).toThrow('got "&" at character 5')
    expect(() => parseEquation('2 * u(t)')).toThrow(
      'got "u" at character 5; a product is written with *',
    )
  })
})

describe('names', () => {
  const meanings = (text: string, inputs: string[], outputs: string[] | null = null) =>
    Object.fromEntries(meaningsOf(parseEquation(text), { inputs, outputs }))

  it('are inputs, the output, its derivatives in any order, and pi', () => {
    expect(meanings('T_tx + T_{x, x} * pi - t * T', ['x', 't'])).toEqual({
      T_tx: { kind: 'output', output: 0, by: [0, 1] },
      'T_{x, x}': { kind: 'output', output: 0, by: [0, 0] },
      pi: { kind: 'number', value: Math.PI },
      t: { kind: 'input', input: 1 },
      T: { kind: 'output', output: 0, by: [] },
    })
  })

  it('may be long, have underscores, or be names of several outputs', () => {
    expect(meanings('u_timex + v_{the time}', ['x', 'time', 'the time'], ['u', 'v'])).toEqual({
      u_timex: { kind: 'output', output: 0, by: [0, 1] },
      'v_{the time}': { kind: 'output', output: 1, by: [2] },
    })
    expect(meanings('p_p_1 + x_1', ['x_1', 'p_1'], ['p'])).toMatchObject({
      x_1: { kind: 'input', input: 0 },
    })
  })

  it('may have commas', () => {
    expect(meanings('u_{a,b} + u_{x,x}', ['a,b', 'x'])).toEqual({
      'u_{a,b}': { kind: 'output', output: 0, by: [0] },
      'u_{x,x}': { kind: 'output', output: 0, by: [1, 1] },
    })
  })

  it.each([
    ['u_y', 'the subscripts of a derivative must be inputs, x, t, got "u_y" at character 1'],
    ['u_x + v_x', 'got "u" and "v" at character 7; the inputs are x, t'],
    ['x + t', 'the equation must name the output'],
    ['u_', 'the subscripts of a derivative must be inputs'],
    ['x_t = 1', 'must call the output by a name that is no input, got "x"; the inputs are x, t'],
    ['a_b_x', 'an output whose own name has _ is named by outputs'],
  ])('"%s" is refused', (text, words) => {
    expect(() => meanings(text, ['x', 't'])).toThrow(words)
  })

  it('that are not there, or can be read in two ways, are refused', () => {
    expect(() => meanings('u_x + w', ['x'], ['u', 'v'])).toThrow(
      'the outputs u, v, derivatives such as u_x, and pi, got "w" at character 7',
    )
    expect(() => meanings('u_xxx', ['x', 'xx'])).toThrow(
      'got "u_xxx" at character 1, which may be x, x, x or x, xx; write them in braces with commas',
    )
  })
})

/** sin(a x) exp(b t) for rows (x, t), in the units that the layout below says: x = 3 + 2 x₁, t = 5 x₂, u = 7 + 10 f. */
const [a, b] = [0.7, -0.3]
class Solution extends Module {
  override call(rows: Tensor): Tensor {
    const [x, t] = [rows.slice([{}, 0]).mul(2).add(3), rows.slice([{}, 1]).mul(5)]
    const u = x.mul(a).sin().mul(t.mul(b).exp())
    return u
      .sub(7)
      .div(10)
      .reshape([rows.shape[0] ?? 0, 1])
  }
}
const layout: ExampleLayout = {
  inputs: {
    x: { elements: [0], scale: 2, offset: 3, range: [-1, 1] },
    t: { elements: [1], scale: 5, range: [0, 2] },
  },
  targetScale: 10,
  targetOffset: 7,
}
const rng = new Rng(1)
const inputs = rng.split('rows').normal([5, 2], { dtype: 'float64' })
const missed = (
  equation: string,
  options: Partial<Parameters<typeof differentialEquation>[0]> = {},
  model: Module = new Solution(),
): number => {
  const targets = model.call(inputs, { training: false }).mul(0)
  const batch = { model, loss: squaredError, inputs, targets, layout }
  const mode = { training: true, rng } as const
  const penalty = differentialEquation({ equation, points: 'rows', ...options })
  return evaluateBatch({ ...batch, mode }, penalty).item()
}

describe('the penalty of an equation', () => {
  it.each([
    ['u_t = -0.3 * u'],
    ['u_x^2 + 0.49 * u^2 = 0.49 * exp(-0.6 * t)'],
    ['u_xx + 0.49 * u = 0'],
    ['u_xxx + 0.49 * u_x'],
    ['u_xxxx = 0.7^4 * u'],
    ['u_xtx - 0.3 * 0.49 * u'],
    ['u = sin(0.7 * x) * exp(-0.3 * t)'],
  ])('is 0 for a solution, in the units of the table: %s', (equation) => {
    for (const points of ['rows', 20] as const)
      for (const sampling of ['random', 'halton'] as const)
        expect(missed(equation, { points, sampling, gradientWeight: 1 })).toBeCloseTo(0, 16)
  })

  it('is the mean square of what is missed, and of its gradient in the units of the table', () => {
    const rows = Array.from({ length: 5 }, (_, row) => {
      const [x, t] = [3 + 2 * (inputs.data[2 * row] ?? 0), 5 * (inputs.data[2 * row + 1] ?? 0)]
      return { s: Math.sin(a * x), c: Math.cos(a * x), e: Math.exp(b * t) }
    })
    const mean = (of: (row: { s: number; c: number; e: number }) => number): number =>
      rows.map(of).reduce((sum, value) => sum + value, 0) / 5
    const square = (value: number): number => value * value
    // r = u_x + u_t, with u_x = a cos(ax) e^bt and u_t = b sin(ax) e^bt.
    const plain = mean(({ s, c, e }) => square((a * c + b * s) * e))
    const ofGradient = mean(
      ({ s, c, e }) => square((-a * a * s + a * b * c) * e) + square((a * b * c + b * b * s) * e),
    )
    expect(missed('u_x + u_t')).toBeCloseTo(plain, 12)
    expect(missed('u_x + u_t', { gradientWeight: 0.5 })).toBeCloseTo(plain + ofGradient / 2, 12)
  })

  it('takes random points, or the same ones, in the box of the layout', () => {
    const seen: Tensor[] = []
    const watching = new (class extends Module {
      override call(rows: Tensor): Tensor {
        seen.push(rows)
        return rows.sum(1, { keepDims: true })
      }
    })()
    for (const sampling of ['random', 'halton', 'halton'] as const) {
      seen.length = 0
      missed('u', { points: 64, sampling }, watching)
      const points = seen.at(-1) ?? inputs
      const columns = [points.slice([{}, 0]).mul(2).add(3), points.slice([{}, 1]).mul(5)]
      for (const [column, [low, high]] of [
        [columns[0], [-1, 1]],
        [columns[1], [0, 2]],
      ] as const) {
        const values = [...(column?.data ?? [])]
        expect(Math.min(...values)).toBeGreaterThanOrEqual(low)
        expect(Math.min(...values)).toBeLessThan(low + 0.1)
        expect(Math.max(...values)).toBeLessThanOrEqual(high)
        expect(Math.max(...values)).toBeGreaterThan(high - 0.1)
      }
    }
    expect(haltonPoints(3, 2)).toEqual([
      [1 / 2, 1 / 3],
      [1 / 4, 2 / 3],
      [3 / 4, 1 / 9],
    ])
  })

  it('is refused for sequences of steps, of which it would see the first alone', () => {
    const model = new Solution()
    const targets = inputs.slice([{}, { stop: 1 }])
    const batch = { model, loss: squaredError, inputs, targets, layout: { ...layout, features: 1 } }
    expect(() =>
      evaluateBatch(batch, differentialEquation({ equation: 'u_x', points: 'rows' })),
    ).toThrow('differentialEquation: inputs must be one number for each name')
  })

  it('tells what is wrong with names when it is evaluated, and with the formula at once', () => {
    expect(() => missed('u_y')).toThrow(
      'differentialEquation: the subscripts of a derivative must be inputs, x, t, got "u_y" at character 1',
    )
    expect(() => differentialEquation({ equation: 'u_x +' })).toThrow(
      'differentialEquation: the equation must have a number, a name or a parenthesis after "u_x +", got its end',
    )
    expect(() => missed('u + v', { outputs: 'u, v' })).toThrow(
      'names for as many outputs as the model has, 1, got u, v',
    )
  })

  it('may be of a model with several outputs, which it names', () => {
    const turning = new (class extends Module {
      override call(rows: Tensor): Tensor {
        return rows.matmul(
          tensor(
            [
              [0, -2],
              [3, 0],
            ],
            { dtype: 'float64' },
          ),
        )
      }
    })()
    // u = 7 + 30 x₂ = 7 + 6 t and v = 7 − 20 x₁ = 7 − 10 (x − 3).
    const outputs = 'u, v'
    expectClose(float64(missed('u_t + v_x', { outputs }, turning)), [16], 1e-12)
    expectClose(float64(missed('v_{x} = -10', { outputs }, turning)), [0], 1e-12)
  })
})
