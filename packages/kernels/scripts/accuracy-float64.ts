/**
 * Prints how far the float64 elementary functions are from the truth, in units in the last place (ULP)
 * of the result, and where, over drawn arguments: half of them uniform, half with a uniform exponent.
 *
 *     node --import tsx packages/kernels/scripts/accuracy-float64.ts [--only tanh] [--count 10000000] [--python PYTHON]
 *
 * The truth comes from a Python that has gmpy2 (float64_error.py), one to ten minutes a function.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { elementary, evaluate, evaluatePair } from './elementary-error.ts'

const CHUNK = 30_000

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    count: { type: 'string', default: '10000000' },
    python: { type: 'string', default: 'python3' },
  },
})

/** mulberry32, from one seed for all functions in turn: a whole run has the same arguments each time. */
let state = 20
function word(): number {
  state = (state + 0x6d2b79f5) | 0
  let t = Math.imul(state ^ (state >>> 15), 1 | state)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return (t ^ (t >>> 14)) >>> 0
}
const unit = (): number => (word() * 2 ** 21 + (word() >>> 11)) / 2 ** 53
const uniform = (low: number, high: number): number => low + (high - low) * unit()
const scaled = (low: number, high: number): number => 2 ** uniform(low, high)
const signed = (x: number): number => (word() & 1 ? x : -x)

type Draw = () => readonly number[]

/** Uniform between two bounds, or that much nearer to 0 than the larger of them. */
const within =
  (low: number, high: number): Draw =>
  () => {
    const far = Math.log2(Math.max(-low, high))
    const near = signed(scaled(-60, far))
    return [word() & 1 && near > low && near < high ? near : uniform(low, high)]
  }
/** Every positive double, or near 1. */
const positive: Draw = () => [word() & 1 ? scaled(-1074, 1024) : 1 + signed(scaled(-50, -1))]
const angle: Draw = () => [word() & 1 ? uniform(-1000, 1000) : signed(scaled(-60, 1024))]
/** Up to 1, or that near to it. */
const belowOne: Draw = () => [
  word() & 1 ? uniform(-1, 1) : signed(word() & 1 ? 1 - scaled(-53, -1) : scaled(-60, 0)),
]

const draws: Record<string, Draw> = {
  exp: within(-745, 709.7),
  expm1: within(-40, 709.7),
  log: positive,
  log1p: () => [word() & 1 ? uniform(-1, 3) : scaled(-60, 1024)],
  log2: positive,
  sin: angle,
  cos: angle,
  tan: angle,
  asin: belowOne,
  acos: belowOne,
  atan: () => [word() & 1 ? uniform(-20, 20) : signed(scaled(-60, 70))],
  sinh: within(-710, 710),
  cosh: within(-710, 710),
  tanh: within(-20, 20),
  sigmoid: within(-745, 40),
  softplus: within(-745, 60),
  erf: within(-6, 6),
  erfc: within(-6, 26.5),
  erfInv: belowOne,
  pow: () => {
    const x = word() & 1 ? uniform(0, 4) : scaled(-1000, 1000)
    const limit = 700 / Math.abs(Math.log(x))
    return [x, uniform(-limit, limit)]
  },
  atan2: () => [uniform(-4, 4) * scaled(-60, 60), uniform(-4, 4)],
}

/** The machine's values, for columns of arguments. */
function valuesOf(name: string, columns: readonly Float64Array[]): Float64Array {
  const [a = new Float64Array(), b = new Float64Array()] = columns
  if (name === 'pow') return evaluatePair('power', a, b)
  if (name === 'atan2') return evaluatePair('atan2', a, b)
  const single = elementary.find((each) => each === name)
  if (!single) throw new RangeError(`accuracy-float64: no function is called ${name}`)
  return evaluate(single, a)
}

/** A chunk of drawn arguments, each followed by the machine's value. */
function judged(name: string, draw: Draw, count: number): Float64Array {
  const rows = Array.from({ length: count }, draw)
  const arity = rows[0]?.length ?? 1
  const columns = Array.from({ length: arity }, (_, column) =>
    Float64Array.from(rows, (row) => row[column] ?? Number.NaN),
  )
  const values = valuesOf(name, columns)
  return Float64Array.from({ length: count * (arity + 1) }, (_, i) => {
    const row = Math.floor(i / (arity + 1))
    return (columns[i % (arity + 1)] ?? values)[row] ?? Number.NaN
  })
}

const count = Number(options.count)
if (!(Number.isInteger(count) && count > 0))
  throw new RangeError(`accuracy-float64: --count must be a whole number, got ${options.count}`)
const selected = Object.entries(draws).filter(([name]) => [undefined, name].includes(options.only))
if (selected.length === 0)
  throw new RangeError(`accuracy-float64: --only knows ${Object.keys(draws).join(', ')}`)

for (const [name, draw] of selected) {
  const child = spawn(options.python, [`${import.meta.dirname}/float64_error.py`, name], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let answer = ''
  child.stdout.on('data', (text) => {
    answer += text
  })
  const closed = once(child, 'close')
  // A child that has ended says why itself.
  child.stdin.on('error', () => {})
  for (let left = count; left > 0; left -= CHUNK) {
    const rows = judged(name, draw, Math.min(left, CHUNK))
    if (!child.stdin.write(Buffer.from(rows.buffer)))
      await Promise.race([new Promise((drained) => child.stdin.once('drain', drained)), closed])
  }
  child.stdin.end()
  const [status] = await closed
  if (status !== 0) process.exit(1)
  const { error, at, ...judgement } = JSON.parse(answer)
  const worst =
    error === 0 ? 'each correctly rounded' : `${error.toFixed(4)} ULP at ${at.join(', ')}`
  console.log(`${name.padEnd(8)} ${judgement.count} drawn, ${worst}`)
}
