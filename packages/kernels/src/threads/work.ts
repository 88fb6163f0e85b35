import { bytesPerElement } from '../dtype.ts'
import type { Access, Chain } from '../fusion/chain.ts'
import * as op from '../opcodes.ts'
import { costOf } from './cost.ts'
import { ELEMENTS, ROWS } from './cut.ts'

/** Bytes that an instruction touches: for part i of it those from `start` up to `end`, moved by i × `step`. */
export interface Region {
  readonly start: number
  readonly end: number
  readonly step: number
  readonly written: boolean
}

/** How an instruction can be shared among threads, and what it then touches. */
export interface Work {
  /** OUTER, INNER or BATCH; 0 where the first thread makes all. */
  readonly slicing: number
  /** Parts, cut in whole units. */
  readonly size: number
  readonly unit: number
  readonly regions: readonly Region[]
  /** Estimated nanoseconds on one thread. */
  readonly cost: number
}

const reads = (start: number, bytes: number, step = 0): Region => ({
  ...{ start, end: start + bytes, step, written: false },
})
const writes = (start: number, bytes: number, step = 0): Region => ({
  ...{ start, end: start + bytes, step, written: true },
})

type Words = readonly number[]

/** What an instruction, given by its operands' words, asks of `threads` threads. */
export function workOf(code: number, words: Words, threads: number, chain?: Chain): Work {
  const cost = costOf(code, words, chain)
  const shared = shares[code]?.(words, threads, chain)
  return { slicing: 0, size: 1, unit: 1, regions: [], ...shared, cost }
}

type Share = Partial<Omit<Work, 'cost'>>

const elementwise = (
  size: number,
  inputs: readonly (readonly [address: number, dtype: number])[],
  out: number,
  dtype: number,
): Share => {
  const bytes = bytesPerElement(dtype)
  const regions = inputs.map(([address, of]) => {
    const each = bytesPerElement(of)
    return reads(address, each, each)
  })
  const slicing = size > ELEMENTS ? op.OUTER : 0
  return { slicing, size, unit: ELEMENTS, regions: [...regions, writes(out, bytes, bytes)] }
}

/** Every opcode's share; its words as opcodes.ts lists them. */
const shares: Readonly<Record<number, (words: Words, threads: number, chain?: Chain) => Share>> = {
  [op.UNARY]: ([, dtype = 0, n = 0, x = 0, out = 0]) => elementwise(n, [[x, dtype]], out, dtype),
  [op.BINARY]: ([, dtype = 0, n = 0, a = 0, b = 0, out = 0]) =>
    elementwise(
      n,
      [
        [a, dtype],
        [b, dtype],
      ],
      out,
      dtype,
    ),
  [op.COMPARE]: ([, dtype = 0, n = 0, a = 0, b = 0, out = 0]) =>
    elementwise(
      n,
      [
        [a, dtype],
        [b, dtype],
      ],
      out,
      op.BOOL,
    ),
  [op.SELECT]: ([dtype = 0, n = 0, condition = 0, a = 0, b = 0, out = 0]) =>
    elementwise(
      n,
      [
        [condition, op.BOOL],
        [a, dtype],
        [b, dtype],
      ],
      out,
      dtype,
    ),
  [op.CAST]: ([from = 0, to = 0, n = 0, x = 0, out = 0]) => elementwise(n, [[x, from]], out, to),
  [op.FILL]: ([dtype = 0, n = 0, out = 0]) => elementwise(n, [], out, dtype),
  [op.IOTA]: ([dtype = 0, n = 0, out = 0]) => ({
    regions: [writes(out, n * bytesPerElement(dtype))],
  }),
  [op.RANDOM]: ([, dtype = 0, n = 0, key = 0, out = 0]) => {
    const share = elementwise(n, [], out, dtype)
    return { ...share, regions: [...(share.regions ?? []), reads(key, 8)] }
  },
  [op.DERIVE_KEY]: ([key = 0, data = 0, out = 0]) => ({
    regions: [reads(key, 8), reads(data, 8), writes(out, 8)],
  }),
  [op.COPY]: copied,
  [op.WINDOWS]: windowed,
  [op.REDUCE]: reduced,
  [op.ARG_REDUCE]: ([, dtype = 0, outer = 0, axis = 0, inner = 0, x = 0, out = 0]) => {
    const row = axis * inner * bytesPerElement(dtype)
    const regions = [reads(x, row, row), writes(out, inner * 4, inner * 4)]
    return { slicing: op.OUTER, size: outer, unit: ROWS, regions }
  },
  [op.ARG_SORT]: ([, dtype = 0, outer = 0, axis = 0, inner = 0, x = 0, out = 0]) => {
    const row = axis * inner
    const bytes = row * bytesPerElement(dtype)
    const regions = [reads(x, bytes, bytes), writes(out, row * 4, row * 4)]
    return { slicing: op.OUTER, size: outer, unit: 1, regions }
  },
  [op.MATMUL]: multiplied,
  [op.GATHER]: gathered,
  [op.SCATTER_ADD]: scattered,
  [op.FUSED]: fused,
  [op.TAKE]: ([, count = 0, , bytes = 0, x = 0, out = 0]) => ({
    regions: [reads(x, count * bytes), writes(out, bytes)],
  }),
  [op.PUT]: ([, count = 0, , bytes = 0, x = 0, out = 0]) => ({
    regions: [reads(x, bytes), writes(out, count * bytes)],
  }),
  [op.CHOLESKY]: ([dtype = 0, batch = 0, n = 0, x = 0, out = 0]) =>
    matrices(dtype, batch, [[x, n * n]], [out, n * n]),
  [op.LU]: ([dtype = 0, batch = 0, n = 0, x = 0, out = 0]) =>
    matrices(dtype, batch, [[x, n * n]], [out, n * n + n + 2]),
  [op.EIGEN_SYMMETRIC]: ([dtype = 0, batch = 0, n = 0, x = 0, out = 0]) =>
    matrices(dtype, batch, [[x, n * n]], [out, 2 * n * n]),
  [op.TRIANGULAR_SOLVE]: (words) => {
    const [fn = 0, dtype = 0, batch = 0, n = 0, columns = 0, , a = 0, b = 0, out = 0] = words
    const matrix = fn === op.FACTORED ? n * n + n + 2 : n * n
    const inputs = [
      [a, matrix],
      [b, n * columns],
    ] as const
    return matrices(dtype, batch, inputs, [out, n * columns])
  },
}

