/**
 * Prints how far the machine's elementary functions are from the truth, in units in the last place
 * (ULP) of the result, and where.
 *
 *     node --import tsx packages/kernels/scripts/accuracy.ts [--only tanh] [--sample 997] [--golden FILE]
 *
 * float32: against double precision, over all 2^32 arguments (two to four minutes a function) or every
 * N-th with --sample N; 0 would stand for a function that is correctly rounded everywhere. `pow` pairs
 * each base with one of 128 exponents.
 * float64: against the golden file, or a larger one of golden.py's.
 */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import {
  elementary,
  error32,
  error64,
  evaluate,
  evaluatePower,
  powerReference,
  reference,
} from './elementary-error.ts'

const CHUNK = 1 << 20

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    sample: { type: 'string', default: '1' },
    golden: { type: 'string', default: `${import.meta.dirname}/../src/elementary.json.golden` },
  },
})

/** The largest error so far and its argument. */
class Worst {
  error = 0
  at = ''

  meet(error: number, at: () => string): void {
    if (error <= this.error) return
    this.error = error
    this.at = at()
  }

  toString(): string {
    return `${this.error.toFixed(4)} ULP at ${this.at}`
  }
}

/** Calls `visit` with every `stride`-th float32, in chunks; the last may end with repetitions. */
function everyFloat32(stride: number, visit: (x: Float32Array) => void): void {
  const bits = new Uint32Array(CHUNK)
  const x = new Float32Array(bits.buffer)
  for (let start = 0; start < 2 ** 32; start += CHUNK * stride) {
    for (let i = 0; i < CHUNK; i++) bits[i] = start + i * stride
    visit(x)
  }
}

const golden: Record<string, number[][]> = JSON.parse(readFileSync(options.golden, 'utf8'))
const stride = Number(options.sample)

for (const name of elementary) {
  if (options.only !== undefined && options.only !== name) continue
  const single = new Worst()
  everyFloat32(stride, (x) => {
    const exact = reference(name, x)
    evaluate(name, x).forEach((value, i) => {
      single.meet(error32(value, exact[i] ?? NaN), () => `${x[i]}`)
    })
  })
  const rows = golden[name] ?? []
  const double = new Worst()
  evaluate(
    name,
    Float64Array.from(rows, ([x = NaN]) => x),
  ).forEach((value, i) => {
    const [x, nearest = NaN, rest = NaN] = rows[i] ?? []
    double.meet(error64(value, nearest, rest), () => `${x}`)
  })
  console.log(`${name.padEnd(8)} float32 ${single}, float64 ${double}`)
}

if (options.only === undefined || options.only === 'pow') {
  const single = new Worst()
  everyFloat32(stride, (x) => {
    // Quarters in [−16, 16): whole, half and other exponents.
    const y = x.map((_, i) => (Math.imul(i, 0x9e3779b1) >> 25) / 4)
    evaluatePower(x, y).forEach((value, i) => {
      const [a, b] = [x[i] ?? NaN, y[i] ?? NaN]
      single.meet(error32(value, powerReference(a, b)), () => `${a}, ${b}`)
    })
  })
  const rows = golden.pow ?? []
  const double = new Worst()
  const a = Float64Array.from(rows, ([x = NaN]) => x)
  evaluatePower(
    a,
    Float64Array.from(rows, ([, y = NaN]) => y),
  ).forEach((value, i) => {
    const [x, y, nearest = NaN, rest = NaN] = rows[i] ?? []
    double.meet(error64(value, nearest, rest), () => `${x}, ${y}`)
  })
  console.log(`pow      float32 ${single}, float64 ${double}`)
}
