import { checkOptions, describeValue, type Tensor, tensor } from '@sobolev/core'
import { floatDType } from '../float-dtype.ts'
import { named } from './columns.ts'

/** Which elements of an example's inputs are those of one column of a table. */
export interface InputColumn {
  /** Positions within the example, all of its axes as one. */
  readonly elements: readonly number[]
  /**
   * How much of the column's unit one of an input is, such as the standard deviation that it was divided by.
   * @default 1
   */
  readonly scale?: number
  /**
   * What the column is, in its unit, where the input is 0.
   * @default 0
   */
  readonly offset?: number
  /**
   * What makes inputs of the column where that is no multiple, in words such as "a logarithm": then `scale` and `offset`
   * say nothing, and derivatives in the column's unit differ from place to place.
   */
  readonly curve?: string
  /** The smallest and the largest value of the column that is trained on, in its unit; unknown unless given. */
  readonly range?: readonly [low: number, high: number]
}

/** What one number of an example is. */
export interface InputElement {
  /** The column of the table that it was made of. */
  readonly column: string
  /**
   * `number`: a quantity; `category`: one of the numbers that say which category it is, such as 0 or 1, all 0 where it is
   * unknown; `index`: a whole number that stands for a category, 0 where it is unknown; `indicator`: 1 where the cell was
   * missing.
   */
  readonly kind: 'number' | 'category' | 'index' | 'indicator'
  /** Of an index, how many there are: it is 0 to one less. */
  readonly indices?: number
}

/** What the elements of inputs and targets stand for in the table that they were made of. */
export interface ExampleLayout {
  /** The columns that are inputs, by name. */
  readonly inputs: Readonly<Record<string, InputColumn>>
  /** What each element of an example, or of each step, is, in their order; numbers unless given. */
  readonly elements?: readonly InputElement[]
  /**
   * How much of the target's unit one of an output is.
   * @default 1
   */
  readonly targetScale?: number
  /**
   * What the target is, in its unit, where an output is 0.
   * @default 0
   */
  readonly targetOffset?: number
  /** What makes what is trained on of the target where that is no multiple, in words; as of an input. */
  readonly targetCurve?: string
  /** How many groups the columns of groups have that batches carry; for penalties that remember something of each. */
  readonly groups?: Readonly<Record<string, number>>
  /** How often each class occurs in what is trained on, in their order; for changes of the loss that go by it. */
  readonly classCounts?: readonly number[]
  /** Of sequences [n, steps, features]: how many features a step has; `elements` are then those of each step. */
  readonly features?: number
}

/** A column by its name in the layout, or by its position within an example. */
export type ColumnReference = string | number

/** Throws a TypeError for a layout that is none: JavaScript may pass names alone. */
export function checkLayout(operation: string, layout: ExampleLayout | undefined): void {
  if (layout === undefined) return
  const of = 'the layout must be { inputs: { age: { elements: [0], scale: 1 } }, targetScale: 1 }'
  const { inputs, targetScale, features } = checkOptions(
    operation,
    layout,
    {
      ...{ inputs: 'any', targetScale: 'number', targetOffset: 'number', targetCurve: 'any' },
      ...{ groups: 'any', classCounts: 'any', features: 'number', elements: 'any' },
    },
    ['inputs'],
  )
  const isRecord = typeof inputs === 'object' && inputs !== null
  const bad = isRecord
    ? Object.entries(inputs).find(([, column]) => !Array.isArray(column?.elements))
    : ['inputs', inputs]
  if (bad !== undefined)
    throw new TypeError(`${operation}: ${of}, got ${describeValue(bad[1])} for "${bad[0]}"`)
  for (const [name, value] of Object.entries({ targetScale, features }))
    if (value !== undefined && !(value > 0))
      throw new RangeError(`${operation}: ${name} of the layout must be above 0, got ${value}`)
}

/** A column that is a position: a number, or the key of a map that is one and no name of an input. */
function positionOf(column: ColumnReference, layout: ExampleLayout | undefined): number | null {
  if (typeof column === 'number') return column
  const isName = Object.hasOwn(layout?.inputs ?? {}, column)
  return /^\d+$/.test(column) && !isName ? Number(column) : null
}

