/** Element types; whole numbers of 64 bits are kept as float64, which holds those of 53. */
export type NumberType = 'float32' | 'float64' | 'int32' | 'int64' | 'bool'

/** Numbers of some axes, row-major. */
export interface NumberArray {
  readonly type: NumberType
  readonly shape: readonly number[]
  readonly data: Float32Array | Float64Array | Int32Array | Uint8Array
}

/** Texts of some axes, row-major. */
interface TextArray {
  readonly type: 'string'
  readonly shape: readonly number[]
  readonly data: readonly string[]
}

export type ArrayValue = NumberArray | TextArray

/** Room for numbers of a type. */
export function allocate(type: NumberType, shape: readonly number[]): NumberArray {
  const size = sizeOf(shape)
  switch (type) {
    case 'float32':
      return { type, shape, data: new Float32Array(size) }
    case 'int32':
      return { type, shape, data: new Int32Array(size) }
    case 'bool':
      return { type, shape, data: new Uint8Array(size) }
    default:
      return { type, shape, data: new Float64Array(size) }
  }
}

export const sizeOf = (shape: readonly number[]): number =>
  shape.reduce((product, length) => product * length, 1)

/** How far apart neighbours along each axis are. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(1)
  for (let axis = shape.length - 2; axis >= 0; axis--)
    strides[axis] = (strides[axis + 1] ?? 1) * (shape[axis + 1] ?? 1)
  return strides
}

/** Strides of an array that is repeated to a shape: 0 along axes where it has one element. */
export function broadcastStrides(from: readonly number[], to: readonly number[]): number[] {
  const strides = stridesOf(from)
  const added = to.length - from.length
  return to.map((_, axis) => {
    const own = axis - added
    return own < 0 || from[own] === 1 ? 0 : (strides[own] ?? 0)
  })
}

/** What shapes broadcast to. */
export function broadcastShape(...shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(...shapes.map((shape) => shape.length))
  return Array.from({ length: rank }, (_, axis) => {
    const lengths = shapes.map((shape) => shape[axis - rank + shape.length] ?? 1)
    return lengths.find((length) => length !== 1) ?? 1
  })
}

/** Calls `visit` with the place of each element of a shape in an array of such strides, in order. */
export function forEachPlace(
  shape: readonly number[],
  strides: readonly number[],
  visit: (place: number, index: number) => void,
  start = 0,
): void {
  const last = shape.length - 1
  const [run = 1, step = 0] = [shape[last], strides[last]]
  const lines = run === 0 ? 0 : sizeOf(shape) / run
  const counters = new Array<number>(shape.length).fill(0)
  let first = start
  let index = 0
  for (let line = 0; line < lines; line++) {
    let place = first
    for (let i = 0; i < run; i++) {
      visit(place, index++)
      place += step
    }
    for (let axis = last - 1; axis >= 0; axis--) {
      const next = (counters[axis] ?? 0) + 1
      if (next < (shape[axis] ?? 0)) {
        counters[axis] = next
        first += strides[axis] ?? 0
        break
      }
      counters[axis] = 0
      first -= (next - 1) * (strides[axis] ?? 0)
    }
  }
}

/** The elements at the places that a shape has in an array of such strides. */
export function taken(
  value: ArrayValue,
  shape: readonly number[],
  strides: readonly number[],
  start = 0,
): ArrayValue {
  if (value.type === 'string') {
    const texts: string[] = []
    forEachPlace(shape, strides, (place) => texts.push(value.data[place] ?? ''), start)
    return { type: 'string', shape, data: texts }
  }
  const result = allocate(value.type, shape)
  const [from, to] = [value.data, result.data]
  forEachPlace(
    shape,
    strides,
    (place, index) => {
      to[index] = from[place] ?? 0
    },
    start,
  )
  return result
}

/** The value as numbers. */
export function numbersOf(value: ArrayValue | undefined): NumberArray {
  if (value === undefined || value.type === 'string')
    throw new TypeError('the model needs numbers where it has none')
  return value
}

/** The axis of a number that may count from the end. */
export const axisOf = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis)
