import { grad, Rng, type Tensor, tanh, tensor } from '@sobolev/core'
import { Dense, Sequential } from '@sobolev/nn'

/** The width and the number of the hidden layers. */
export const width = 20
export const hidden = 4
const viscosity = 0.01 / Math.PI

/** What every contender begins with: float64 numbers, row by row. */
export interface BurgersStart {
  readonly viscosity: number
  /** Kernel [in, out] and bias of each layer, in turn. */
  readonly parameters: readonly { readonly shape: readonly number[]; readonly data: number[] }[]
  /** Where the equation is to hold: rows (x, t). */
  readonly inside: readonly number[]
  /** Where u is known, and what it is. */
  readonly known: readonly number[]
  readonly values: readonly number[]
  /** Where the solution is compared, and what it is. */
  readonly tested: readonly number[]
  readonly solution: readonly number[]
}

/** Random weights and points, the same for the same seed. */
export function burgersStart(seed: number, points: number): BurgersStart {
  const rng = new Rng(seed)
  const numbers = (name: string, low: number): number[] =>
    Array.from(rng.split(name).uniform([points], { low, high: 1, dtype: 'float64' }).data)
  const x = numbers('x', -1)
  const t = numbers('t', 0)
  const begin = Array.from({ length: 51 }, (_, index) => [index / 25 - 1, 0])
  const edge = Array.from({ length: 50 }, (_, index) => [index % 2 === 0 ? 1 : -1, index / 50])
  const tested = [0.1, 0.25, 0.5, 0.75, 0.99].flatMap((time) =>
    Array.from({ length: 81 }, (_, index) => [index / 40 - 1, time]),
  )
  return {
    viscosity,
    parameters: Object.values(modelOf(rng, 'float64').variables()).map(({ value }) => ({
      shape: value.shape,
      data: Array.from(value.data),
    })),
    inside: x.flatMap((position, index) => [position, t[index] ?? 0]),
    known: [...begin, ...edge].flat(),
    values: [...begin.map(([position = 0]) => -Math.sin(Math.PI * position)), ...edge.map(() => 0)],
    tested: tested.flat(),
    solution: tested.map(([position = 0, time = 0]) => solutionAt(position, time)),
  }
}

type DType = 'float32' | 'float64'

const modelOf = (rng: Rng, dtype: DType): Sequential => {
  const sizes = [2, ...Array.from({ length: hidden }, () => width), 1]
  const layers = sizes.slice(1).flatMap((size, index) => {
    const dense = new Dense(sizes[index] ?? 0, size, { rng: rng.split(index), dtype })
    return index < hidden ? [dense, tanh] : [dense]
  })
  return new Sequential(layers)
}

/** The network of a start, its loss, and its relative error beside the solution. */
export interface BurgersProblem {
  readonly model: Sequential
  readonly loss: () => Tensor
  readonly error: () => number
}

/** The problem of a start in Sobolev. */
export function burgersProblem(start: BurgersStart, dtype: DType): BurgersProblem {
  const model = modelOf(new Rng(0), dtype)
  for (const [index, variable] of Object.values(model.variables()).entries()) {
    const { shape, data } = start.parameters[index] ?? { shape: [], data: [] }
    variable.assign(tensor(data, { dtype }).reshape([...shape]))
  }
  const rows = (numbers: readonly number[], columns: number): Tensor =>
    tensor([...numbers], { dtype }).reshape([-1, columns])
  const inside = rows(start.inside, 2)
  const known = rows(start.known, 2)
  const values = rows(start.values, 1)
  const u = (points: Tensor): Tensor => model.call(points, { training: false })
  const column = (of: Tensor, index: number): Tensor =>
    of.slice([null, { start: index, stop: index + 1 }])
  const slopes = grad((points: Tensor) => u(points).sum())
  const curvatures = grad((points: Tensor) => column(slopes(points), 0).sum())
  const residual = (points: Tensor): Tensor => {
    const slope = slopes(points)
    const transported = column(slope, 1).add(u(points).mul(column(slope, 0)))
    return transported.sub(column(curvatures(points), 0).mul(start.viscosity))
  }
  return {
    model,
    loss: () => residual(inside).square().mean().add(u(known).sub(values).square().mean()),
    error() {
      const outputs = Array.from(u(rows(start.tested, 2)).data)
      const squares = (of: readonly number[]): number =>
        of.reduce((sum, value) => sum + value * value, 0)
      const missed = outputs.map((value, index) => value - (start.solution[index] ?? 0))
      return Math.sqrt(squares(missed) / squares(start.solution))
    },
  }
}

/** The solution by Cole (1951) and Hopf (1950): a quotient of two integrals against a normal density. */
function solutionAt(x: number, t: number): number {
  let above = 0
  let below = 0
  for (let index = -800; index <= 800; index++) {
    const s = index / 100
    const y = x - 2 * Math.sqrt(viscosity * t) * s
    const weight = Math.exp(-s * s - Math.cos(Math.PI * y) / (2 * Math.PI * viscosity))
    above -= Math.sin(Math.PI * y) * weight
    below += weight
  }
  return above / below
}
