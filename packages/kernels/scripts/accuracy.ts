/**
 * Prints how far the machine's elementary functions are from the truth, in units in the last place
 * (ULP) of the result, and where.
 *
 *     node --import tsx packages/kernels/scripts/accuracy.ts [--only tanh] [--sample 997] [--golden FILE]
 *
 * float32: against double precision, over all 2^32 arguments (two to six minutes a function) or every
 * N-th with --sample N; 0 would stand for a function that is correctly rounded everywhere. `pow` and
 * `atan2` take each with one second argument.
 * float64: against the golden file, or a larger one of golden.py's.
 */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import {
  type ElementaryPair,
  elementary,
  error32,
  error64,
  evaluate,
  evaluatePair,
  powerReference,
  reference,
} from './elementary-error.ts'

const CHUNK = 1 << 20

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    sample: { type: 'string', default: '1' },
    golden: {
      type: 'string',
      default: `${import.meta.dirname}/../src/instructions/elementwise/elementary.json.golden`,
    },
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

/** Meets every error of a chunk; most values are correctly rounded. */
function meetAll(
  worst: Worst,
  got: Float32Array,
  exact: Float64Array,
  describe: (i: number) => string,
): void {
  for (let i = 0; i < got.length; i++) {
    const value = got[i] ?? NaN
    const truth = exact[i] ?? NaN
    if (value !== 0 && value === Math.fround(truth)) continue
    worst.meet(error32(value, truth), () => describe(i))
  }
}

for (const name of elementary) {
  if (options.only !== undefined && options.only !== name) continue
  const single = new Worst()
  everyFloat32(stride, (x) => {
    meetAll(single, evaluate(name, x), reference(name, x), (i) => `${x[i]}`)
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

/** A second argument for the i-th of a chunk. */
const seconds: Readonly<Record<ElementaryPair, (i: number, first: number) => number>> = {
  // Quarters in [−16, 16): whole, half and other exponents.
  power: (i) => (Math.imul(i, 0x9e3779b1) >> 25) / 4,
  // In every direction, within a factor of 16.
  atan2: (i, first) => (Math.imul(i + 1, 0x9e3779b1) / 2 ** 27) * first,
}

for (const [name, second] of Object.entries(seconds) as [
  ElementaryPair,
  (typeof seconds)[ElementaryPair],
][]) {
  const short = name === 'power' ? 'pow' : name
  if (options.only !== undefined && options.only !== short) continue
  const exactOf = name === 'power' ? powerReference : Math.atan2
  const single = new Worst()
  const exact = new Float64Array(CHUNK)
  const b = new Float32Array(CHUNK)
  everyFloat32(stride, (a) => {
    for (let i = 0; i < CHUNK; i++) {
      b[i] = second(i, a[i] ?? NaN)
      exact[i] = exactOf(a[i] ?? NaN, b[i] ?? NaN)
    }
    meetAll(single, evaluatePair(name, a, b), exact, (i) => `${a[i]}, ${b[i]}`)
  })
  const rows = golden[short] ?? []
  const double = new Worst()
  const x = Float64Array.from(rows, ([first = NaN]) => first)
  evaluatePair(
    name,
    x,
    Float64Array.from(rows, ([, other = NaN]) => other),
  ).forEach((value, i) => {
    const [first, other, nearest = NaN, rest = NaN] = rows[i] ?? []
    double.meet(error64(value, nearest, rest), () => `${first}, ${other}`)
  })
  console.log(`${short.padEnd(8)} float32 ${single}, float64 ${double}`)
}
