import { type CopyAxis, type CopyView, copyAxes, reach } from './copy-view.ts'
import type {
  AxisDims,
  GatherDims,
  MatmulDims,
  MatrixDims,
  SolveDims,
  WindowsView,
} from './dims.ts'
import { bytesPerElement } from './dtype.ts'
import type { Chain } from './fusion/chain.ts'
import * as op from './opcodes.ts'
import type { Operand } from './operand.ts'
import { areWhole, hasStrides, holds, inside, isFunction, same } from './program-checks.ts'
import { MOST_THREADS } from './threads/most-threads.ts'
import { Schedule } from './threads/schedule.ts'

/** A loop that has not ended; `start`: its first instruction's word. */
interface Loop {
  readonly times: number
  /** Address of the counters. */
  readonly counter: number
  readonly start: number
}

/**
 * A run of instructions for the machine, appended one by one. Every method checks element types
 * and sizes and throws a RangeError, so that no program reaches outside its operands.
 */
export class Program {
  #buffer: Int32Array = new Int32Array(64)
  #length = 0
  #words: Int32Array | undefined
  readonly #threads: number
  #schedule: Schedule | undefined
  readonly #loops: Loop[] = []

  /** `threads`: how many a machine may run it with, each on its part of the large instructions. */
  constructor({ threads = 1 }: { readonly threads?: number } = {}) {
    this.#threads = threads
    if (threads > 1) this.#schedule = new Schedule(threads)
  }

  /** The number of threads that pays: those it was made for, or 1 if it is too small. */
  get threads(): number {
    return this.#schedule?.pays ? this.#threads : 1
  }

  /** The encoded instructions; valid until the next one is appended. */
  get words(): Int32Array {
    this.#words ??= this.#buffer.subarray(0, this.#length)
    return this.#words
  }

  /** Words so far: a fault in the next instruction names this offset, or the one behind a barrier. */
  get length(): number {
    return this.#length
  }

