import { quoted } from '../config/show.ts'
import { straightened } from '../data/curve.ts'
import type { Part } from '../data/part.ts'
import type { InputColumn, NumericInput, Preprocessing } from '../data/preprocessing.ts'
import { elementsOf, type InputGroup, withInputs } from '../probe/input-groups.ts'
import type { ModelOnRows } from '../probe/model-on-rows.ts'

/** Values of a column that are tried. */
const MOST_VALUES = 9

/** What a model predicts on average where a column has one value in all rows (Friedman 2001, section 8.2). */
export interface PartialDependence {
  readonly column: string
  /** Numbers of the file, or categories. */
  readonly values: readonly (number | string)[]
  /** By name, for each value: the mean prediction, or the mean probability of a class. */
  readonly predictions: Readonly<Record<string, readonly number[]>>
}

/** The partial dependence of predictions on a column; values are those of rows, evenly spread over them; null where there is none. */
export function partialDependence(
  model: Pick<ModelOnRows, 'guess'>,
  part: Part,
  group: InputGroup,
  { inputs, target }: Preprocessing,
): PartialDependence | null {
  const input = inputs.find(({ name }) => name === group.name)
  if (input === undefined || part.steps !== null) return null
  const width = part.inputs.length / part.rows
  const elements = elementsOf(group, part)
  const shown = valuesOf(input, part, elements)
  if (shown.length === 0) return null
  const names = target.kind === 'classes' ? namesOfClasses(target.classes) : [target.name]
  const means = shown.map(({ row }) => {
    const changed = part.inputs.slice()
    for (let other = 0; other < part.rows; other++)
      for (const element of elements)
        changed[other * width + element] = part.inputs[row * width + element] ?? 0
    return meansOf(
      model,
      withInputs(part, changed),
      target.kind === 'classes' ? target.classes.length : 0,
    )
  })
  const predictions = names.map((name, index): [string, number[]] => [
    name,
    means.map((of) => of[names.length === 1 && of.length === 2 ? 1 : index] ?? Number.NaN),
  ])
  return {
    column: group.name,
    values: shown.map(({ value }) => value),
    predictions: Object.fromEntries(predictions),
  }
}

/** Of two classes the second tells all. */
const namesOfClasses = (classes: readonly string[]): readonly string[] =>
  classes.length === 2 ? classes.slice(1) : classes

function meansOf(model: Pick<ModelOnRows, 'guess'>, part: Part, classes: number): number[] {
  const { values, probabilities, scores } = model.guess(part)
  if (values !== null) return [values.reduce((sum, value) => sum + value, 0) / part.rows]
  const ofClasses = probabilities ?? scores ?? new Float32Array()
  return Array.from({ length: classes }, (_, label) => {
    let sum = 0
    for (let row = 0; row < part.rows; row++) sum += ofClasses[row * classes + label] ?? 0
    return sum / part.rows
  })
}

/** Values of a column, each with a row that has it, in order; what stands in for a missing number is none of them. */
function valuesOf(input: InputColumn, part: Part, elements: readonly number[]) {
  const width = part.inputs.length / part.rows
  const [first = 0, second = 0] = elements
  const found = new Map<number | string, number>()
  for (let row = 0; row < part.rows; row++) {
    const featureAt = (element: number): number => part.inputs[row * width + element] ?? 0
    if (input.kind === 'numeric' && input.indicator === true && featureAt(second) === 1) continue
    const value =
      input.kind === 'numeric'
        ? numberOf(input, featureAt(first))
        : categoryOf(input, elements.map(featureAt))
    if (!found.has(value)) found.set(value, row)
  }
  const sorted = [...found].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  const most = Math.min(MOST_VALUES, sorted.length)
  return Array.from({ length: most }, (_, i) =>
    Math.round((i * (sorted.length - 1)) / Math.max(1, most - 1)),
  )
    .flatMap((index) => sorted.slice(index, index + 1))
    .map(([value, row]) => ({ value, row }))
}

/** The number of the file that a feature was made of, rounded as a float32 is. */
function numberOf({ offset, scale, curve, smoothClip }: NumericInput, feature: number): number {
  const unclipped =
    smoothClip === undefined
      ? feature
      : feature / Math.sqrt(Math.max(1e-12, 1 - (feature / smoothClip) * (feature / smoothClip)))
  const number = unclipped * scale + offset
  const [straight = number] = curve ? straightened(curve, Float64Array.of(number)) : [number]
  return Number(straight.toPrecision(6))
}

function categoryOf(
  { categories, encoding }: InputColumn & { kind: 'categorical' },
  features: readonly number[],
): string {
  const [first = 0] = features
  const index =
    encoding === 'sign'
      ? first === 0
        ? -1
        : first > 0
          ? 1
          : 0
      : encoding === 'index'
        ? first - 1
        : features.indexOf(1)
  const category = categories[index]
  return category === undefined
    ? '(unknown)'
    : category === null
      ? '(missing)'
      : category === ''
        ? quoted('')
        : category
}
