import type { ExampleLayout, InputColumn } from '@sobolev/nn'
import type { Config } from '../config/config.ts'
import { type MethodColumn, methodColumns } from '../config/method-columns.ts'
import { listed, quoted } from '../config/show.ts'
import { didYouMean } from '../config/suggest.ts'
import { curveInWords } from '../data/curve.ts'
import { matches } from '../data/named-columns.ts'
import { type StoredInputs, valuesOfFeature } from '../data/packed-columns.ts'
import {
  columnInUnits,
  featuresOf,
  isStraight,
  type NumericInput,
  type Preprocessing,
} from '../data/preprocessing.ts'
import { fileColumnOf } from '../data/reading.ts'
import { type Fault, InputError } from '../errors.ts'

/**
 * Which elements of an example are which column of the file, and in which units, for methods that go by columns: by the
 * names of columns, of their categories such as `island=Biscoe`, and by patterns such as `pixel*` that the config names.
 *
 * @param trained the inputs that are trained on, row by row, of which columns have their ranges
 * @throws InputError for every name that is of no input
 */
export function exampleLayout(
  config: Config,
  { inputs, target, sequence }: Pick<Preprocessing, 'inputs' | 'target' | 'sequence'>,
  trained: StoredInputs = { inputs: new Float32Array() },
): ExampleLayout {
  const columns = new Map<string, InputColumn>()
  const features = inputs.flatMap(featuresOf)
  const width = features.length
  let position = 0
  const add = (name: string, elements: readonly number[], units: Units): void => {
    const before = columns.get(name)?.elements ?? []
    const { inUnits, ...facts } = units
    columns.set(name, {
      elements: [...before, ...elements],
      ...facts,
      ...rangeOf(trained, width, [...before, ...elements], inUnits),
    })
  }
  for (const input of inputs) {
    const names = featuresOf(input).map(({ name }) => name)
    const elements = names.map((_, index) => position + index)
    position += names.length
    if (input.kind === 'numeric') {
      const units = unitsOf(input)
      // The parts of a date together are its column.
      for (const name of new Set([input.name, fileColumnOf(input)]))
        add(name, elements.slice(0, 1), units)
      names.slice(1).forEach((name, index) => {
        add(name, elements.slice(index + 1, index + 2), noUnits)
      })
      continue
    }
    if (input.encoding !== 'index')
      names.forEach((name, index) => {
        add(name, elements.slice(index, index + 1), noUnits)
      })
    add(input.name, elements, noUnits)
  }
  const names = [...columns.keys()]
  const ofFile = [...new Set(inputs.flatMap((input) => [input.name, fileColumnOf(input)]))]
  const faults: Fault[] = []
  for (const asked of methodColumns(config)) {
    if (asked.use !== 'inputs') continue
    const column = columns.get(asked.name) ?? together(names, asked.name, columns)
    const count = column.elements.length
    if (asked.isSingle && count > 1)
      faults.push({
        place: '',
        message: `${asked.key}: must name inputs of one number, got ${quoted(asked.name)}, which has ${count}`,
      })
    if (count === 0) faults.push({ place: '', message: unknownInput(asked, ofFile, config) })
    columns.set(asked.name, column)
  }
  if (faults.length > 0) throw new InputError(faults)
  return {
    inputs: Object.fromEntries(columns),
    elements: features.map(({ name: _, ...element }) => element),
    ...(target.kind === 'number' && targetUnits(target)),
    ...(sequence && { features: position }),
  }
}

/** All columns whose names a pattern fits, as one; a single one keeps its units. None where it is no pattern. */
function together(
  names: readonly string[],
  pattern: string,
  columns: ReadonlyMap<string, InputColumn>,
): InputColumn {
  const isPattern = pattern.includes('*')
  const found = names.flatMap((name) =>
    isPattern && matches(name, pattern) ? (columns.get(name) ?? []) : [],
  )
  const elements = [...new Set(found.flatMap((column) => column.elements))]
  const [only] = found
  return only && elements.length === 1 ? only : { elements, scale: 1 }
}

interface Units extends Pick<InputColumn, 'scale' | 'offset' | 'curve'> {
  readonly inUnits: (features: readonly number[]) => Float64Array
}

const noUnits: Units = { scale: 1, offset: 0, inUnits: (features) => Float64Array.from(features) }

const targetUnits = ({
  scale,
  mean,
  curve,
}: Extract<Preprocessing['target'], { kind: 'number' }>): Partial<ExampleLayout> =>
  curve === undefined
    ? { targetScale: scale, targetOffset: mean }
    : { targetCurve: curveInWords(curve) }

function unitsOf(input: NumericInput): Units {
  const { scale, offset, curve, smoothClip } = input
  const inUnits = (features: readonly number[]): Float64Array => columnInUnits(input, features)
  if (isStraight(input)) return { scale, offset, inUnits }
  const words = curve === undefined ? `a smooth clip at ±${smoothClip}` : curveInWords(curve)
  return { curve: words, inUnits }
}

/** The smallest and the largest value of a column that is one element of rows, in its unit; nothing without rows. */
function rangeOf(
  rows: StoredInputs,
  width: number,
  [element = 0, ...others]: readonly number[],
  inUnits: Units['inUnits'],
): Pick<InputColumn, 'range'> {
  if (rows.inputs.length === 0 || others.length > 0) return {}
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of valuesOfFeature(rows, element, width)) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  const [least = low, most = high] = inUnits([low, high])
  return { range: [least, most] }
}

function unknownInput(
  { key, name }: MethodColumn,
  inputs: readonly string[],
  { data }: Config,
): string {
  const isLeftOut = data.exclude.includes(name) || data.inputs !== null
  const hint = isLeftOut && !didYouMean(name, inputs) ? '; see data.inputs and data.exclude' : ''
  return `${key}: no input is named ${quoted(name)}${didYouMean(name, inputs)}; the inputs are ${listed(inputs)}${hint}`
}
