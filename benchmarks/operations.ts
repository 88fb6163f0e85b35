/**
 * Operations over sizes, eager and compiled, float32: nanoseconds an element, copies in and out of the
 * machine's memory included. `npm run bench:operations`, or `-- tanh` for those whose name has the word.
 * `-- --wide` with 256-bit vectors, where there are any.
 */
import { compile, matmul, Rng, type Tensor, useWideVectors } from '@sobolev/core'
import { host } from './host.ts'
import { table } from './race/table.ts'
import { timing } from './timing.ts'

const operations: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  'x + x': (x) => x.add(x),
  'x · 2 + 1': (x) => x.mul(2).add(1),
  tanh: (x) => x.tanh(),
  exp: (x) => x.exp(),
  softplus: (x) => x.softplus(),
  'eight times tanh x/2': (x) =>
    Array.from({ length: 8 }).reduce<Tensor>((y) => y.mul(0.5).tanh(), x),
  'sum of all': (x) => x.sum(),
  'sum of columns': (x) => x.sum(0),
  'sum of rows': (x) => x.sum(1),
  'max of rows': (x) => x.max(1),
  softmax: (x) => x.softmax(),
  transpose: (x) => x.transpose(),
  'x · x (product)': (x) => matmul(x, x),
}

/** Square matrices with sides of: */
const sides = [8, 32, 128, 512]

const wide = process.argv.includes('--wide') && useWideVectors()
const words = process.argv.slice(2).filter((word) => word !== '--wide')
const selected = Object.entries(operations).filter(
  ([name]) => words.length === 0 || words.some((word) => name.includes(word)),
)
if (selected.length === 0)
  throw new RangeError(
    `operations: no name has ${words.join(' or ')}; there are ${Object.keys(operations).join(', ')}`,
  )

/** Nanoseconds an element, the best run. */
function cost(operation: (x: Tensor) => Tensor, side: number): string {
  const x = new Rng(1).normal([side, side])
  const times = Math.max(1, Math.ceil(20_000 / x.size))
  const { best } = timing(
    () => {
      for (let i = 0; i < times; i++) operation(x)
    },
    5,
    0.05,
  )
  return ((1e9 * best) / times / x.size).toPrecision(3)
}

const rows = selected.map(([name, operation]) => [
  name,
  ...sides.flatMap((side) => [cost(operation, side), cost(compile(operation), side)]),
])
const head = ['', ...sides.flatMap((side) => [`${side}², eager`, 'compiled'])]
console.log(
  `Operations, nanoseconds an element\n${host()}, ${wide ? 256 : 128}-bit vectors\n\n${table(head, rows)}`,
)
