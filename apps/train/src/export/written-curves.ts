import { type Curve, LEAST_ABOVE } from '../data/curve.ts'
import type { GraphWriter, Value } from './graph/graph-writer.ts'

/** What a curve makes of numbers [...], float64. */
export function writeCurve(writer: GraphWriter, numbers: Value, curve: Curve): Value {
  const math = float64(writer, numbers)
  if (curve.kind === 'log') return math.apply('Log', numbers)
  if (curve.kind === 'quantiles') {
    const { values, scores, slope = 0 } = curve
    return writeLines(writer, numbers, { from: values, to: scores, slope })
  }
  const { apply, number } = math
  const logarithm = apply('Log', apply('Add', apply('Abs', numbers), number(1)))
  return math.bySign(numbers, curve.lambda, (_, exponent) =>
    exponent === 0
      ? logarithm
      : apply(
          'Div',
          apply('Sub', apply('Exp', apply('Mul', logarithm, number(exponent))), number(1)),
          number(exponent),
        ),
  )
}

/** The numbers of which a curve makes `numbers` [...], float64. */
export function writeStraightened(writer: GraphWriter, numbers: Value, curve: Curve): Value {
  const math = float64(writer, numbers)
  if (curve.kind === 'log') return math.apply('Exp', numbers)
  if (curve.kind === 'quantiles') {
    const { values, scores, slope = 0 } = curve
    return writeLines(writer, numbers, {
      from: scores,
      to: values,
      slope: slope === 0 ? 0 : 1 / slope,
    })
  }
  const { apply, number } = math
  return math.bySign(numbers, curve.lambda, (size, exponent) => {
    const least = (): Value =>
      apply('Max', apply('Mul', size, number(exponent)), number(LEAST_ABOVE))
    const logarithm =
      exponent === 0
        ? size
        : apply('Div', apply('Log', apply('Add', least(), number(1))), number(exponent))
    return apply('Sub', apply('Exp', logarithm), number(1))
  })
}

/** Operators on float64 numbers of one shape. */
function float64(writer: GraphWriter, { shape }: Value) {
  const apply = (operator: string, ...inputs: Value[]): Value =>
    writer.emit(operator, inputs, { type: 'float64', shape })
  const number = (value: number): Value => writer.scalar(value, 'float64')
  /** `side` of the sizes of numbers, with the sign of each: by λ from 0 on, and by 2 − λ below. */
  const bySign = (
    numbers: Value,
    lambda: number,
    side: (size: Value, exponent: number) => Value,
  ): Value => {
    const isBelow = writer.emit('Less', [numbers, number(0)], { type: 'bool', shape })
    const size = apply('Abs', numbers)
    return apply('Where', isBelow, apply('Neg', side(size, 2 - lambda)), side(size, lambda))
  }
  return { apply, number, bySign }
}

interface Lines {
  readonly from: readonly number[]
  readonly to: readonly number[]
  readonly slope: number
}

/** Straight lines between knots: the height of the first, and how much each piece adds up to where a number is. */
function writeLines(writer: GraphWriter, numbers: Value, { from, to, slope }: Lines): Value {
  const { shape } = numbers
  const { apply, number } = float64(writer, numbers)
  const [first = 0, last = 0] = [from[0], from.at(-1)]
  const outside = apply(
    'Mul',
    apply(
      'Add',
      apply('Min', apply('Sub', numbers, number(first)), number(0)),
      apply('Max', apply('Sub', numbers, number(last)), number(0)),
    ),
    number(slope),
  )
  const begin = apply('Add', outside, number(to[0] ?? 0))
  const pieces = from.length - 1
  if (pieces === 0) return begin
  const vector = (numberOf: (piece: number) => number): Value => {
    const data = Float64Array.from({ length: pieces }, (_, piece) => numberOf(piece))
    return writer.store({ type: 'float64', shape: [pieces], data }, data)
  }
  const width = (piece: number): number => (from[piece + 1] ?? 0) - (from[piece] ?? 0)
  const starts = vector((piece) => from[piece] ?? 0)
  const slopes = vector((piece) => ((to[piece + 1] ?? 0) - (to[piece] ?? 0)) / width(piece))
  const wide = { type: 'float64', shape: [...shape, pieces] } as const
  const single = writer.emit('Unsqueeze', [numbers, writer.integers([-1])], {
    type: 'float64',
    shape: [...shape, 1],
  })
  const beyond = writer.emit('Max', [writer.emit('Sub', [single, starts], wide), number(0)], wide)
  const within = writer.emit('Min', [beyond, vector(width)], wide)
  const added = writer.emit(
    'ReduceSum',
    [writer.emit('Mul', [within, slopes], wide), writer.integers([shape.length])],
    { type: 'float64', shape },
    { keepdims: 0 },
  )
  return apply('Add', begin, added)
}