/** How many groups a column, or each combination of several, has. Throws a TypeError for one that is not in the layout. */
export function groupCountOf(
  operation: string,
  columns: string | readonly string[],
  layout: ExampleLayout | undefined,
): number {
  return [columns].flat().reduce((product, name) => {
    const count = named(layout?.groups ?? {}, name, {
      operation,
      what: 'a column of groups',
      way: 'objective({ layout: { inputs: {}, groups: { site: 3 } } }) says how many groups it has',
    })
    return product * count
  }, 1)
}

/**
 * The elements of a column in examples of this shape, and how much of its unit one of an input is, which throws a RangeError
 * where that differs from place to place. Throws a TypeError for a name, a RangeError for a position that there is not.
 */
export function inputColumnOf(
  operation: string,
  column: ColumnReference,
  inputs: Tensor,
  layout: ExampleLayout | undefined,
): Required<Pick<InputColumn, 'elements' | 'scale'>> {
  const { elements, scale = 1, curve } = foundColumn(operation, column, inputs, layout)
  return {
    elements,
    get scale() {
      if (curve === undefined) return scale
      throw unitsError(operation, `the input ${describeValue(column)}`, curve)
    },
  }
}

/** How much of the target's unit one of an output is. Throws a RangeError where that differs from place to place. */
export function targetScaleOf(operation: string, layout: ExampleLayout | undefined): number {
  if (layout?.targetCurve === undefined) return layout?.targetScale ?? 1
  throw unitsError(operation, 'the target', layout.targetCurve)
}

/** Throws a RangeError where the target, or an input of one number, goes through a curve. */
export function refuseCurves(operation: string, layout: ExampleLayout): void {
  targetScaleOf(operation, layout)
  for (const [name, { curve, elements }] of Object.entries(layout.inputs))
    if (curve !== undefined && elements.length === 1)
      throw unitsError(operation, `the input ${describeValue(name)}`, curve)
}

function unitsError(operation: string, what: string, curve: string): RangeError {
  return new RangeError(
    `${operation}: goes by derivatives in the units of the table, and ${what} goes through ${curve}, so that these are no multiples of those of the model; leave that out, or ${operation}`,
  )
}

/** A column, all its steps among the elements of sequences. */
function foundColumn(
  operation: string,
  column: ColumnReference,
  inputs: Tensor,
  layout: ExampleLayout | undefined,
): InputColumn {
  const size = inputs.shape.slice(1).reduce((product, length) => product * length, 1)
  const position = positionOf(column, layout)
  const known: InputColumn =
    position !== null
      ? { elements: [position] }
      : named(layout?.inputs ?? {}, String(column), {
          operation,
          what: 'an input',
          way: 'objective({ layout: { inputs: { age: { elements: [0] } } } }) names inputs; a position within the example, such as 0, needs no name',
        })
  const { elements } = known
  const features = layout?.features ?? size
  const outside = elements.find(
    (element) => !(Number.isInteger(element) && element >= 0 && element < features),
  )
  if (outside !== undefined)
    throw new RangeError(
      `${operation}: the elements of the column ${describeValue(column)} must be positions from 0 to ${features - 1}, got ${describeValue(outside)}`,
    )
  const steps = size / features
  const all = Array.from({ length: steps }, (_, step) =>
    elements.map((element) => step * features + element),
  )
  return { ...known, elements: all.flat() }
}

/** 1 at the elements of some columns and 0 elsewhere, [1, ...] for inputs [n, ...] to take part with, in their dtype. */
export function columnMask(
  operation: string,
  columns: ColumnReference | readonly ColumnReference[],
  inputs: Tensor,
  layout: ExampleLayout | undefined,
): Tensor {
  const shape = inputs.shape.slice(1)
  const mask = new Float64Array(shape.reduce((product, length) => product * length, 1))
  for (const column of [columns].flat())
    for (const element of inputColumnOf(operation, column, inputs, layout).elements)
      mask[element] = 1
  const dtype = floatDType(`${operation}: inputs`, inputs)
  return tensor(mask, { dtype, shape: [1, ...shape] })
}
