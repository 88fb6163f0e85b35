/**
 * Random graphs of all operations against PyTorch: value, gradient, product with the Hessian and third derivative, in
 * float64, eager and compiled, and values in float32. `npm run compare:random`; GRAPHS, SEED and STEPS (operations a
 * graph), PYTHON (with PyTorch). Ends with 1 where anything differs.
 */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { compile, type DType, grad, hvp, sum, type Tensor, tensor } from '../../src/index.ts'
import { Draw } from './draw.ts'
import { drawGraph, type Graph, run } from './graph.ts'
import { operations } from './table.ts'

const {
  GRAPHS = '1000',
  SEED = `${Date.now() % 1_000_000}`,
  STEPS = '5',
  PYTHON = 'python3',
} = process.env

/** Largest differences that are taken for roundings, in parts of the largest number of an array, or of 1. */
const TOLERANCE = { value: 1e-11, gradient: 1e-10, product: 1e-9, third: 1e-8, single: 3e-4 }
type Quantity = keyof typeof TOLERANCE
type Arrays = readonly (readonly number[])[]

const tensors = (arrays: Arrays, dtype: DType): Tensor[] =>
  arrays.map((numbers) => tensor([...numbers], { dtype }))
const numbers = (all: readonly Tensor[]): number[][] => all.map((each) => [...each.data])

/** All quantities of a graph, eager or compiled. */
function quantities(
  graph: Graph,
  through: <A extends Tensor[][], R>(f: (...args: A) => R) => (...args: A) => R,
): Record<Quantity, Arrays> {
  const f = run(graph)
  const along = (at: Tensor[], v: Tensor[]): readonly Tensor[] => hvp(f, at, v)
  const curvature =
    (v: Tensor[]) =>
    (at: Tensor[]): Tensor =>
      along(at, v)
        .map((each, index) => sum(each.mul(v[index] ?? 0)))
        .reduce((a, b) => a.add(b))
  const [x, v] = [tensors(graph.inputs, 'float64'), tensors(graph.direction, 'float64')]
  return {
    value: numbers([through((at: Tensor[]) => f(at))(x)]),
    gradient: numbers(through((at: Tensor[]) => grad(f)(at))(x)),
    product: numbers(through(along)(x, v)),
    third: numbers(through((at: Tensor[], w: Tensor[]) => grad(curvature(w))(at))(x, v)),
    single: numbers([through((at: Tensor[]) => f(at))(tensors(graph.inputs, 'float32'))]),
  }
}

/** Largest difference in parts of the largest number that is expected, or of 1. */
function distance(got: Arrays, expected: Arrays): number {
  const flat = expected.flat()
  const scale = flat.reduce((most, each) => Math.max(most, Math.abs(each)), 1)
  return got.flat().reduce((worst, each, index) => {
    const apart = Math.abs(each - (flat[index] ?? Number.NaN)) / scale
    return apart <= worst ? worst : apart
  }, 0)
}

const show = ({ seed, steps }: Graph): string =>
  `graph ${seed}: ${steps.map(({ operation, attributes }) => `${operation}${JSON.stringify(attributes)}`).join(' → ')}`

/** Every operation comes equally often. */
function* graphs(count: number, seed: number, length: number): Generator<Graph> {
  const draw = new Draw(seed)
  let waiting: string[] = []
  for (let index = 0; index < count; index++) {
    while (waiting.length < length)
      waiting = [...waiting, ...draw.shuffled(Object.keys(operations))]
    yield drawGraph(seed + index, waiting.splice(0, length))
  }
}

const script = fileURLToPath(new URL('graphs.py', import.meta.url))
const peer = spawn(PYTHON, [script], { stdio: ['pipe', 'pipe', 'inherit'] })
// What it has to say stands on its standard error.
peer.stdin.on('error', () => undefined)
const lines = createInterface({ input: peer.stdout })[Symbol.asyncIterator]()

async function expectedOf(graph: Graph): Promise<Record<Exclude<Quantity, 'single'>, Arrays>> {
  peer.stdin.write(`${JSON.stringify(graph)}\n`)
  const line = await lines.next()
  if (line.done) {
    console.error(`compare: ${PYTHON} has ended; it needs PyTorch, pip install torch numpy`)
    process.exit(2)
  }
  const answer = JSON.parse(line.value)
  if (answer.error) throw new Error(`PyTorch: ${answer.error}`)
  return answer
}

let mismatches = 0
const worst: Record<Quantity, number> = { value: 0, gradient: 0, product: 0, third: 0, single: 0 }
const say = (graph: Graph, what: string): void => {
  mismatches++
  console.log(`${show(graph)}\n  ${what}`)
}

console.log(`${GRAPHS} graphs of ${STEPS} operations, SEED=${SEED}`)
for (const graph of graphs(Number(GRAPHS), Number(SEED), Number(STEPS))) {
  try {
    const expected = await expectedOf(graph)
    const eager = quantities(graph, (f) => f)
    const compiled = quantities(graph, (f) => compile(f))
    for (const name of Object.keys(TOLERANCE) as Quantity[]) {
      if (JSON.stringify(eager[name]) !== JSON.stringify(compiled[name]))
        say(graph, `${name}: other bits when compiled`)
      const apart = distance(eager[name], name === 'single' ? expected.value : expected[name])
      worst[name] = Math.max(worst[name], apart)
      if (!(apart <= TOLERANCE[name]))
        say(
          graph,
          `${name}: ${apart} apart: ${eager[name]}, PyTorch ${expected[name === 'single' ? 'value' : name]}`,
        )
    }
  } catch (error) {
    say(graph, String(error))
  }
}
peer.stdin.end()
console.log(
  `${GRAPHS} graphs, ${Object.keys(operations).length} operations, ${mismatches} mismatches, SEED=${SEED}`,
)
console.log(
  `largest differences: ${Object.entries(worst)
    .map(([name, each]) => `${name} ${each.toExponential(1)}`)
    .join(', ')}`,
)
process.exitCode = mismatches > 0 ? 1 : 0
