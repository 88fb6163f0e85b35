import * as op from '../opcodes.generated'
import { address, word } from '../machine/instruction'
import { rotateRows, swapRows } from './matrix-rows'
import { partEnd, partStart } from '../machine/part'

/** Sweeps at most: they converge quadratically, within ten for any matrix seen. */
const SWEEPS = 60

/** dtype, batch, n, x, out */
export function eigenSymmetric(instruction: usize): i32 {
  switch (word(instruction, 2)) {
    case op.FLOAT32:
      solveAll<f32>(address(instruction, 3), address(instruction, 4), address(instruction, 5), address(instruction, 6))
      return 0
    case op.FLOAT64:
      solveAll<f64>(address(instruction, 3), address(instruction, 4), address(instruction, 5), address(instruction, 6))
      return 0
    default:
      return op.FAULT_OPCODE
  }
}

function solveAll<T>(batch: usize, n: usize, x: usize, out: usize): void {
  const matrix = n * n * sizeof<T>()
  const last = partEnd(batch, 1)
  for (let i = partStart(batch, 1); i < last; i++) {
    const a = out + i * 2 * matrix
    const vectors = a + matrix
    memory.copy(a, x + i * matrix, matrix)
    solve<T>(n, a, vectors)
  }
}

/** Cyclic Jacobi: A becomes its eigenvalues in its first row, `vectors` their vectors, row by row. */
function solve<T>(n: usize, a: usize, vectors: usize): void {
  const row = n * sizeof<T>()
  const most = largest<T>(n * n, a)
  memory.fill(vectors, 0, n * row)
  for (let i: usize = 0; i < n; i++) store<T>(vectors + i * (n + 1) * sizeof<T>(), 1)
  if (!(most < <T>Infinity)) {
    fillNaN<T>(2 * n * n, a)
    return
  }
  // Below, no eigenvalue hears of it.
  const least = most * (sizeof<T>() == 8 ? <T>1e-19 : <T>1e-10)
  for (let sweep = 0; sweep < SWEEPS; sweep++) if (!turnAll<T>(n, least, a, vectors)) break
  for (let i: usize = 0; i < n; i++) {
    store<T>(a + i * sizeof<T>(), load<T>(a + i * (n + 1) * sizeof<T>()))
  }
  sort<T>(n, a, vectors)
  for (let i: usize = 0; i < n; i++) orient<T>(n, vectors + i * row)
}

/** One rotation for each pair, row by row; false when all elements beside the diagonal were negligible. */
function turnAll<T>(n: usize, least: T, a: usize, vectors: usize): bool {
  const row = n * sizeof<T>()
  let turned = false
  for (let p: usize = 0; p + 1 < n; p++) {
    const rowP = a + p * row
    const placeP = p * sizeof<T>()
    for (let q = p + 1; q < n; q++) {
      const rowQ = a + q * row
      const placeQ = q * sizeof<T>()
      const off = load<T>(rowP + placeQ)
      const size = abs<T>(off)
      if (size == 0) continue
      const first = load<T>(rowP + placeP)
      const second = load<T>(rowQ + placeQ)
      const small = abs<T>(first) + size == abs<T>(first) && abs<T>(second) + size == abs<T>(second)
      if (small || size <= least) {
        store<T>(rowP + placeQ, 0)
        store<T>(rowQ + placeP, 0)
        continue
      }
      turned = true
      const theta = (<f64>second - <f64>first) / (2 * <f64>off)
      const t = (theta < 0 ? -1.0 : 1.0) / (abs<f64>(theta) + sqrt<f64>(theta * theta + 1))
      const c = 1 / sqrt<f64>(t * t + 1)
      const s = t * c
      rotateRows<T>(n, <T>s, <T>(s / (1 + c)), rowP, rowQ)
      rotateRows<T>(n, <T>s, <T>(s / (1 + c)), vectors + p * row, vectors + q * row)
      // The columns are the rows again, but for the four elements that both turns meet.
      let at = a
      for (let i: usize = 0; i < n; i++, at += row) {
        store<T>(at + placeP, load<T>(rowP + i * sizeof<T>()))
        store<T>(at + placeQ, load<T>(rowQ + i * sizeof<T>()))
      }
      store<T>(rowP + placeP, <T>(<f64>first - t * <f64>off))
      store<T>(rowQ + placeQ, <T>(<f64>second + t * <f64>off))
      store<T>(rowP + placeQ, 0)
      store<T>(rowQ + placeP, 0)
    }
  }
  return turned
}

/** Values ascending, each with its vector; equal ones keep their order. */
function sort<T>(n: usize, values: usize, vectors: usize): void {
  const row = n * sizeof<T>()
  for (let i: usize = 1; i < n; i++) {
    for (let j = i; j > 0; j--) {
      const upper = values + j * sizeof<T>()
      const lower = upper - sizeof<T>()
      if (!(load<T>(upper) < load<T>(lower))) break
      swapRows<T>(1, lower, upper)
      swapRows<T>(n, vectors + (j - 1) * row, vectors + j * row)
    }
  }
}

/** Makes positive the first of the largest elements, those a thousandth smaller counted among them. */
function orient<T>(n: usize, vector: usize): void {
  const enough = largest<T>(n, vector) * <T>0.999
  const end = vector + n * sizeof<T>()
  let at = vector
  while (at < end && abs<T>(load<T>(at)) < enough) at += sizeof<T>()
  if (at == end || load<T>(at) > 0) return
  for (at = vector; at < end; at += sizeof<T>()) store<T>(at, -load<T>(at))
}

/** The largest size of n elements; NaN or ∞ where one is. */
function largest<T>(n: usize, x: usize): T {
  let most: T = 0
  for (const end = x + n * sizeof<T>(); x < end; x += sizeof<T>()) {
    const size = abs<T>(load<T>(x))
    if (!(size <= most)) most = size
    if (most != most) return most
  }
  return most
}

function fillNaN<T>(n: usize, x: usize): void {
  for (const end = x + n * sizeof<T>(); x < end; x += sizeof<T>()) store<T>(x, <T>NaN)
}
