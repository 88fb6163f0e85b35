import { binaryFunctions, testFunctions, unaryFunctions } from './functions.ts'
import { convolutionTransposed, matmul } from './products.ts'
import {
  type ArrayValue,
  allocate,
  axisOf,
  broadcastShape,
  broadcastStrides,
  forEachPlace,
  type NumberArray,
  type NumberType,
  numbersOf,
  sizeOf,
  stridesOf,
  taken,
} from './values.ts'

/** Attributes of an operator: numbers, texts and lists of them. */
export type Attributes = Readonly<Record<string, unknown>>

/** Computes the outputs of an operator of ONNX. */
export type Operator = (
  inputs: readonly (ArrayValue | undefined)[],
  attributes: Attributes,
) => ArrayValue | readonly ArrayValue[]

/** A whole number among the attributes. */
export function numberAttribute(attributes: Attributes, name: string, usual = 0): number {
  const value = attributes[name]
  return typeof value === 'number' ? value : usual
}

/** A list of numbers among the attributes. */
export function numbersAttribute(attributes: Attributes, name: string): number[] {
  const value: unknown = attributes[name]
  return Array.isArray(value) ? value.map(Number) : []
}

const listOf = (value: ArrayValue | undefined): number[] =>
  Array.from(numbersOf(value).data, Number)

const elementTypes: Readonly<Record<number, NumberType>> = {
  1: 'float32',
  6: 'int32',
  7: 'int64',
  9: 'bool',
  11: 'float64',
}

const unary =
  (fn: (x: number) => number): Operator =>
  ([input]) => {
    const x = numbersOf(input)
    const result = allocate(x.type, x.shape)
    for (let i = 0; i < x.data.length; i++) result.data[i] = fn(x.data[i] ?? 0)
    return result
  }

/** `fn` of the elements of two arrays that broadcast. */
function combined(
  a: NumberArray,
  b: NumberArray,
  type: NumberType,
  fn: (a: number, b: number) => number,
): NumberArray {
  const shape = broadcastShape(a.shape, b.shape)
  const result = allocate(type, shape)
  const { data } = result
  if (a.data.length === data.length && b.data.length === data.length) {
    for (let i = 0; i < data.length; i++) data[i] = fn(a.data[i] ?? 0, b.data[i] ?? 0)
    return result
  }
  const ofB = new Int32Array(data.length)
  forEachPlace(shape, broadcastStrides(b.shape, shape), (place, index) => {
    ofB[index] = place
  })
  forEachPlace(shape, broadcastStrides(a.shape, shape), (place, index) => {
    data[index] = fn(a.data[place] ?? 0, b.data[ofB[index] ?? 0] ?? 0)
  })
  return result
}

const where: Operator = ([test, yes, no]) => {
  const [condition, a, b] = [numbersOf(test), numbersOf(yes), numbersOf(no)]
  const shape = broadcastShape(condition.shape, a.shape, b.shape)
  const [fromA, fromB] = [a, b].map((value) =>
    taken(value, shape, broadcastStrides(value.shape, shape)),
  )
  const [x, y] = [numbersOf(fromA), numbersOf(fromB)]
  const result = allocate(a.type, shape)
  forEachPlace(shape, broadcastStrides(condition.shape, shape), (place, index) => {
    result.data[index] = (condition.data[place] ? x.data[index] : y.data[index]) ?? 0
  })
  return result
}

const cast: Operator = ([input], attributes) => {
  const x = numbersOf(input)
  const type = elementTypes[numberAttribute(attributes, 'to')] ?? 'float32'
  const result = allocate(type, x.shape)
  const { data } = result
  for (let i = 0; i < data.length; i++) {
    const value = x.data[i] ?? 0
    if (type === 'bool') data[i] = Number(value !== 0)
    else if (type === 'int32')
      data[i] = Math.max(-2_147_483_648, Math.min(2_147_483_647, Math.trunc(value))) || 0
    else data[i] = type === 'int64' ? Math.trunc(value) : value
  }
  return result
}

