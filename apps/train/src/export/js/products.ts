import {
  allocate,
  broadcastShape,
  broadcastStrides,
  type NumberArray,
  sizeOf,
  stridesOf,
} from './values.ts'

/** The products of the matrices of the last two axes; the axes before them broadcast. Sums are in float64. */
export function matmul(a: NumberArray, b: NumberArray): NumberArray {
  const [rows = 1, inner = 1] = a.shape.slice(-2)
  const [, columns = 1] = b.shape.slice(-2)
  const lead = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2))
  const result = allocate(a.type, [...lead, rows, columns])
  const count = sizeOf(lead)
  const placeOf = (matrices: NumberArray, matrix: number): number => {
    const leadOfOperand = matrices.shape.slice(0, -2)
    const strides = broadcastStrides(leadOfOperand, lead)
    const whole = stridesOf(lead)
    const size = sizeOf(matrices.shape.slice(-2))
    return lead.reduce((place, length, axis) => {
      const index = Math.floor(matrix / (whole[axis] ?? 1)) % length
      return place + index * (strides[axis] ?? 0) * size
    }, 0)
  }
  const sums = new Float64Array(columns)
  for (let matrix = 0; matrix < count; matrix++) {
    const [fromA, fromB] = [placeOf(a, matrix), placeOf(b, matrix)]
    for (let row = 0; row < rows; row++) {
      sums.fill(0)
      for (let k = 0; k < inner; k++) {
        const factor = a.data[fromA + row * inner + k] ?? 0
        const line = fromB + k * columns
        for (let column = 0; column < columns; column++)
          sums[column] = (sums[column] ?? 0) + factor * (b.data[line + column] ?? 0)
      }
      result.data.set(sums, (matrix * rows + row) * columns)
    }
  }
  return result
}

/** A transposed convolution [n, channels, ...counts] with a kernel [channels, outputs, ...sizes], without padding. */
export function convolutionTransposed(
  x: NumberArray,
  kernel: NumberArray,
  {
    strides,
    dilations,
  }: { readonly strides: readonly number[]; readonly dilations: readonly number[] },
): NumberArray {
  const [n = 0, channels = 0, ...counts] = x.shape
  const [, outputs = 1, ...sizes] = kernel.shape
  const lengths = counts.map(
    (count, axis) =>
      (count - 1) * (strides[axis] ?? 1) + ((sizes[axis] ?? 1) - 1) * (dilations[axis] ?? 1) + 1,
  )
  const along = stridesOf(lengths)
  const placesOf = (shape: readonly number[], steps: readonly number[]): number[] => {
    const indexStrides = stridesOf(shape)
    return Array.from({ length: sizeOf(shape) }, (_, index) =>
      shape.reduce((place, length, axis) => {
        const coordinate = Math.floor(index / (indexStrides[axis] ?? 1)) % length
        return place + coordinate * (steps[axis] ?? 1) * (along[axis] ?? 1)
      }, 0),
    )
  }
  const [ofCounts, ofSizes] = [placesOf(counts, strides), placesOf(sizes, dilations)]
  const [room, windows, places] = [sizeOf(lengths), ofCounts.length, ofSizes.length]
  const sums = new Float64Array(n * outputs * room)
  for (let i = 0; i < n; i++)
    for (let channel = 0; channel < channels; channel++)
      for (let output = 0; output < outputs; output++)
        for (let p = 0; p < places; p++) {
          const factor = kernel.data[(channel * outputs + output) * places + p] ?? 0
          if (factor === 0) continue
          const first = (i * outputs + output) * room + (ofSizes[p] ?? 0)
          const from = (i * channels + channel) * windows
          for (let w = 0; w < windows; w++) {
            const place = first + (ofCounts[w] ?? 0)
            sums[place] = (sums[place] ?? 0) + factor * (x.data[from + w] ?? 0)
          }
        }
  const result = allocate(x.type, [n, outputs, ...lengths])
  result.data.set(sums)
  return result
}
