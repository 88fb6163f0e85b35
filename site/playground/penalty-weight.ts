/** The weight of a penalty in the text of a config: found and changed in place, so that all else stays as it is. */
import { isMap, isPair, isScalar, parseDocument, type Scalar, type YAMLMap } from 'yaml'

/** The penalty that is added where a config has none. */
const usual = 'inputGradient'

/** Options of penalties that are maps of columns, one of which may be called weight. */
export const mapsOfColumns: readonly string[] = ['columns', 'direction', 'targets']

/** The penalty that the slider is of. */
export interface PenaltyWeight {
  readonly name: string
  /** 0 where the config has none; `null`: a schedule, or what cannot be read. */
  readonly weight: number | null
}

/** The first penalty of a config. */
export function penaltyWeight(text: string): PenaltyWeight {
  const first = firstPenalty(text)
  if (first === null) return { name: usual, weight: 0 }
  const { name, scalar, isWithoutWeight } = first
  if (isWithoutWeight) return { name, weight: 1 }
  return { name, weight: typeof scalar?.value === 'number' ? scalar.value : null }
}

/** The config with another weight of its first penalty; with 0, without the line that a former weight has added. */
export function withPenaltyWeight(text: string, weight: number): string {
  const first = firstPenalty(text)
  const added = `penalties:\n  ${usual}: `
  if (first === null) {
    if (weight === 0) return text
    return `${text === '' || text.endsWith('\n') ? text : `${text}\n`}${added}${weight}\n`
  }
  const { scalar, isWithoutWeight, begin, column } = first
  if (weight === 0 && scalar !== undefined) {
    const start = text.lastIndexOf(added)
    const without = text.slice(0, start) + text.slice(start).replace(/^penalties:\n.*\n?/, '')
    const isAdded =
      start >= 0 && text.slice(start + added.length).trim() === String(scalar.value ?? '')
    if (isAdded) return without
  }
  if (scalar?.range) {
    const [from, to] = scalar.range
    return `${text.slice(0, from)}${weight}${text.slice(to)}`
  }
  if (!isWithoutWeight || begin === undefined) return text
  const between = typeof column !== 'number' ? ', ' : `\n${' '.repeat(column)}`
  return `${text.slice(0, begin)}weight: ${weight}${between}${text.slice(begin)}`
}

interface FoundPenalty {
  readonly name: string
  /** What stands for the weight. */
  readonly scalar?: Scalar
  /** Whether it has options, and no weight among them. */
  readonly isWithoutWeight?: boolean
  /** Where its options begin; the column of these, `null` within braces. */
  readonly begin?: number | undefined
  readonly column?: number | null
}

function firstPenalty(text: string): FoundPenalty | null {
  const document = parseDocument(text)
  const penalties = document.get('penalties')
  if (!isMap(penalties)) return null
  const [pair] = penalties.items
  if (!isPair(pair) || !isScalar(pair.key)) return null
  const name = String(pair.key.value)
  const { value } = pair
  if (isScalar(value)) return { name, scalar: value }
  if (!isMap(value)) return { name }
  const weight = value.get('weight', true)
  if (isScalar(weight)) return { name, scalar: weight }
  if (weight !== undefined) return { name }
  const [first] = value.items
  if (mayBeNamed(value)) {
    const inner = weightWithin(value)
    return inner === null ? { name } : { name, scalar: inner }
  }
  const begin = first && isScalar(first.key) ? first.key.range?.[0] : undefined
  const lineStart = begin === undefined ? 0 : text.lastIndexOf('\n', begin) + 1
  const column = value.flow === true || begin === undefined ? null : begin - lineStart
  return { name, isWithoutWeight: true, begin, column }
}

/**
 * Whether a term may have a name of its own, with its method below: it has one key then, whose value is not text. By the
 * text alone `flat: { l2: 0.1 }` and `inputGradient: { p: 2 }` look the same.
 */
function mayBeNamed({ items }: YAMLMap): boolean {
  const [first, ...others] = items
  if (first === undefined || others.length > 0) return false
  return (
    !isScalar(first.value) || first.value.value === null || typeof first.value.value === 'number'
  )
}

/** The weight of the method below a name of its own; `null` where that is not for sure what it is. */
function weightWithin({ items }: YAMLMap): Scalar | null {
  const [method] = items
  if (!method || !isMap(method.value) || !isScalar(method.key)) return null
  if (mapsOfColumns.includes(String(method.key.value))) return null
  const weight = method.value.get('weight', true)
  return isScalar(weight) ? weight : null
}

/** Positions of the slider: 0 is no penalty, then from 0.001 to 10 in equal ratios. */
export const sliderEnd = 60
const [least, decades] = [-3, 4]

/** The weight at a position, with two digits. */
export const weightAt = (position: number): number =>
  position <= 0
    ? 0
    : Number((10 ** (least + (decades * (position - 1)) / (sliderEnd - 1))).toPrecision(2))

/** The position that is nearest to a weight. */
export function positionOf(weight: number): number {
  if (!(weight > 0)) return 0
  const share = (Math.log10(weight) - least) / decades
  return Math.min(sliderEnd, Math.max(1, Math.round(1 + share * (sliderEnd - 1))))
}
