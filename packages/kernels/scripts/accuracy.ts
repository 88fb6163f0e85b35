/**
 * Prints how far the machine's elementary functions are from the truth, in units in the last place
 * (ULP) of the result, and where.
 *
 *     node --import tsx packages/kernels/scripts/accuracy.ts [--only tanh] [--sample 997] [--golden FILE]
 *
 * float32: against double precision, over all 2^32 arguments (about two minutes a function) or every
 * N-th with --sample N. An error of 0.5 stands for all that are correctly rounded. `pow` pairs each
 * base with a drawn exponent.
 * float64: against the golden file, or a larger one of golden.py's.
 */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { Binary, DTypeCode, Machine, Program, Unary } from '../src/index.ts'

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    sample: { type: 'string', default: '1' },
    golden: { type: 'string', default: `${import.meta.dirname}/../src/elementary.json.golden` },
  },
})

const CHUNK = 1 << 20
const machine = new Machine()

interface Worst {
  ulp: number
  at: string
}

/** The machine's values of a function of one argument, or of two for `pow`. */
function evaluate(
  name: string,
  x: Float32Array | Float64Array,
  y: Float32Array | Float64Array,
): Float32Array | Float64Array {
  machine.reset()
  const dtype = x instanceof Float32Array ? DTypeCode.float32 : DTypeCode.float64
  const program = new Program()
  const out = machine.reserve(dtype, x.length)
  if (name === 'pow') program.binary(Binary.power, machine.write(x), machine.write(y), out)
  else program.unary(Unary[name as keyof typeof Unary], machine.write(x), out)
  machine.run(program)
  return machine.read(out) as Float32Array | Float64Array
}

type Reference = (x: number, y: number) => number

/** Within 1 ULP of double precision, hence 2^-29 of float32's. */
const references: Record<string, Reference> = {
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  sin: Math.sin,
  cos: Math.cos,
  tanh: Math.tanh,
  sigmoid: (x) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x))),
  softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  pow: (x, y) => (x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : x ** y),
}

/** The distance of float32 neighbours at r. */
function spacing32(r: number): number {
  const exponent = Math.floor(Math.log2(Math.abs(r)))
  return 2 ** (Math.min(Math.max(exponent, -126), 127) - 23)
}

/** The distance of double neighbours at r. */
function spacing64(r: number): number {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, r)
  const exponent = (view.getUint32(0) >>> 20) & 0x7ff
  return 2 ** (Math.max(exponent, 1) - 1075)
}

function scan32(name: string, stride: number): Worst {
  const bits = new Uint32Array(CHUNK)
  const x = new Float32Array(bits.buffer)
  const y = new Float32Array(CHUNK)
  const worst: Worst = { ulp: 0.5, at: 'everywhere' }
  const reference = references[name]
  for (let start = 0; start < 2 ** 32; start += CHUNK * stride) {
    for (let i = 0; i < CHUNK; i++) {
      bits[i] = start + i * stride
      // Quarters in [−16, 16): whole, half and odd exponents alike.
      if (name === 'pow') y[i] = (Math.imul(start + i, 0x9e3779b1) >> 25) / 4
    }
    const value = evaluate(name, x, y)
    // No Math.erf: the machine's own in double precision, which the golden file judges.
    const own = reference ? undefined : evaluate(name, new Float64Array(x), new Float64Array(y))
    for (let i = 0; i < CHUNK; i++) {
      const a = x[i] ?? NaN
      const exact = own ? (own[i] ?? NaN) : (reference?.(a, y[i] ?? NaN) ?? NaN)
      const got = value[i] ?? NaN
      if (Object.is(got, Math.fround(exact))) continue
      const ulp = Math.abs(got - exact) / spacing32(exact)
      // NaN or infinity in the wrong place, and zeros of the wrong sign, are infinitely wrong.
      const error = Number.isNaN(ulp) || (got === 0 && exact === 0) ? Infinity : ulp
      if (error > worst.ulp) {
        worst.ulp = error
        worst.at = name === 'pow' ? `${a}, ${y[i]}` : `${a}`
      }
    }
  }
  return worst
}

function scan64(name: string, rows: number[][]): Worst {
  const binary = name === 'pow'
  const x = Float64Array.from(rows, (row) => row[0] ?? NaN)
  const y = Float64Array.from(rows, (row) => row[1] ?? NaN)
  const value = evaluate(name, x, y)
  const worst: Worst = { ulp: 0, at: '' }
  rows.forEach((row, i) => {
    const [nearest = NaN, rest = NaN] = row.slice(binary ? 2 : 1)
    const error = Math.abs(((value[i] ?? NaN) - nearest) / spacing64(nearest) - rest)
    if (!(error <= worst.ulp)) {
      worst.ulp = error
      worst.at = binary ? `${row[0]}, ${row[1]}` : `${row[0]}`
    }
  })
  return worst
}

const golden: Record<string, number[][]> = JSON.parse(readFileSync(options.golden, 'utf8'))
for (const [name, rows] of Object.entries(golden)) {
  if (options.only !== undefined && options.only !== name) continue
  const double = scan64(name, rows)
  console.log(
    `${name.padEnd(9)} float64 ${double.ulp.toFixed(4)} ULP at ${double.at} (${rows.length} arguments)`,
  )
  const single = scan32(name, Number(options.sample))
  console.log(`${name.padEnd(9)} float32 ${single.ulp.toFixed(4)} ULP at ${single.at}`)
}
