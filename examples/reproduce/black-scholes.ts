import { concat, erf, exp, grad, log, Rng, type Tensor, tanh } from '@sobolev/core'
import { Dense, Sequential } from '@sobolev/nn'
import { approachSolution } from './approach-solution.ts'
import type { Reproduction } from './reproduction.ts'

const rate = 0.05
const volatility = 0.2
const strike = 1
const dtype = 'float32'

const column = (rows: Tensor, index: number): Tensor =>
  rows.slice([null, { start: index, stop: index + 1 }])

/** The price of a European call at rows (share price s, time τ until it is due): [n, 1]. */
function callPrice(rows: Tensor): Tensor {
  const [s, time] = [column(rows, 0), column(rows, 1)]
  const spread = time.sqrt().mul(volatility)
  const drift = time.mul(rate + (volatility * volatility) / 2)
  const d1 = log(s.div(strike)).add(drift).div(spread)
  const normal = (x: Tensor): Tensor => erf(x.div(Math.SQRT2)).add(1).div(2)
  const paid = exp(time.mul(-rate)).mul(strike)
  return s.mul(normal(d1)).sub(paid.mul(normal(d1.sub(spread))))
}

function run(seed: number): Record<string, number> {
  const rng = new Rng(seed)
  const points = (name: string, count: number, [least, most]: readonly [number, number]): Tensor =>
    rng.split(name).uniform([count, 1], { low: least, high: most, dtype })
  const layer = (name: string, inputs: number, units: number): Dense =>
    new Dense(inputs, units, { rng: rng.split(name), dtype })
  const model = new Sequential([
    ...[layer('a', 2, 28), tanh, layer('b', 28, 28), tanh, layer('c', 28, 28), tanh],
    ...[layer('d', 28, 28), tanh, layer('e', 28, 1)],
  ])
  const price = (rows: Tensor): Tensor => model.call(rows, { training: false })
  const slopes = grad((rows: Tensor) => price(rows).sum())
  const curvatures = grad((rows: Tensor) => column(slopes(rows), 0).sum())
  /** V_τ − ½ σ² s² V_ss − r s V_s + r V. */
  const residual = (rows: Tensor): Tensor => {
    const [s, slope] = [column(rows, 0), slopes(rows)]
    const spread = column(curvatures(rows), 0)
      .mul(s.square())
      .mul((volatility * volatility) / 2)
    const growth = s.mul(column(slope, 0)).sub(price(rows)).mul(rate)
    return column(slope, 1).sub(spread).sub(growth)
  }
  const inside = concat([points('s', 2047, [0, 3]), points('time', 2047, [0, 1])], 1)
  const due = concat([points('s due', 200, [0, 3]), points('s due', 200, [0, 3]).mul(0)], 1)
  const times = points('edges', 200, [0, 1])
  const [worthless, certain] = [
    concat([times.mul(0), times], 1),
    concat([times.mul(0).add(3), times], 1),
  ]
  const paid = column(due, 0).sub(strike).relu()
  const certainPrice = exp(times.mul(-rate)).mul(-strike).add(3)
  const loss = (): Tensor =>
    residual(inside)
      .square()
      .mean()
      .add(price(due).sub(paid).square().mean())
      .add(price(worthless).square().mean())
      .add(price(certain).sub(certainPrice).square().mean())
  approachSolution(loss, model, { steps: 4000, learningRate: 1e-3, lastSteps: 1500 })
  const tested = concat(
    [points('tested s', 5000, [0.01, 3]), points('tested time', 5000, [0.01, 1])],
    1,
  )
  const exact = callPrice(tested)
  const missed = price(tested).sub(exact)
  return { 'relative error': Math.sqrt(missed.square().sum().item() / exact.square().sum().item()) }
}

export const blackScholes: Reproduction = {
  name: 'black-scholes',
  source:
    'Lu, Meng, Mao & Karniadakis 2021, “DeepXDE: a deep learning library for solving differential equations”, documentation',
  setup:
    'The Black–Scholes equation of a European call by a network 2-4×28-1 with tanh at 2,047 points: 4,000 steps of Adam (0.001), then 1,500 of L-BFGS, in float32; the error beside the formula.',
  figures: [{ name: 'relative error', published: 1e-3, band: { most: 2e-3 } }],
  remarks: 'Strike 1, shares up to 3, one year, 20 % volatility and 5 % interest.',
  run,
}
