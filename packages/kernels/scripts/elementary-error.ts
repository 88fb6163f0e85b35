import { BinaryFunction, DTypeCode, Machine, Program, UnaryFunction } from '../src/index.ts'

/** The elementary functions, as the machine names them. */
export const elementary = [
  'exp',
  'expm1',
  'log',
  'log1p',
  'sin',
  'cos',
  'tanh',
  'sigmoid',
  'softplus',
  'erf',
  'log2',
  'tan',
  'asin',
  'acos',
  'atan',
  'sinh',
  'cosh',
  'erfc',
  'erfInv',
] as const

export type Elementary = (typeof elementary)[number]

const machine = new Machine()

/** The machine's values of a function of one argument. */
export function evaluate<A extends Float32Array | Float64Array>(name: Elementary, x: A): A {
  machine.reset()
  const out = machine.reserve(codeOf(x), x.length)
  const program = new Program()
  program.unary(UnaryFunction[name], machine.write(x), out)
  machine.run(program)
  return machine.read(out) as A
}

/** The elementary functions of two arguments. */
export type ElementaryPair = 'power' | 'atan2'

/** The machine's values of a function of two arguments. */
export function evaluatePair<A extends Float32Array | Float64Array>(
  name: ElementaryPair,
  a: A,
  b: A,
): A {
  machine.reset()
  const out = machine.reserve(codeOf(a), a.length)
  const program = new Program()
  program.binary(BinaryFunction[name], machine.write(a), machine.write(b), out)
  machine.run(program)
  return machine.read(out) as A
}

/** The machine's values of a^b. */
export const evaluatePower = <A extends Float32Array | Float64Array>(a: A, b: A): A =>
  evaluatePair('power', a, b)

function codeOf(x: Float32Array | Float64Array): number {
  return x instanceof Float32Array ? DTypeCode.float32 : DTypeCode.float64
}

/** Those that the engine lacks. */
type Own = 'erf' | 'erfc' | 'erfInv'
const isOwn = (name: Elementary): name is Own =>
  name === 'erf' || name === 'erfc' || name === 'erfInv'

const functions: Record<Exclude<Elementary, Own>, (x: number) => number> = {
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  sin: Math.sin,
  cos: Math.cos,
  tanh: Math.tanh,
  sigmoid: (x) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x))),
  softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  log2: Math.log2,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
}

/** Double-precision values for float32 arguments, within 2^-28 ULP of float32. */
export function reference(name: Elementary, x: Float32Array): Float64Array {
  // There is no Math.erf: the machine's own in double precision, which the golden file judges.
  if (isOwn(name)) return evaluate(name, new Float64Array(x))
  const exact = functions[name]
  const values = new Float64Array(x)
  // Faster by far than Float64Array.from or map, over 2^32 arguments.
  for (let i = 0; i < values.length; i++) values[i] = exact(values[i] ?? NaN)
  return values
}

/** a^b as C99 has it: JavaScript differs where a is ±1. */
export function powerReference(a: number, b: number): number {
  return a === 1 || (a === -1 && Math.abs(b) === Infinity) ? 1 : a ** b
}

/**
 * How far a float32 is from the true value, in ULP of that value; 0 if correctly rounded, infinite
 * for a zero of the wrong sign and for a NaN or infinity in the wrong place.
 */
export function error32(got: number, exact: number): number {
  if (Object.is(got, Math.fround(exact))) return 0
  const exponent = Math.floor(Math.log2(Math.abs(exact)))
  const spacing = 2 ** (Math.min(Math.max(exponent, -126), 127) - 23)
  const error = Math.abs(got - exact) / spacing
  return Number.isNaN(error) || (got === 0 && exact === 0) ? Infinity : error
}

const view = new DataView(new ArrayBuffer(8))

/** How far a double is from `nearest` + `rest` units in the last place of `nearest`, in these units. */
export function error64(got: number, nearest: number, remainder: number): number {
  view.setFloat64(0, nearest)
  const exponent = (view.getUint32(0) >>> 20) & 0x7ff
  const error = Math.abs((got - nearest) / 2 ** (Math.max(exponent, 1) - 1075) - remainder)
  return Number.isNaN(error) ? Infinity : error
}