type Block = readonly [address: number, elements: number]

/** Parts are whole matrices, each with as many elements in every operand. */
function matrices(dtype: number, batch: number, inputs: readonly Block[], out: Block): Share {
  const bytes = bytesPerElement(dtype)
  const regions = inputs.map(([address, elements]) =>
    reads(address, elements * bytes, elements * bytes),
  )
  const made = writes(out[0], out[1] * bytes, out[1] * bytes)
  return { slicing: batch > 1 ? op.OUTER : 0, size: batch, unit: 1, regions: [...regions, made] }
}

function copied([dtype = 0, rank = 0, x = 0, out = 0, ...loops]: Words): Share {
  const bytes = bytesPerElement(dtype)
  const [size = 1, xStep = 0, outStep = 0, ...inner] = loops
  // The bytes around the first element that the loops within the first one reach.
  const reach = (address: number, of: number): { start: number; end: number } => {
    let [start, end] = [address, address + bytes]
    for (let at = 0; at < inner.length; at += 3) {
      const last = ((inner[at] ?? 1) - 1) * (inner[at + of] ?? 0) * bytes
      if (last < 0) start += last
      else end += last
    }
    return { start, end }
  }
  const regions = [
    { ...reach(x, 1), step: xStep * bytes, written: false },
    { ...reach(out, 2), step: outStep * bytes, written: true },
  ]
  return { slicing: op.OUTER, size, unit: rank > 1 ? ROWS : ELEMENTS, regions }
}

function windowed(words: Words): Share {
  const [fn, dtype = 0, , x = 0, out = 0, parts = 0, xStep = 0, outStep = 0] = words
  const bytes = bytesPerElement(dtype)
  const part = outStep * (fn === op.FIRST_LARGEST ? 4 : bytes)
  const regions = [reads(x, xStep * bytes, xStep * bytes), writes(out, part, part)]
  return { slicing: op.OUTER, size: parts, unit: ROWS, regions }
}

function reduced(words: Words, threads: number): Share {
  const [, dtype = 0, outer = 0, axis = 0, inner = 0, x = 0, out = 0] = words
  const each = bytesPerElement(dtype)
  const row = axis * inner * each
  const columns = threads * ELEMENTS
  if (outer < threads * ROWS && inner >= columns && dtype !== op.BOOL) {
    const whole = outer * inner * each
    const made = outer === 1 ? writes(out, each, each) : writes(out, whole)
    const regions = [reads(x, outer * row), made]
    return { slicing: op.INNER, size: inner, unit: ELEMENTS, regions }
  }
  const regions = [reads(x, row, row), writes(out, inner * each, inner * each)]
  return { slicing: op.OUTER, size: outer, unit: ROWS, regions }
}

