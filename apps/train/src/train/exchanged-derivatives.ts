import type { Config } from '../config/config.ts'
import { definitionOf } from '../config/method-reader.ts'
import { quoted } from '../config/show.ts'
import type { Dataset } from '../data/dataset.ts'
import type { Notice } from '../data/notice.ts'
import { withAllFeatures } from '../data/packed-columns.ts'
import type { Part } from '../data/part.ts'
import { columnInUnits, type InputColumn, widthOf } from '../data/preprocessing.ts'

/** How many rows are looked at, and among how many their neighbours are sought. */
const [looked, sought] = [128, 1024]
/** From which correlation on changes of the target go with what columns say. */
const clear = 0.5

type Read = Pick<Dataset, 'training' | 'preprocessing'>

/** A column of first derivatives, and the input that they are by. */
interface Slope {
  readonly column: string
  readonly input: string
}

/**
 * A line for each penalty that fits derivatives from columns where the rows say that a column and an input are
 * exchanged, or that the derivatives have the other sign: between neighbouring rows the target then changes by the input
 * times the change of the column, or against the derivatives. Where data are exchanged, training would fit them silently.
 */
export function exchangedDerivatives(
  config: Pick<Config, 'catalogue' | 'penalties'>,
  read: Read,
): Notice[] {
  return Array.from(config.penalties.byName).flatMap(([name, { method, options }]): Notice[] => {
    const { derivativeColumns } = definitionOf(config.catalogue, 'penalty', method)
    const slopes = Object.entries(derivativeColumns?.(options) ?? {}).flatMap(
      ([column, [input, ...others]]): Slope[] =>
        input === undefined || others.length > 0 ? [] : [{ column, input }],
    )
    const text = slopes.length > 0 ? faultOf(slopes, read) : null
    return text === null ? [] : [{ place: `penalties.${name}`, column: null, text }]
  })
}

function faultOf(
  slopes: readonly Slope[],
  { training: whole, preprocessing }: Read,
): string | null {
  const training = withAllFeatures(whole, sought)
  const pairs = neighbours(training)
  if (pairs.length < 10) return null
  const found = slopes.map(({ column, input }) => ({
    derivatives: training.columns?.[column]?.values ?? [],
    inputs: valuesOf(input, training, preprocessing.inputs),
  }))
  const changes = pairs.map(
    ([one, other]) => (training.targets[other] ?? 0) - (training.targets[one] ?? 0),
  )
  const asWritten = correlation(
    changes,
    pairs.map((pair) => sumOf(found, (of) => times(of.derivatives, of.inputs, pair))),
  )
  const reversed = correlation(
    changes,
    pairs.map((pair) => sumOf(found, (of) => times(of.inputs, of.derivatives, pair))),
  )
  const [{ column, input } = { column: '', input: '' }] = slopes
  const said = `between neighbouring rows the target changes with a correlation of ${inDigits(asWritten)} as ${quoted(column)} and ${quoted(input)} say`
  if (reversed > clear && reversed > asWritten + clear / 2)
    return `${said}, and of ${inDigits(reversed)} where they are exchanged: the column of derivatives comes first, and behind it the input that they are by`
  if (asWritten < -clear)
    return `${said}: the derivatives have the other sign, as forces have beside energies; change it in the file`
  return null
}

/** What a target would change by from one row to another: the mean of the slopes times the change of the input. */
function times(
  slopes: ArrayLike<number>,
  inputs: ArrayLike<number>,
  [one, other]: readonly [number, number],
): number {
  const slope = ((slopes[one] ?? 0) + (slopes[other] ?? 0)) / 2
  return slope * ((inputs[other] ?? 0) - (inputs[one] ?? 0))
}

/** The numbers of an input column in the units of the file. */
function valuesOf(name: string, { rows, inputs }: Part, columns: readonly InputColumn[]): number[] {
  const width = inputs.length / rows
  let feature = 0
  for (const column of columns) {
    if (column.name === name && column.kind === 'numeric') {
      const features = Array.from({ length: rows }, (_, row) => inputs[row * width + feature] ?? 0)
      return [...columnInUnits(column, features)]
    }
    feature += widthOf(column)
  }
  return []
}

/** Some rows, each with the one nearest to it by its inputs and by the columns that methods read. */
function neighbours({ rows, inputs, columns = {} }: Part): (readonly [number, number])[] {
  const width = inputs.length / rows
  const read = Object.values(columns).flatMap(({ groups, values }) => {
    const size = Math.max(...Array.from(values, Math.abs))
    return groups === null && size > 0 ? [{ values, size }] : []
  })
  const distance = (one: number, other: number): number => {
    let sum = 0
    for (let feature = 0; feature < width; feature++) {
      const difference =
        (inputs[one * width + feature] ?? 0) - (inputs[other * width + feature] ?? 0)
      sum += difference * difference
    }
    for (const { values, size } of read) {
      const difference = ((values[one] ?? 0) - (values[other] ?? 0)) / size
      sum += difference * difference
    }
    return sum
  }
  return Array.from({ length: Math.min(rows, looked) }, (_, one) => {
    let [nearest, least] = [one, Number.POSITIVE_INFINITY]
    for (let other = 0; other < Math.min(rows, sought); other++) {
      const length = other === one ? 0 : distance(one, other)
      if (length > 0 && length < least) [nearest, least] = [other, length]
    }
    return [one, nearest] as const
  })
}

/** Of changes around 0. */
function correlation(some: readonly number[], others: readonly number[]): number {
  const product = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0)
  const lengths = Math.sqrt(product(some, some) * product(others, others))
  return lengths > 0 ? product(some, others) / lengths : 0
}

const sumOf = <T>(list: readonly T[], of: (item: T) => number): number =>
  list.reduce((sum, item) => sum + of(item), 0)

const inDigits = (value: number): string => value.toFixed(2)
