/**
 * What derivatives cost beside a gradient, in one run: per-example gradients, Hessian-vector products,
 * Jacobians by `vmap` and row by row, and `checkpoint`. `npm run bench:derivatives`, and `-- --wide` with
 * 256-bit vectors, where there are any.
 */
import {
  checkpoint,
  compile,
  GradientTape,
  grad,
  hvp,
  jacobian,
  logSoftmax,
  pick,
  Rng,
  stack,
  type Tensor,
  useWideVectors,
  vmap,
} from '@sobolev/core'
import { host } from './host.ts'
import { timing } from './timing.ts'

type Layer = { readonly kernel: Tensor; readonly bias: Tensor }
type Network = readonly Layer[]

const rng = new Rng(1)
const wide = process.argv.includes('--wide') && useWideVectors()

const network = (...widths: number[]): Network =>
  widths.slice(1).map((units, index) => {
    const own = rng.split(`layer ${index} of ${widths}`)
    const inputs = widths[index] ?? 1
    const kernel = own.normal([inputs, units], { standardDeviation: inputs ** -0.5 })
    return { kernel, bias: own.split('bias').normal([units]) }
  })

const run = (layers: Network, x: Tensor): Tensor =>
  layers.reduce((h, { kernel, bias }, index) => {
    const z = h.matmul(kernel).add(bias)
    return index === layers.length - 1 ? z : z.tanh()
  }, x)

const loss = (layers: Network, x: Tensor, label: Tensor): Tensor =>
  pick(logSoftmax(run(layers, x)), label)
    .neg()
    .mean()

const ms = (f: () => void): number => 1000 * timing(f, 10, 1).median
const line = (name: string, time: number, gradient: number): void =>
  console.log(
    `${name.padEnd(52)} ${time.toFixed(2).padStart(8)} ms ${(time / gradient).toFixed(2).padStart(7)} gradients`,
  )

console.log(
  `Derivatives, compiled, one thread, ${wide ? 256 : 128}-bit vectors, float32\n${host()}\n`,
)

const w1 = network(64, 256, 256, 10)
const x = rng.split('x').normal([128, 64])
const labels = rng.split('labels').uniform([128], { high: 10 }).cast('int32')
const slope = (at: Network, rows: Tensor, own: Tensor): Network =>
  grad((layers: Network) => loss(layers, rows, own))(at)
const gradient = compile(slope)
const examples = vmap(slope, { inAxes: [null, 0, 0] })
const perExample = compile(examples)
const norms = compile((at: Network, rows: Tensor, own: Tensor) =>
  examples(at, rows, own)
    .flatMap(({ kernel, bias }) => [kernel.square().sum([1, 2]), bias.square().sum(1)])
    .reduce((total, each) => total.add(each)),
)
const product = compile((at: Network, v: Network) =>
  hvp((layers: Network) => loss(layers, x, labels), at, v),
)
const one = ms(() => gradient(w1, x, labels))
line('W1, batch 128: gradient', one, one)
line(
  'Hessian-vector product',
  ms(() => product(w1, w1)),
  one,
)
line(
  'norms of the 128 per-example gradients',
  ms(() => norms(w1, x, labels)),
  one,
)
line(
  'all per-example gradients, 43 MB of results',
  ms(() => perExample(w1, x, labels)),
  one,
)

const digits = network(784, 256, 10)
const image = rng.split('image').normal([784])
const logits = (at: Tensor): Tensor => run(digits, at)
const single = compile((at: Tensor) => grad((a: Tensor) => logits(a).sum())(at))
const rows = compile((x: Tensor) => {
  const tape = new GradientTape({ persistent: true })
  tape.watch(x)
  const parts = tape.record(() => Array.from({ length: 10 }, (_, row) => logits(x).slice([row])))
  return stack(parts.map((part) => tape.gradient(part, x)))
})
const allRows = compile(jacobian(logits))
const gradientMs = ms(() => single(image))
console.log()
line('784-256-10: gradient', gradientMs, gradientMs)
line(
  'Jacobian 10×784, all rows at once',
  ms(() => allRows(image)),
  gradientMs,
)
line(
  'Jacobian 10×784, row by row',
  ms(() => rows(image)),
  gradientMs,
)

const deep = network(...Array.from({ length: 51 }, () => 64))
const batch = rng.split('batch').normal([512, 64])
const blocks = Array.from({ length: 7 }, (_, index) => deep.slice(8 * index, 8 * index + 8))
const total = (block: (layers: Network, h: Tensor) => Tensor) =>
  compile((x: Tensor) =>
    grad((a: Tensor) =>
      blocks
        .reduce((h, layers) => block(layers, h), a)
        .square()
        .mean(),
    )(x),
  )
const plain = total((layers, h) => run(layers, h).tanh())
const saving = total((layers, h) => checkpoint((a: Tensor) => run(layers, a).tanh())(h))
const workspace = (f: typeof plain): number =>
  Number(/workspace (\d+) bytes/.exec(f.explain(batch))?.[1]) / 2 ** 20
console.log()
for (const [name, f] of [
  ['50 layers of 64, batch 512', plain],
  ['the same, a checkpoint every 8 layers', saving],
] as const)
  console.log(
    `${name.padEnd(52)} ${ms(() => f(batch))
      .toFixed(2)
      .padStart(8)} ms ${workspace(f).toFixed(1).padStart(7)} MiB of intermediate results`,
  )
