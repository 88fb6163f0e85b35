import * as z from 'zod'
import type { Value } from '../graph/graph-writer.ts'
import type { Length } from '../graph/length.ts'
import { padded } from './layout-rows.ts'
import {
  attributesOf,
  fixed,
  inputOf,
  type OperatorRow,
  type RowContext,
  wholeNumber,
} from './operator-row.ts'

const windowForm = z.object({ size: wholeNumber, stride: wholeNumber, dilation: wholeNumber })
const windowsForm = z.object({ windows: z.array(windowForm) })
type Window = z.output<typeof windowForm>

const product = (numbers: readonly number[]): number => numbers.reduce((all, one) => all * one, 1)

const countOf = (length: number, { size, stride, dilation }: Window): number =>
  Math.floor((length - (size - 1) * dilation - 1) / stride) + 1

/** All windows along the last axes, [..., *sizes, *counts]: the places of each along its axis are known. */
function windowsOf({ writer }: RowContext, x: Value, windows: readonly Window[]): Value {
  const lead = x.shape.length - windows.length
  const lengths = fixed(x.shape.slice(lead))
  const { type } = x
  let seen = x
  windows.forEach((window, index) => {
    const { size, stride, dilation } = window
    const count = countOf(lengths[index] ?? 0, window)
    const places = Array.from(
      { length: size * count },
      (_, i) => Math.floor(i / count) * dilation + (i % count) * stride,
    )
    const axis = lead + 2 * index
    const shape = [...seen.shape.slice(0, axis), size, count, ...seen.shape.slice(axis + 1)]
    const indices = writer.integers(places, [size, count])
    seen = writer.emit('Gather', [seen, indices], { type, shape }, { axis })
  })
  // [..., size, count, size, count] → [..., size, size, count, count].
  const axes = windows.map((_, index) => lead + 2 * index)
  const perm = [...x.shape.slice(0, lead).keys(), ...axes, ...axes.map((axis) => axis + 1)]
  const shape = perm.map((axis) => seen.shape[axis] ?? 0)
  if (windows.length < 2) return seen
  return writer.emit('Transpose', [seen], { type, shape }, { perm })
}

/** The place, among the spatial elements, of the largest element of each window. */
const firstLargest: OperatorRow = (context) => {
  const { writer, shape } = context
  const x = inputOf(context, 0)
  const { windows } = attributesOf(context, windowsForm)
  const lead = x.shape.slice(0, x.shape.length - windows.length)
  const spatial = fixed(x.shape.slice(lead.length))
  const counts = fixed(shape.slice(lead.length))
  const [places, total] = [product(windows.map(({ size }) => size)), product(counts)]
  const seen = windowsOf(context, x, windows)
  const flat = reshaped(context, seen, [...lead, places, total])
  const inWindow = writer.emit(
    'ArgMax',
    [flat],
    { type: 'int64', shape: [...lead, total] },
    { axis: lead.length, keepdims: 0 },
  )
  // Where in the image the elements of the windows lie: one more dimension for the position in the window.
  const table = placesOf(windows, spatial, counts)
  // An index into the flat table: the position in the window times the number of windows, and the number of the window.
  const scaled = writer.emit('Mul', [inWindow, writer.integers([total], [])], {
    type: 'int64',
    shape: [...lead, total],
  })
  const windowNumbers = writer.integers(Array.from({ length: total }, (_, i) => i))
  const index = writer.emit('Add', [scaled, windowNumbers], {
    type: 'int64',
    shape: [...lead, total],
  })
  const found = writer.emit('Gather', [writer.integers(table), index], {
    type: 'int64',
    shape: [...lead, total],
  })
  const cast = writer.emit('Cast', [found], { type: 'int32', shape: found.shape }, { to: 6 })
  return reshaped(context, cast, shape)
}

/** The flat place in the image of each element of each window: position in the window first, then the window. */
function placesOf(
  windows: readonly Window[],
  spatial: readonly number[],
  counts: readonly number[],
): number[] {
  const sizes = windows.map(({ size }) => size)
  const shape = [...sizes, ...counts]
  return Array.from({ length: product(shape) }, (_, flat) => {
    const coordinates = unravelled(flat, shape)
    return spatial.reduce((place, length, axis) => {
      const { stride, dilation } = windows[axis] ?? { stride: 1, dilation: 1 }
      const within = (coordinates[axis] ?? 0) * dilation
      return place * length + within + (coordinates[sizes.length + axis] ?? 0) * stride
    }, 0)
  })
}

function unravelled(flat: number, shape: readonly number[]): number[] {
  let quotient = flat
  const coordinates = shape.toReversed().map((length) => {
    const coordinate = quotient % length
    quotient = Math.floor(quotient / length)
    return coordinate
  })
  return coordinates.reverse()
}

function reshaped(
  { writer }: Pick<RowContext, 'writer'>,
  x: Value,
  shape: readonly Length[],
): Value {
  return writer.emit('Reshape', [x, writer.reshapedLengths(shape)], { type: x.type, shape })
}

/** Adds windows where they overlap: a transposed convolution whose kernel has a 1 for each place in the window. */
const overlapAdd: OperatorRow = (context) => {
  const { writer, shape, type } = context
  const { windows, spatial } = attributesOf(
    context,
    windowsForm.extend({ spatial: z.array(wholeNumber) }),
  )
  const x = inputOf(context, 0)
  const rank = windows.length
  const lead = x.shape.slice(0, x.shape.length - 2 * rank)
  const counts = fixed(x.shape.slice(x.shape.length - rank))
  const sizes = windows.map(({ size }) => size)
  const places = product(sizes)
  const images = reshaped(context, x, [leadLength(lead), places, ...counts])
  const ones = Array.from({ length: places * places }, (_, i) => Number(i % (places + 1) === 0))
  const kernel = writer.store(
    { type, shape: [places, 1, ...sizes], data: ones },
    `overlap ${type} ${sizes}`,
  )
  const reach = windows.map(
    ({ size, stride, dilation }, axis) =>
      ((counts[axis] ?? 1) - 1) * stride + (size - 1) * dilation + 1,
  )
  const added = writer.emit(
    'ConvTranspose',
    [images, kernel],
    { type, shape: [leadLength(lead), 1, ...reach] },
    {
      strides: windows.map(({ stride }) => stride),
      dilations: windows.map(({ dilation }) => dilation),
      kernel_shape: sizes,
    },
  )
  const whole = reshaped(context, added, [...lead, ...reach])
  const after = spatial.map((length, axis) => length - (reach[axis] ?? 0))
  if (after.every((width) => width === 0)) return whole
  const zeros = shape.map(() => 0)
  return padded(context, whole, zeros, [...lead.map(() => 0), ...after])
}

/** The product of leading lengths, of which at most one varies. */
function leadLength(lead: readonly Length[]): Length {
  const numbers = lead.filter((length) => typeof length === 'number')
  const [varying, ...more] = lead.filter((length) => typeof length !== 'number')
  if (more.length > 0) fixed(more)
  return varying === undefined ? product(numbers) : varying.times(product(numbers))
}

/** Operations on windows of images and signals, by the names of their primitives. */
export const windowRows: Readonly<Record<string, OperatorRow>> = {
  windows(context) {
    const { windows } = attributesOf(context, windowsForm)
    return windowsOf(context, inputOf(context, 0), windows)
  },
  firstLargest,
  overlapAdd,
}
