import * as S from '../../src/index.ts'
import { Draw } from './draw.ts'
import type { Attributes, Domain } from './operation.ts'
import { operations } from './table.ts'

/** Every value of a graph is a vector of so many numbers: operations take their arguments out of such. */
const LENGTH = 6
const INPUTS = 2
/** Nearer to a kink, derivatives of the two sides may be others, and single precision may take another branch. */
const NEAREST = 1e-3

/** Where an argument's elements stand in one of the values so far. */
interface Source {
  readonly from: number
  readonly indices: readonly number[]
  readonly shape: S.Shape
  readonly domain: Domain
}

/** The next value: some elements of what an operation gives, made small, and shifted so that no two are equal. */
interface Step {
  readonly operation: string
  readonly attributes: Attributes
  readonly sources: readonly Source[]
  readonly indices: readonly number[]
  readonly scale: number
  readonly shift: readonly number[]
}

/** A function of vectors, with a number as its result; both sides read it. */
export interface Graph {
  readonly seed: number
  readonly inputs: readonly (readonly number[])[]
  readonly direction: readonly (readonly number[])[]
  readonly steps: readonly Step[]
  /** One for each value: the result is Σ tanh(value) · weight. */
  readonly weights: readonly (readonly number[])[]
}

const vector = (numbers: readonly number[], dtype: S.DType): S.Tensor =>
  S.tensor([...numbers], { dtype })
const whole = (numbers: readonly number[]): S.Tensor => S.tensor([...numbers], { dtype: 'int32' })

/** An argument of any numbers, as one of its domain. */
function inDomain(x: S.Tensor, domain: Domain): S.Tensor {
  const n = x.shape.at(-1) ?? 1
  const swapped = (): S.Tensor => S.swapAxes(x, -1, -2)
  if (domain === 'positive') return x.square().add(0.4)
  if (domain === 'unit') return x.tanh().mul(0.8)
  if (domain === 'angle') return x.tanh().mul(1.3)
  if (domain === 'definite') return S.matmul(x, swapped()).add(S.eye(n, { dtype: x.dtype }))
  if (domain === 'regular')
    return x
      .tanh()
      .mul(0.5)
      .add(S.eye(n, { dtype: x.dtype }).mul(2))
  // Eigenvalues that are apart from each other.
  if (domain === 'symmetric')
    return x
      .add(swapped())
      .mul(0.2)
      .add(S.diagonalMatrix(S.range(n, { dtype: x.dtype }).mul(2)))
  return x
}

const argument = (
  { from, indices, shape, domain }: Source,
  values: readonly S.Tensor[],
): S.Tensor =>
  inDomain(S.reshape(S.gather(values[from] ?? S.zeros([]), whole(indices)), shape), domain)

/** All elements of the results of an operation, in one row. */
function computed(
  { operation, attributes, sources }: Pick<Step, 'operation' | 'attributes' | 'sources'>,
  values: readonly S.Tensor[],
): S.Tensor {
  const known = operations[operation]
  if (!known) throw new TypeError(`graph: no operation is called ${operation}`)
  const result = known.run(
    sources.map((source) => argument(source, values)),
    attributes,
  )
  const results = result instanceof S.Tensor ? [result] : result
  return S.concat(results.map((each) => S.reshape(each, [each.size])))
}

const next = (step: Step, values: readonly S.Tensor[]): S.Tensor => {
  const all = computed(step, values)
  return S.gather(all, whole(step.indices)).mul(step.scale).add(vector(step.shift, all.dtype))
}

/** The function of a graph. */
export const run =
  ({ steps, weights }: Pick<Graph, 'steps' | 'weights'>) =>
  (inputs: readonly S.Tensor[]): S.Tensor => {
    const values = [...inputs]
    for (const step of steps) values.push(next(step, values))
    return values
      .map((value, index) => S.sum(value.tanh().mul(vector(weights[index] ?? [], value.dtype))))
      .reduce((a, b) => a.add(b))
  }

/** A graph of these operations; arguments are drawn again until they are away from kinks. */
export function drawGraph(seed: number, names: readonly string[]): Graph {
  const draw = new Draw(seed)
  const inputs = Array.from({ length: INPUTS }, () => draw.numbers(LENGTH, -1.5, 1.5))
  const values = inputs.map((numbers) => vector(numbers, 'float64'))
  const steps = names.map((name) => {
    const step = drawStep(draw, name, values)
    values.push(next(step, values))
    return step
  })
  return {
    seed,
    inputs,
    direction: inputs.map(() => draw.numbers(LENGTH, -1, 1)),
    steps,
    weights: values.map(() => draw.numbers(LENGTH, -1, 1)),
  }
}

function drawStep(draw: Draw, operation: string, values: readonly S.Tensor[]): Step {
  const known = operations[operation]
  if (!known) throw new TypeError(`graph: no operation is called ${operation}`)
  for (;;) {
    const { shapes, domains = [], attributes = {} } = known.draw(draw)
    const sources = shapes.map((shape, index) => {
      const size = shape.reduce((product, length) => product * length, 1)
      // Mostly the newest value, so that graphs are deep; no element twice while there are enough.
      const from = draw.pick(values.length - 1, draw.whole(0, values.length - 1))
      const rows = Array.from({ length: Math.ceil(size / LENGTH) }, () =>
        draw.shuffled([...Array(LENGTH).keys()]),
      )
      return { from, indices: rows.flat().slice(0, size), shape, domain: domains[index] ?? 'any' }
    })
    const numbers = sources.map((source) => [...argument(source, values).data])
    if (known.distance && known.distance(numbers, attributes) < NEAREST) continue
    const elements = [...computed({ operation, attributes, sources }, values).data]
    const indices = draw.wholes(LENGTH, 0, elements.length - 1)
    const most = indices.reduce(
      (largest, index) => Math.max(largest, Math.abs(elements[index] ?? 0)),
      1,
    )
    return {
      operation,
      attributes,
      sources,
      indices,
      scale: 1 / most,
      shift: draw.numbers(LENGTH, -0.5, 0.5),
    }
  }
}