/** `reduce` of the elements along some axes, in order. */
const reduced =
  (initial: number, reduce: (sum: number, value: number) => number): Operator =>
  ([input, axesInput], attributes) => {
    const x = numbersOf(input)
    const given = axesInput === undefined ? numbersAttribute(attributes, 'axes') : listOf(axesInput)
    const axes = given.map((axis) => axisOf(axis, x.shape.length))
    const kept = x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length))
    const strides = broadcastStrides(kept, x.shape)
    const sums = new Float64Array(sizeOf(kept)).fill(initial)
    forEachPlace(x.shape, strides, (place, index) => {
      sums[place] = reduce(sums[place] ?? 0, x.data[index] ?? 0)
    })
    const shape = kept.filter((_, axis) => !axes.includes(axis))
    const result = allocate(x.type, numberAttribute(attributes, 'keepdims', 1) === 1 ? kept : shape)
    result.data.set(sums)
    return result
  }

/** The place of the first element along an axis that no other is beyond. */
const extremePlace =
  (isBeyond: (a: number, b: number) => boolean): Operator =>
  ([input], attributes) => {
    const x = numbersOf(input)
    const axis = axisOf(numberAttribute(attributes, 'axis'), x.shape.length)
    const length = x.shape[axis] ?? 1
    const inner = sizeOf(x.shape.slice(axis + 1))
    const result = allocate('int64', x.shape.toSpliced(axis, 1))
    for (let i = 0; i < result.data.length; i++) {
      const first = Math.floor(i / inner) * length * inner + (i % inner)
      let best = 0
      for (let place = 1; place < length; place++) {
        const value = x.data[first + place * inner] ?? 0
        if (isBeyond(value, x.data[first + best * inner] ?? 0)) best = place
      }
      result.data[i] = best
    }
    return result
  }

const gather: Operator = ([x, places], attributes) => {
  if (x === undefined) throw new TypeError('Gather: needs values')
  const indices = numbersOf(places)
  const axis = axisOf(numberAttribute(attributes, 'axis'), x.shape.length)
  const [length = 1, inner] = [x.shape[axis], sizeOf(x.shape.slice(axis + 1))]
  const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)]
  const count = indices.data.length
  const flat = new Int32Array(sizeOf(shape))
  for (let i = 0; i < flat.length; i++) {
    const block = Math.floor(i / (count * inner))
    const index = indices.data[Math.floor(i / inner) % count] ?? 0
    const place = index < 0 ? index + length : index
    if (!(place >= 0 && place < length))
      throw new RangeError(
        `a number that stands for a row of a table must be whole, from 0 to ${length - 1}`,
      )
    flat[i] = (block * length + place) * inner + (i % inner)
  }
  if (x.type === 'string')
    return { type: 'string', shape, data: Array.from(flat, (place) => x.data[place] ?? '') }
  const result = allocate(x.type, shape)
  for (let i = 0; i < flat.length; i++) result.data[i] = x.data[flat[i] ?? 0] ?? 0
  return result
}

const gatherElements: Operator = ([input, places], attributes) => {
  const [x, indices] = [numbersOf(input), numbersOf(places)]
  const axis = axisOf(numberAttribute(attributes, 'axis'), x.shape.length)
  const strides = stridesOf(x.shape)
  const along = strides[axis] ?? 1
  const result = allocate(x.type, indices.shape)
  const others = strides.map((stride, other) => (other === axis ? 0 : stride))
  forEachPlace(indices.shape, others, (place, index) => {
    result.data[index] = x.data[place + (indices.data[index] ?? 0) * along] ?? 0
  })
  return result
}