function multiplied(words: Words, threads: number): Share {
  const [dtype = 0, matrices = 0, height = 0, n = 0, k = 0, transposeA = 0, , a = 0, b = 0] = words
  const [, , , , , , , , , out = 0, strideA = 0, strideB = 0] = words
  const each = bytesPerElement(dtype)
  // As the machine does: rows that meet the same B are one tall product.
  const tall = strideB === 0 && transposeA === 0 && strideA === height * k
  const [batch, m] = tall ? [1, height * matrices] : [matrices, height]
  const past = (stride: number, matrix: number): number =>
    Math.max(0, (batch - 1) * stride + matrix) * each
  const [wholeA, wholeB] = [reads(a, past(strideA, m * k)), reads(b, past(strideB, k * n))]
  const whole = writes(out, batch * m * n * each)
  if (batch >= threads) {
    const [one, other, product] = [m * k * each, k * n * each, m * n * each]
    const regions = [
      reads(a, one, strideA * each),
      reads(b, other, strideB * each),
      writes(out, product, product),
    ]
    return { slicing: op.BATCH, size: batch, unit: 1, regions }
  }
  if (m >= n || m >= 2 * threads * ROWS) {
    const rowsOfA = batch === 1 && transposeA === 0
    const regions = [
      rowsOfA ? reads(a, k * each, k * each) : wholeA,
      wholeB,
      batch === 1 ? writes(out, n * each, n * each) : whole,
    ]
    return { slicing: op.OUTER, size: m, unit: ROWS, regions }
  }
  const made = batch === 1 && m === 1 ? writes(out, each, each) : whole
  return { slicing: op.INNER, size: n, unit: ELEMENTS, regions: [wholeA, wholeB, made] }
}

function gathered(words: Words): Share {
  const [dtype = 0, outer = 0, axis = 0, inner = 0, count = 0, x = 0, indices = 0, out = 0] = words
  const bytes = inner * bytesPerElement(dtype)
  const own = words[8] === 1 ? count * 4 : 0
  if (outer === 1) {
    const regions = [reads(x, axis * bytes), reads(indices, 4, 4), writes(out, bytes, bytes)]
    return { slicing: op.INNER, size: count, unit: ROWS, regions }
  }
  const regions = [
    reads(x, axis * bytes, axis * bytes),
    reads(indices, count * 4, own),
    writes(out, count * bytes, count * bytes),
  ]
  return { slicing: op.OUTER, size: outer, unit: ROWS, regions }
}

function scattered(words: Words): Share {
  const [dtype = 0, outer = 0, axis = 0, inner = 0, count = 0, x = 0, indices = 0, out = 0] = words
  const bytes = inner * bytesPerElement(dtype)
  const [part, whole] = [count * bytes, axis * bytes]
  const own = words[8] === 1 ? count * 4 : 0
  if (outer === 1 && inner >= 2 * ELEMENTS) {
    const regions = [reads(x, part), reads(indices, count * 4), writes(out, whole)]
    return { slicing: op.INNER, size: inner, unit: ELEMENTS, regions }
  }
  const regions = [reads(x, part, part), reads(indices, count * 4, own), writes(out, whole, whole)]
  return { slicing: op.OUTER, size: outer, unit: ROWS, regions }
}

function fused(words: Words, threads: number, chain?: Chain): Share {
  const [, rows = 0, columns = 0, out = 0, ...inputs] = words
  const byRows = rows >= threads * ROWS
  const whole: Readonly<Record<Access, number>> = {
    ...{ element: rows * columns * 4, column: columns * 4, row: rows * 4, scalar: 4 },
  }
  const row = columns * 4
  const region = (make: typeof reads, address: number, access: Access): Region => {
    if (byRows && access === 'element') return make(address, row, row)
    if (byRows && access === 'row') return make(address, 4, 4)
    if (!byRows && (access === 'column' || (access === 'element' && rows === 1)))
      return make(address, 4, 4)
    return make(address, whole[access])
  }
  const regions = [
    ...inputs.map((address, i) => region(reads, address, chain?.inputs[i] ?? 'element')),
    region(writes, out, 'element'),
  ]
  if (byRows) return { slicing: op.OUTER, size: rows, unit: ROWS, regions }
  return { slicing: op.INNER, size: columns, unit: ELEMENTS, regions }
}