  /** Removes every instruction, to encode anew in the same buffer. */
  clear(): void {
    this.#length = 0
    this.#words = undefined
    this.#loops.length = 0
    if (this.#schedule) this.#schedule = new Schedule(this.#threads)
  }

  /**
   * out (float32, rows × columns) = a chain of functions, by the slot that `Machine.fuse` gave. Each
   * input has as many elements as its access in the chain says.
   */
  fused(
    slot: number,
    chain: Chain,
    inputs: readonly Operand[],
    out: Operand,
    { rows, columns }: { readonly rows: number; readonly columns: number },
  ): void {
    const access = chain.inputs
    const sizes = { element: rows * columns, column: columns, row: rows, scalar: 1 }
    holds('fused', out, op.FLOAT32, sizes.element)
    if (inputs.length !== access.length)
      throw new RangeError(
        `Program.fused: the chain has ${access.length} inputs, got ${inputs.length}`,
      )
    for (const [index, input] of inputs.entries())
      holds('fused', input, op.FLOAT32, sizes[access[index] ?? 'element'])
    const addresses = inputs.map(({ address }) => address)
    this.#emit(op.FUSED, [slot, rows, columns, out.address, ...addresses], chain)
  }

  /** out = fn(x), of a `UnaryFunction` function. */
  unary(fn: number, x: Operand, out: Operand): void {
    isFunction('unary', fn)
    same('unary', x, out)
    this.#emit(op.UNARY, [fn, x.dtype, x.size, x.address, out.address])
  }

  /** out = fn(a, b), of a `BinaryFunction` function. */
  binary(fn: number, a: Operand, b: Operand, out: Operand): void {
    isFunction('binary', fn)
    same('binary', a, b)
    same('binary', a, out)
    this.#emit(op.BINARY, [fn, a.dtype, a.size, a.address, b.address, out.address])
  }

  /** out (bool) = a fn b, of a `Compare` function. */
  compare(fn: number, a: Operand, b: Operand, out: Operand): void {
    isFunction('compare', fn)
    same('compare', a, b)
    holds('compare', out, op.BOOL, a.size)
    this.#emit(op.COMPARE, [fn, a.dtype, a.size, a.address, b.address, out.address])
  }

  /** out = condition (bool) ? a : b. */
  select(condition: Operand, a: Operand, b: Operand, out: Operand): void {
    same('select', a, b)
    same('select', a, out)
    holds('select', condition, op.BOOL, a.size)
    const { dtype, size, address } = a
    this.#emit(op.SELECT, [dtype, size, condition.address, address, b.address, out.address])
  }

  /** out = x in out's element type: to int32 truncates and saturates, NaN becomes 0; to bool is x ≠ 0. */
  cast(x: Operand, out: Operand): void {
    holds('cast', out, out.dtype, x.size)
    this.#emit(op.CAST, [x.dtype, out.dtype, x.size, x.address, out.address])
  }

  /** Every element of out = value. */
  fill(value: number, out: Operand): void {
    if (typeof value !== 'number')
      throw new RangeError(`Program.fill: the value must be a number, got ${String(value)}`)
    const bits = new Int32Array(2)
    if (out.dtype === op.FLOAT32) new Float32Array(bits.buffer)[0] = value
    else if (out.dtype === op.FLOAT64) new Float64Array(bits.buffer)[0] = value
    else bits[0] = out.dtype === op.BOOL ? Number(value !== 0) : value
    this.#emit(op.FILL, [out.dtype, out.size, out.address, bits[0] ?? 0, bits[1] ?? 0])
  }

  /** out[i] = i. */
  iota(out: Operand): void {
    this.#emit(op.IOTA, [out.dtype, out.size, out.address])
  }

  /** Strided copy between operands that do not overlap. A stride of 0 repeats, a negative one reverses. */
  copy(x: Operand, out: Operand, view: CopyView): void {
    holds('copy', out, x.dtype, out.size)
    hasStrides(view)
    if (view.sizes.includes(0)) return
    const { xOffset = 0, outOffset = 0 } = view
    const axes = copyAxes(view)
    inside('copy: x', x, xOffset, reach(axes, 'x'))
    inside('copy: out', out, outOffset, reach(axes, 'out'))
    const bytes = bytesPerElement(x.dtype)
    const from = x.address + xOffset * bytes
    const to = out.address + outOffset * bytes
    const loops = axes.flatMap((axis) => [axis.size, axis.x, axis.out])
    this.#emit(op.COPY, [x.dtype, axes.length, from, to, ...loops])
  }

  /** out = 0, then out += x at strided places, in the order of x. */
  overlapAdd(x: Operand, out: Operand, { parts, length, sizes, strides }: WindowsView): void {
    const size = sizes.reduce((product, each) => product * each, 1)
    holds('overlapAdd', x, out.dtype, parts * size)
    holds('overlapAdd', out, x.dtype, parts * length)
    if (x.size === 0) {
      this.fill(0, out)
      return
    }
    const own = rowMajor(sizes)
    const loops = sizes.map((each, axis) => ({
      ...{ size: each, x: own[axis] ?? 0, out: strides[axis] ?? 0 },
    }))
    inside('overlapAdd: out', { ...out, size: length }, 0, reach(loops, 'out'))
    this.#windows(op.OVERLAP_ADD, x, out, [{ size: parts, x: size, out: length }, ...loops])
  }

  /**
   * out (int32), one for each of the last `sizes` of every part of x, = where in its part the largest
   * stands over the first `within` of them: the first of equals, the first NaN before all.
   */
  firstLargest(
    x: Operand,
    out: Operand,
    { parts, length, sizes, strides, within }: WindowsView & { readonly within: number },
  ): void {
    const counts = sizes.slice(within)
    const size = counts.reduce((product, each) => product * each, 1)
    holds('firstLargest', x, x.dtype, parts * length)
    holds('firstLargest', out, op.INT32, parts * size)
    if (sizes.slice(0, within).includes(0))
      throw new RangeError('Program.firstLargest: a window must hold an element, got none')
    if (out.size === 0) return
    const own = [...sizes.slice(0, within).map(() => 0), ...rowMajor(counts)]
    const loops = sizes.map((each, axis) => ({
      ...{ size: each, x: strides[axis] ?? 0, out: own[axis] ?? 0 },
    }))
    inside('firstLargest: x', { ...x, size: length }, 0, reach(loops, 'x'))
    this.#windows(op.FIRST_LARGEST, x, out, [{ size: parts, x: length, out: size }, ...loops])
  }

  /** out [outer, inner] = the reduction, by a `Reduce` function, of x [outer, axis, inner] along axis. */
  reduce(fn: number, x: Operand, out: Operand, dims: AxisDims): void {
    const { outer, axis, inner } = dims
    isFunction('reduce', fn)
    holds('reduce', x, x.dtype, outer * axis * inner)
    holds('reduce', out, x.dtype, outer * inner)
    this.#emit(op.REDUCE, [fn, x.dtype, outer, axis, inner, x.address, out.address])
  }

  /** out (int32) = where along axis the extreme stands: the first of equals, the first NaN before all. */
  argReduce(fn: number, x: Operand, out: Operand, dims: AxisDims): void {
    const { outer, axis, inner } = dims
    isFunction('argReduce', fn)
    holds('argReduce', x, x.dtype, outer * axis * inner)
    holds('argReduce', out, op.INT32, outer * inner)
    this.#emit(op.ARG_REDUCE, [fn, x.dtype, outer, axis, inner, x.address, out.address])
  }

  /** out (int32) = the places along axis of its elements in order: equals as they came, NaN above all. */
  argSort(x: Operand, out: Operand, dims: AxisDims, descending: boolean): void {
    const { outer, axis, inner } = dims
    holds('argSort', x, x.dtype, outer * axis * inner)
    holds('argSort', out, op.INT32, outer * axis * inner)
    const places = [x.address, out.address]
    this.#emit(op.ARG_SORT, [Number(descending), x.dtype, outer, axis, inner, ...places])
  }

  /** out [batch, m, n] = op(a) · op(b). */
  matmul(a: Operand, b: Operand, out: Operand, dims: MatmulDims): void {
    const { batch, m, n, k, transposeA, transposeB, strideA, strideB } = dims
    const last = batch - 1
    if (batch > 0 && m * k > 0) inside('matmul: a', a, 0, [0, last * strideA + m * k - 1])
    if (batch > 0 && k * n > 0) inside('matmul: b', b, 0, [0, last * strideB + k * n - 1])
    holds('matmul', b, a.dtype, b.size)
    holds('matmul', out, a.dtype, batch * m * n)
    this.#emit(op.MATMUL, [
      ...[a.dtype, batch, m, n, k, Number(transposeA), Number(transposeB)],
      ...[a.address, b.address, out.address, strideA, strideB],
    ])
  }

  /** out [outer, count, inner] = x [outer, axis, inner] at `indices` (int32) of axis, or at those of its own block. */
  gather(x: Operand, indices: Operand, out: Operand, dims: GatherDims): void {
    this.#alongAxis(op.GATHER, 'gather', x, indices, out, dims, x, out)
  }

  /** out [outer, axis, inner] = 0, plus x [outer, count, inner] at `indices` (int32), in their order. */
  scatterAdd(x: Operand, indices: Operand, out: Operand, dims: GatherDims): void {
    this.#alongAxis(op.SCATTER_ADD, 'scatterAdd', x, indices, out, dims, out, x)
  }

  /** Random numbers of a `Random` function from Philox under `key` (2 × int32). */
  random(fn: number, key: Operand, out: Operand): void {
    isFunction('random', fn)
    holds('random', key, op.INT32, 2)
    this.#emit(op.RANDOM, [fn, out.dtype, out.size, key.address, out.address])
  }

  /** out = the key that Philox derives from `key` and `data`, each 2 × int32. */
  deriveKey(key: Operand, data: Operand, out: Operand): void {
    for (const operand of [key, data, out]) holds('deriveKey', operand, op.INT32, 2)
    this.#emit(op.DERIVE_KEY, [key.address, data.address, out.address])
  }

  /**
   * Begins a loop: what follows, up to `again`, is done `times` times, at least once. `counter` (int32):
   * a word for each of 64 threads, that nothing else writes within the loop.
   */
  repeat(times: number, counter: Operand): void {
    holds('repeat', counter, op.INT32, MOST_THREADS)
    if (!Number.isInteger(times) || times < 1)
      throw new RangeError(`Program.repeat: times must be a whole number from 1, got ${times}`)
    this.#schedule?.repeat(times)
    this.#meet()
    this.#append(op.REPEAT, [counter.address])
    this.#loops.push({ times, counter: counter.address, start: this.#length })
  }

  /** Ends the innermost loop. */
  again(): void {
    const { times, counter, start } = this.#innermost('again')
    this.#schedule?.again(counter)
    this.#meet()
    this.#append(op.AGAIN, [counter, times, this.#length - start])
    this.#loops.pop()
  }

  /** out = the slice of x [times, …out] that belongs to the innermost loop's step; the last first if `reverse`. */
  take(x: Operand, out: Operand, reverse = false): void {
    this.#slice(op.TAKE, 'take', x, out, reverse, x, out)
  }

  /** The slice of out [times, …x] that belongs to the innermost loop's step = x. */
  put(x: Operand, out: Operand, reverse = false): void {
    this.#slice(op.PUT, 'put', x, out, reverse, out, x)
  }

  #slice(
    ...[code, name, x, out, reverse, whole, part]: [
      ...[number, string, Operand, Operand, boolean, Operand, Operand],
    ]
  ): void {
    const { times, counter } = this.#innermost(name)
    holds(name, whole, part.dtype, times * part.size)
    if (part.size === 0) return
    const bytes = part.size * bytesPerElement(part.dtype)
    this.#emit(code, [counter, times, Number(reverse), bytes, x.address, out.address])
  }

  #innermost(name: string): Loop {
    const loop = this.#loops.at(-1)
    if (loop) return loop
    throw new RangeError(`Program.${name}: must stand within a loop, got none; repeat() begins one`)
  }

  /** The first loop always stands, for the threads; the others only where they turn more than once. */
  #windows(fn: number, x: Operand, out: Operand, [parts, ...loops]: readonly CopyAxis[]): void {
    const turning = loops.filter(({ size }) => size > 1)
    const all = parts ? [parts, ...turning] : turning
    const words = all.flatMap((loop) => [loop.size, loop.x, loop.out])
    this.#emit(op.WINDOWS, [fn, x.dtype, all.length, x.address, out.address, ...words])
  }

  /** out [batch, n, n] = L, lower triangular, of a = L Lᵀ, whose lower triangle alone is read. */
  cholesky(a: Operand, out: Operand, { batch, n }: MatrixDims): void {
    holds('cholesky', a, a.dtype, batch * n * n)
    holds('cholesky', out, a.dtype, batch * n * n)
    this.#emit(op.CHOLESKY, [a.dtype, batch, n, a.address, out.address])
  }

  /** out [batch, n² + n + 2] = what `luSolve` reads, then the sign of the determinant of a, then the determinant. */
  lu(a: Operand, out: Operand, { batch, n }: MatrixDims): void {
    holds('lu', a, a.dtype, batch * n * n)
    holds('lu', out, a.dtype, batch * (n * n + n + 2))
    this.#emit(op.LU, [a.dtype, batch, n, a.address, out.address])
  }

  /** out [batch, n, columns] = a⁻¹ b, by what `lu` made of a; a fault where a has no inverse. */
  luSolve(factors: Operand, b: Operand, out: Operand, dims: SolveDims): void {
    const { batch, n } = dims
    holds('luSolve', factors, b.dtype, batch * (n * n + n + 2))
    this.#solve(op.FACTORED, 'luSolve', factors, b, out, dims)
  }

  /** out [batch, n, columns] = a⁻¹ b, of a triangle of a [batch, n, n]. */
  triangularSolve(a: Operand, b: Operand, out: Operand, dims: SolveDims): void {
    const { batch, n } = dims
    holds('triangularSolve', a, b.dtype, batch * n * n)
    this.#solve(op.TRIANGLE, 'triangularSolve', a, b, out, dims)
  }

  /** out [batch, 2, n, n]: the eigenvalues of a, symmetric, ascending in the first row, and from [1] on one eigenvector a row. */
  eigenSymmetric(a: Operand, out: Operand, { batch, n }: MatrixDims): void {
    holds('eigenSymmetric', a, a.dtype, batch * n * n)
    holds('eigenSymmetric', out, a.dtype, batch * 2 * n * n)
    this.#emit(op.EIGEN_SYMMETRIC, [a.dtype, batch, n, a.address, out.address])
  }

  #solve(
    ...[fn, name, a, b, out, dims]: [number, string, Operand, Operand, Operand, SolveDims]
  ): void {
    const { batch, n, columns, upper = false, transposed = false, unit = false } = dims
    holds(name, b, b.dtype, batch * n * columns)
    holds(name, out, b.dtype, batch * n * columns)
    const flags =
      Number(upper) * op.UPPER + Number(transposed) * op.TRANSPOSED + Number(unit) * op.UNIT
    const places = [a.address, b.address, out.address]
    this.#emit(op.TRIANGULAR_SOLVE, [fn, b.dtype, batch, n, columns, flags, ...places])
  }

  #alongAxis(
    ...[code, name, x, indices, out, dims, whole, part]: [
      ...[number, string, Operand, Operand, Operand, GatherDims, Operand, Operand],
    ]
  ): void {
    const { outer, axis, inner, count, own = false } = dims
    holds(name, indices, op.INT32, own ? outer * count : count)
    holds(name, whole, x.dtype, outer * axis * inner)
    holds(name, part, x.dtype, outer * count * inner)
    const places = [x.address, indices.address, out.address]
    this.#emit(code, [x.dtype, outer, axis, inner, count, ...places, Number(own)])
  }

  #emit(code: number, operands: readonly number[], chain?: Chain): void {
    areWhole(code, operands)
    const place = this.#schedule?.place(code, operands, chain)
    if (place?.barrier) this.#append(op.BARRIER, [])
    this.#append(code + (place?.slicing ?? 0), operands)
  }

  #meet(): void {
    if (this.#schedule) this.#append(op.BARRIER, [])
  }

  #append(code: number, operands: readonly number[]): void {
    const length = operands.length + 2
    const end = this.#length + length
    if (end > this.#buffer.length) {
      const buffer = new Int32Array(end * 2)
      buffer.set(this.#buffer.subarray(0, this.#length))
      this.#buffer = buffer
    }
    const buffer = this.#buffer
    let at = this.#length
    buffer[at++] = code
    buffer[at++] = length
    for (const operand of operands) buffer[at++] = operand
    this.#length = end
    this.#words = undefined
  }
}

function rowMajor(sizes: readonly number[]): number[] {
  let step = 1
  return sizes
    .map((_, axis) => {
      const own = step
      step *= sizes[sizes.length - 1 - axis] ?? 1
      return own
    })
    .reverse()
}
