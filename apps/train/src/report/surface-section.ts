import { contours } from 'd3-contour'
import { plainNumber } from '../cli/format-number.ts'
import type { Part } from '../data/part.ts'
import { isStraight, type NumericInput, widthOf } from '../data/preprocessing.ts'
import { someRows } from '../probe/input-groups.ts'
import type { ModelOnRows } from '../probe/model-on-rows.ts'
import type { Restored } from '../train/restore.ts'
import { extentOf, frame, symbolOf } from './frame.ts'
import { element, fragment, type Markup } from './markup.ts'
import type { Section } from './page.ts'
import { type Picture, picture, round } from './picture.ts'
import { seriesClass, seriesLooks } from './style.ts'
import type { Cell } from './table.ts'

const GRID = 90
const SIZE = { width: 480, height: 400 } as const
const MOST_POINTS = 600

/** What a model of two numbers says of all of their plane, and where the examples lie in it. */
export function surfaceSection(restored: Restored, model: ModelOnRows, part: Part): Section {
  const { inputs } = restored.preprocessing
  const [across, up, ...others] = inputs
  const isPlane =
    across?.kind === 'numeric' &&
    up?.kind === 'numeric' &&
    others.length + widthOf(across) + widthOf(up) === 2
  const title = 'Decision surface'
  if (!isPlane || part.steps !== null || part.rows === 0) return { title, blocks: [] }
  return { title, blocks: [surface(restored, model, part, [shown(across), shown(up)])] }
}

/** An input as an axis has it: in the units of the file where these are a multiple of those of the model. */
function shown(input: NumericInput): NumericInput {
  if (isStraight(input)) return input
  return { ...input, name: `${input.name} as the model sees it`, offset: 0, scale: 1 }
}

/** From the least to the largest, in units of the model. */
type Range = readonly [number, number]

function surface(
  { preprocessing: { target }, classes }: Restored,
  model: ModelOnRows,
  part: Part,
  [across, up]: readonly [NumericInput, NumericInput],
): Picture {
  const rangeOf = (column: number): Range =>
    widened(
      extentOf(Array.from({ length: part.rows }, (_, row) => part.inputs[2 * row + column] ?? 0)),
    )
  const [xs, ys] = [rangeOf(0), rangeOf(1)]
  const { scores, values } = model.guess(gridPart(part, xs, ys))
  const inUnits = ({ offset, scale }: NumericInput, [low, high]: Range): Range => [
    low * scale + offset,
    high * scale + offset,
  ]
  const shown = classes.slice(0, seriesLooks)
  const axes = frame({
    x: { label: across.name, domain: inUnits(across, xs) },
    y: { label: up.name, domain: inUnits(up, ys) },
    values: { x: [], y: [] },
    names: shown,
    swatch: 'symbol',
    ...SIZE,
  })
  const { left, right, top, bottom } = axes
  const position = ([x = 0, y = 0]: readonly number[]): string =>
    `${round(left + (x / GRID) * (right - left))},${round(bottom - (y / GRID) * (bottom - top))}`
  const areas = (numbers: ArrayLike<number>, levels: readonly number[], look: number): Markup[] =>
    contours()
      .size([GRID, GRID])
      .thresholds([...levels])(Array.from(numbers))
      .map(({ coordinates }) =>
        element('path', {
          class: `fill level ${seriesClass(look)}`,
          d: coordinates
            .flatMap((rings) => rings.map((ring) => `M${ring.map(position).join('L')}Z`))
            .join(''),
        }),
      )
  const [low, high] = extentOf(values ?? [])
  const drawn =
    scores === null
      ? areas(
          values ?? [],
          Array.from({ length: LEVELS }, (_, i) => low + (i / LEVELS) * (high - low)),
          0,
        )
      : shown.flatMap((_, of) => areas(leads(scores, classes.length, of), LEADS, of))
  const some = someRows(part, MOST_POINTS)
  const points = Array.from({ length: some.rows }, (_, row) => {
    const [x, y] = [0, 1].map((column) => some.inputs[2 * row + column] ?? 0)
    const place = {
      x: axes.x((x ?? 0) * across.scale + across.offset),
      y: axes.y((y ?? 0) * up.scale + up.offset),
    }
    return symbolOf(target.kind === 'classes' ? (some.targets[row] ?? 0) : 0, place)
  })
  const description =
    scores === null
      ? `The darker, the larger the prediction: from ${plainNumber(low)} to ${plainNumber(high)}. Points are examples.`
      : 'Areas are what is predicted there, the darker the surer; points are examples, in the look of their true class.'
  return picture({
    ...{
      name: 'decision-surface',
      title: 'What is predicted over the plane of the inputs',
      ...SIZE,
    },
    description,
    drawing: fragment(drawn, axes.axes, points),
    data: gridTable({ across, up, xs, ys, target: target.name, classes, scores, values }),
  })
}

/** How much of the picture is beyond the examples. */
const MARGIN = 0.08
const LEVELS = 10
/** By how much a class must lead for each darker area. */
const LEADS = [0, 0.25, 0.5, 0.75, 0.9]

const widened = ([low, high]: Range): Range => [
  low - MARGIN * (high - low),
  high + MARGIN * (high - low),
]

/** The middle of a cell of the grid. */
const middle = ([low, high]: Range, index: number): number =>
  low + ((index + 0.5) / GRID) * (high - low)

/** Rows from the bottom of the plane to its top, each from the left. */
function gridPart(part: Part, xs: Range, ys: Range): Part {
  const rows = GRID * GRID
  const inputs = Float32Array.from({ length: 2 * rows }, (_, i) => {
    const cell = i >> 1
    return i % 2 === 0 ? middle(xs, cell % GRID) : middle(ys, Math.floor(cell / GRID))
  })
  const targets = part.targets instanceof Int32Array ? new Int32Array(rows) : new Float32Array(rows)
  return {
    ...part,
    rows,
    inputs,
    targets,
    weights: undefined,
    columns: undefined,
    // No member was trained on these rows: all of them are asked.
    folds: undefined,
    rowNumbers: new Int32Array(rows),
  }
}

/** By how much the score of a class leads that of the best other one. */
const leads = (scores: Float32Array, classes: number, of: number): Float32Array =>
  Float32Array.from({ length: scores.length / classes }, (_, row) => {
    const others = scores
      .subarray(row * classes, (row + 1) * classes)
      .filter((_, index) => index !== of)
    return (scores[row * classes + of] ?? 0) - Math.max(...others)
  })

interface GridTable {
  readonly across: NumericInput
  readonly up: NumericInput
  readonly xs: Range
  readonly ys: Range
  readonly target: string
  readonly classes: readonly string[]
  readonly scores: Float32Array | null
  readonly values: Float64Array | null
}

function gridTable({ across, up, xs, ys, target, classes, scores, values }: GridTable) {
  const rows = Array.from({ length: GRID * GRID }, (_, cell): Cell[] => {
    const [x, y] = [middle(xs, cell % GRID), middle(ys, Math.floor(cell / GRID))]
    const place = [x * across.scale + across.offset, y * up.scale + up.offset]
    if (scores === null) return [...place, values?.[cell]]
    return [...place, ...scores.subarray(cell * classes.length, (cell + 1) * classes.length)]
  })
  return { columns: [across.name, up.name, ...(scores === null ? [target] : classes)], rows }
}
