import type { Tensor } from '@sobolev/core'
import { float64 } from './float64.ts'

/** The numbers of each example of a batch: [n][count]. */
export type Rows = readonly (readonly number[])[]
/** ∂y/∂x of each number y of an example: [count][width]. */
export type Jacobian = readonly (readonly number[])[]

/** The Jacobian of `f` at each example of x, entry by entry, by central differences of fourth order. */
export function jacobiansOf(f: (x: Tensor) => Tensor, x: Tensor): readonly Jacobian[] {
  const [n = 0, width = 0] = x.shape
  const h = 1e-3
  const numbers = (j: number, t: number): Rows => {
    const data = Float64Array.from(x.data)
    for (let i = 0; i < n; i++) data[i * width + j] = (data[i * width + j] ?? 0) + t
    const y = f(float64(Array.from(data)).reshape([n, width]))
    const count = y.size / n
    return Array.from({ length: n }, (_, i) => Array.from(y.data).slice(i * count, (i + 1) * count))
  }
  const columns = Array.from({ length: width }, (_, j) => {
    const [a, b, c, d] = [numbers(j, h), numbers(j, -h), numbers(j, 2 * h), numbers(j, -2 * h)]
    return a.map((row, i) =>
      row.map(
        (plus, k) =>
          (8 * (plus - (b[i]?.[k] ?? 0)) - ((c[i]?.[k] ?? 0) - (d[i]?.[k] ?? 0))) / (12 * h),
      ),
    )
  })
  const [first = []] = columns
  return first.map((row, i) => row.map((_, k) => columns.map((column) => column[i]?.[k] ?? 0)))
}

export const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, v) => sum + v, 0)
export const meanOf = (numbers: readonly number[]): number => sumOf(numbers) / numbers.length
export const squaresOf = (numbers: readonly number[]): number => sumOf(numbers.map((v) => v * v))

/** Log-probabilities of classes, or of the first and the second class of one logit. */
export function logProbabilitiesOf(outputs: Tensor): Tensor {
  const [n = 0, count = 1] = outputs.shape
  const logits = Array.from({ length: n }, (_, i) => {
    const row = Array.from(outputs.data).slice(i * count, (i + 1) * count)
    return count === 1 ? [0, row[0] ?? 0] : row
  })
  return float64(
    logits.map((row) => {
      const total = Math.log(sumOf(row.map((v) => Math.exp(v))))
      return row.map((v) => v - total)
    }),
  )
}