const slice: Operator = ([x, startsInput, endsInput, axesInput, stepsInput]) => {
  if (x === undefined) throw new TypeError('Slice: needs values')
  const [starts, ends, axes, steps] = [startsInput, endsInput, axesInput, stepsInput].map(listOf)
  const strides = stridesOf(x.shape)
  const shape = [...x.shape]
  const moved = [...strides]
  let first = 0
  axes?.forEach((axis, i) => {
    const [length = 0, step = 1] = [x.shape[axis], steps?.[i]]
    const bound = (value: number): number => (value < 0 ? value + length : value)
    const [least, most] = step > 0 ? [0, length] : [-1, length - 1]
    const clipped = (value: number): number => Math.max(least, Math.min(most, bound(value)))
    const [start, end] = [clipped(starts?.[i] ?? 0), clipped(ends?.[i] ?? 0)]
    shape[axis] = Math.max(0, Math.ceil((end - start) / step))
    moved[axis] = (strides[axis] ?? 1) * step
    first += start * (strides[axis] ?? 1)
  })
  return taken(x, shape, moved, first)
}

const pad: Operator = ([input, widthsInput]) => {
  const x = numbersOf(input)
  const widths = listOf(widthsInput)
  const rank = x.shape.length
  const shape = x.shape.map(
    (length, axis) => length + (widths[axis] ?? 0) + (widths[rank + axis] ?? 0),
  )
  const result = allocate(x.type, shape)
  const strides = stridesOf(shape)
  const first = strides.reduce((sum, stride, axis) => sum + stride * (widths[axis] ?? 0), 0)
  forEachPlace(
    x.shape,
    strides,
    (place, index) => {
      result.data[place] = x.data[index] ?? 0
    },
    first,
  )
  return result
}

const concat: Operator = (inputs, attributes) => {
  const arrays = inputs.map(numbersOf)
  const [first] = arrays
  if (first === undefined) throw new TypeError('Concat: needs values')
  const axis = axisOf(numberAttribute(attributes, 'axis'), first.shape.length)
  const inner = sizeOf(first.shape.slice(axis + 1))
  const total = arrays.reduce((sum, { shape }) => sum + (shape[axis] ?? 0), 0)
  const result = allocate(first.type, first.shape.with(axis, total))
  let offset = 0
  for (const { shape, data } of arrays) {
    const run = (shape[axis] ?? 0) * inner
    for (let from = 0, to = offset; from < data.length; from += run, to += total * inner)
      result.data.set(data.subarray(from, from + run), to)
    offset += run
  }
  return result
}

const topK: Operator = ([input, count], attributes) => {
  const x = numbersOf(input)
  const [k = 0] = listOf(count)
  const axis = axisOf(numberAttribute(attributes, 'axis', -1), x.shape.length)
  const sign = numberAttribute(attributes, 'largest', 1) === 1 ? -1 : 1
  const [length = 1, inner] = [x.shape[axis], sizeOf(x.shape.slice(axis + 1))]
  const values = allocate(x.type, x.shape.with(axis, k))
  const places = allocate('int64', x.shape.with(axis, k))
  const lines = x.data.length / length
  for (let line = 0; line < lines; line++) {
    const [block, within] = [Math.floor(line / inner), line % inner]
    const first = block * length * inner + within
    const elementAt = (place: number): number => x.data[first + place * inner] ?? 0
    const order = Array.from({ length }, (_, place) => place).sort(
      (a, b) => sign * (elementAt(a) - elementAt(b)) || a - b,
    )
    for (let i = 0; i < k; i++) {
      const place = order[i] ?? 0
      values.data[block * k * inner + i * inner + within] = elementAt(place)
      places.data[block * k * inner + i * inner + within] = place
    }
  }
  return [values, places]
}

const reshape: Operator = ([x, lengths]) => {
  if (x === undefined) throw new TypeError('Reshape: needs values')
  const shape = listOf(lengths)
  const known = shape.reduce((product, length) => (length === -1 ? product : product * length), 1)
  return { ...x, shape: shape.map((length) => (length === -1 ? x.data.length / known : length)) }
}

