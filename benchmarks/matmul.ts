/**
 * Speed of matrix products in one thread, in GFLOP/s (2·m·n·k operations a product): squares, and shapes
 * that training meets. `npm run bench:matmul`, or `npm run bench:matmul -- 512 784` for the shapes whose
 * name contains one of the words. `-- --wide` with 256-bit vectors, where there are any.
 */
import { Machine, type MatmulDims, Program, useWideVectors } from '@sobolev/kernels'
import { host } from './host.ts'
import { timing } from './timing.ts'

/** m, k, n, and which operands are stored transposed. */
type Shape = readonly [m: number, k: number, n: number, transposed?: 'A' | 'B']

const squares: Shape[] = [64, 128, 256, 384, 480, 512, 768, 1024].map((n) => [n, n, n])
const training: Shape[] = [
  [32, 13, 64],
  [32, 64, 64],
  [64, 32, 64, 'A'],
  [32, 64, 64, 'B'],
  [32, 64, 1],
  [64, 32, 1, 'A'],
  [128, 64, 256],
  [128, 256, 256],
  [256, 128, 256, 'A'],
  [128, 256, 256, 'B'],
  [256, 784, 1024],
  [784, 256, 1024, 'A'],
  [256, 1024, 784, 'B'],
  [4, 256, 256],
  [1, 1024, 1024],
]

/** Operations in one timed run: some ten milliseconds. */
const RUN = 3e8

function speeds(array: typeof Float32Array | typeof Float64Array, shape: Shape): string {
  const [m, k, n, transposed] = shape
  const dims: MatmulDims = {
    ...{ batch: 1, m, n, k, strideA: 0, strideB: 0 },
    ...{ transposeA: transposed === 'A', transposeB: transposed === 'B' },
  }
  const machine = new Machine()
  const a = machine.write(new array(m * k).fill(0.5))
  const b = machine.write(new array(k * n).fill(0.25))
  const out = machine.write(new array(m * n))
  const program = new Program()
  const operations = 2 * m * n * k
  const products = Math.ceil(RUN / operations)
  for (let i = 0; i < products; i++) program.matmul(a, b, out, dims)
  const { best, median } = timing(() => machine.run(program), 10, 0.5)
  const speed = (seconds: number): string =>
    ((operations * products) / seconds / 1e9).toFixed(1).padStart(8)
  return speed(median) + speed(best)
}

function name([m, k, n, transposed]: Shape): string {
  const stored = transposed === undefined ? '' : `, ${transposed} transposed`
  return `${m}×${k} · ${k}×${n}${stored}`
}

const wide = process.argv.includes('--wide') && useWideVectors()
const words = process.argv.slice(2).filter((word) => word !== '--wide')
const selected = [...squares, ...training].filter(
  (shape) => words.length === 0 || words.some((word) => name(shape).includes(word)),
)
console.log(`Matrix products, one thread, ${wide ? 256 : 128}-bit vectors, GFLOP/s\n${host()}\n`)
console.log(`${''.padEnd(36)}         float32         float64`)
console.log(`${''.padEnd(36)}${'  median    best'.repeat(2)}`)
for (const shape of selected) {
  console.log(name(shape).padEnd(36) + speeds(Float32Array, shape) + speeds(Float64Array, shape))
}
