// Prints a digest of every function's bits, by name: of one instruction, and of a chain. `wide`: of wide vectors.
import { createHash } from 'node:crypto'
import {
  BinaryFunction,
  type Chain,
  DTypeCode,
  fuse,
  Machine,
  Program,
  UnaryFunction,
  useWideVectors,
} from './index.ts'

if (process.argv[2] === 'wide' && !useWideVectors()) throw new Error('there are no wide vectors')
const machine = new Machine()
const { float32, float64 } = DTypeCode

const special = [0, -0, 1, -1, 0.5, -0.5, 1e-42, -1e-42, 1e30, -1e30, Infinity, -Infinity, NaN]
const numbers = Array.from(
  { length: 5003 },
  (_, i) => special[i] ?? (((i * 7919) % 1009) / 337 - 1.4) * 2 ** (i % 9),
)
const types = [Float32Array.from(numbers), Float64Array.from(numbers)]

/** NaN has no sign or payload of its own. */
function digest(values: Float32Array | Float64Array): string {
  const plain = values.map((value) => (Number.isNaN(value) ? NaN : value))
  return createHash('sha256').update(new Uint8Array(plain.buffer)).digest('hex').slice(0, 16)
}

/** What `append` writes to its output. */
function result(
  size: number,
  dtype: number,
  append: (program: Program, out: ReturnType<Machine['reserve']>) => void,
): string {
  const out = machine.reserve(dtype, size)
  const program = new Program()
  append(program, out)
  machine.run(program)
  return digest(machine.read(out) as Float32Array)
}

const digests: Record<string, string> = {}
for (const x of types) {
  const dtype = x instanceof Float32Array ? float32 : float64
  const type = x.constructor.name
  const y = x.toReversed()
  for (const [name, code] of Object.entries(UnaryFunction)) {
    if (name === 'logicalNot') continue
    machine.reset()
    const a = machine.write(x)
    digests[`${type} ${name}`] = result(x.length, dtype, (program, out) =>
      program.unary(code, a, out),
    )
  }
  for (const [name, code] of Object.entries(BinaryFunction)) {
    if (name.startsWith('logical')) continue
    machine.reset()
    const [a, b] = [machine.write(x), machine.write(y)]
    digests[`${type} ${name}`] = result(x.length, dtype, (program, out) =>
      program.binary(code, a, b, out),
    )
  }
  for (const [transposeA, transposeB] of [
    [false, false],
    [true, false],
    [false, true],
  ] as const) {
    machine.reset()
    const a = machine.write(x.slice(20, 20 + 61 * 70))
    const b = machine.write(x.slice(20, 20 + 70 * 64))
    const dims = { batch: 1, m: 61, k: 70, n: 64, strideA: 0, strideB: 0, transposeA, transposeB }
    digests[`${type} matmul ${transposeA} ${transposeB}`] = result(61 * 64, dtype, (program, out) =>
      program.matmul(a, b, out, dims),
    )
  }
}
const [x = new Float32Array()] = types
const steps = [
  ...Object.keys(UnaryFunction).flatMap((fn) =>
    fn === 'logicalNot' ? [] : [{ fn, operands: [4] }],
  ),
  ...Object.keys(BinaryFunction).flatMap((fn) =>
    fn === 'modulo' || fn.startsWith('logical') ? [] : [{ fn, operands: [4, 1] }],
  ),
]
for (const step of steps) {
  machine.reset()
  const [rows, columns] = [5, 1000]
  const inputs = [rows * columns, columns, rows, 1].map((size) => machine.write(x.slice(0, size)))
  const chain = {
    inputs: ['element', 'column', 'row', 'scalar'],
    steps: [
      { fn: 'multiply', operands: [0, 2] },
      step,
      { fn: 'less', operands: [5, 1] },
      { fn: 'select', operands: [6, 5, 0] },
      { fn: 'subtract', operands: [7, 3] },
    ],
  } as Chain
  digests[`chain ${step.fn}`] = result(rows * columns, float32, (program, out) =>
    program.fused(fuse(machine, chain), chain, inputs, out, { rows, columns }),
  )
}
process.stdout.write(JSON.stringify(digests))