const labelEncoder: Operator = ([texts], attributes) => {
  if (texts?.type !== 'string') throw new TypeError('LabelEncoder: needs texts')
  const keys: unknown = attributes.keys_strings
  const numbers = numbersAttribute(attributes, 'values_int64s')
  const codes = new Map(
    Array.isArray(keys) ? keys.map((key, i) => [String(key), numbers[i] ?? -1]) : [],
  )
  const unknown = numberAttribute(attributes, 'default_int64', -1)
  const result = allocate('int64', texts.shape)
  texts.data.forEach((text, i) => {
    result.data[i] = codes.get(text) ?? unknown
  })
  return result
}

/** The operators that exported models use, by their names in ONNX; `Scan` stands in evaluate.ts. */
export const operatorFunctions: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ...Object.entries(unaryFunctions).map(([name, fn]): [string, Operator] => [name, unary(fn)]),
  ...Object.entries(binaryFunctions).map(([name, fn]): [string, Operator] => [
    name,
    ([first, second]) => {
      const a = numbersOf(first)
      return combined(a, numbersOf(second), a.type, fn)
    },
  ]),
  ...Object.entries(testFunctions).map(([name, test]): [string, Operator] => [
    name,
    ([a, b]) => combined(numbersOf(a), numbersOf(b), 'bool', (x, y) => Number(test(x, y))),
  ]),
  ['Not', unary((x) => Number(x === 0))],
  [
    'IsNaN',
    ([input]) => {
      const x = numbersOf(input)
      const result = allocate('bool', x.shape)
      x.data.forEach((value, i) => {
        result.data[i] = Number(Number.isNaN(value))
      })
      return result
    },
  ],
  ['Where', where],
  ['Cast', cast],
  ['Identity', ([x]) => x ?? []],
  [
    'Shape',
    ([x]) => {
      const shape = x?.shape ?? []
      return { type: 'int64', shape: [shape.length], data: Float64Array.from(shape) }
    },
  ],
  [
    'Expand',
    ([x, lengths]) => {
      if (x === undefined) throw new TypeError('Expand: needs values')
      const shape = broadcastShape(x.shape, listOf(lengths))
      return taken(x, shape, broadcastStrides(x.shape, shape))
    },
  ],
  ['Reshape', reshape],
  ['Squeeze', ([x]) => (x === undefined ? [] : { ...x, shape: [] })],
  [
    'Range',
    ([, end]) => {
      const [length = 0] = listOf(end)
      return { type: 'int64', shape: [length], data: Float64Array.from({ length }, (_, i) => i) }
    },
  ],
  ['Unsqueeze', ([x]) => (x === undefined ? [] : { ...x, shape: [...x.shape, 1] })],
  [
    'Transpose',
    ([x], attributes) => {
      if (x === undefined) throw new TypeError('Transpose: needs values')
      const perm = numbersAttribute(attributes, 'perm')
      const strides = stridesOf(x.shape)
      return taken(
        x,
        perm.map((axis) => x.shape[axis] ?? 1),
        perm.map((axis) => strides[axis] ?? 1),
      )
    },
  ],
  ['Slice', slice],
  ['Pad', pad],
  ['Concat', concat],
  ['ReduceSum', reduced(0, (sum, value) => sum + value)],
  ['ReduceMax', reduced(Number.NEGATIVE_INFINITY, Math.max)],
  ['ReduceMin', reduced(Number.POSITIVE_INFINITY, Math.min)],
  ['ArgMax', extremePlace((a, b) => a > b)],
  ['ArgMin', extremePlace((a, b) => a < b)],
  ['Gather', gather],
  ['GatherElements', gatherElements],
  ['TopK', topK],
  ['MatMul', ([a, b]) => matmul(numbersOf(a), numbersOf(b))],
  [
    'ConvTranspose',
    ([x, kernel], attributes) =>
      convolutionTransposed(numbersOf(x), numbersOf(kernel), {
        strides: numbersAttribute(attributes, 'strides'),
        dilations: numbersAttribute(attributes, 'dilations'),
      }),
  ],
  ['LabelEncoder', labelEncoder],
])
