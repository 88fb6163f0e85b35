import { quoted } from '../config/show.ts'
import type { Curve } from './curve.ts'
import type { InputColumn, Preprocessing, TargetColumn, TargetRange } from './preprocessing.ts'

/** Largest size of a number in a column; squares of larger ones are infinite. */
const LARGEST_NUMBER = 1e150

/**
 * Why a preprocessing contradicts itself, in words, or `undefined` if it does not: a number that is too large,
 * a scale of 0, a name, category or class that occurs twice, or a fill value that does not go with how missing
 * cells are treated.
 */
export function contradictionIn({ inputs, target, sequence }: Preprocessing): string | undefined {
  const { id, time = null } = sequence ?? {}
  const ofSequence = [...(id === undefined ? [] : [id]), ...(time === null ? [] : [time.name])]
  const twice = repeatedIn([target.name, ...ofSequence, ...inputs.map(({ name }) => name)])
  if (twice !== undefined) return `the column ${quoted(twice)} comes twice`
  if (inputs.length === 0) return 'it has no input'
  for (const column of [...inputs, target]) {
    const found = contradictionInColumn(column)
    if (found !== undefined) return `column ${quoted(column.name)}: ${found}`
  }
  return undefined
}

function contradictionInColumn(column: InputColumn | TargetColumn): string | undefined {
  switch (column.kind) {
    case 'numeric': {
      const { offset, scale, fill, missing } = column
      if ((fill === null) !== (missing === 'drop')) {
        return `missing: ${missing} does not go with the filling ${fill}`
      }
      return faultIn({ offset, scale, fill: fill ?? 0 }) ?? faultInCurve(column.curve)
    }
    case 'number':
      return (
        faultIn({ mean: column.mean, scale: column.scale }) ??
        faultInCurve(column.curve) ??
        faultInRange(column.range)
      )
    case 'categorical': {
      const { categories, fill, missing, encoding } = column
      const twice = repeatedIn(categories)
      if (twice !== undefined) return `the category ${categoryText(twice)} comes twice`
      if (categories.length === 0) return 'it has no category'
      if (encoding === 'sign' && (categories.length !== 2 || categories.includes(null))) {
        return `its encoding as −1 and 1 does not go with ${categories.length} categories`
      }
      if ((fill !== null) !== (missing === 'mostFrequent')) {
        return `missing: ${missing} does not go with the filling ${categoryText(fill)}`
      }
      return fill === null || categories.includes(fill)
        ? undefined
        : `the filling ${categoryText(fill)} is none of its categories`
    }
    case 'classes': {
      const twice = repeatedIn(column.classes)
      if (twice !== undefined) return `the class ${categoryText(twice)} comes twice`
      return column.classes.length < 2 ? 'it has fewer than two classes' : undefined
    }
  }
}

/** Why a curve is none: its knots do not rise, or its exponent is too large. */
function faultInCurve(curve: Curve | undefined): string | undefined {
  if (curve?.kind === 'power') return faultIn({ lambda: curve.lambda })
  if (curve?.kind !== 'quantiles') return undefined
  const { values, scores } = curve
  const rises = (list: readonly number[]): boolean =>
    list.every((number, i) => i === 0 || number > (list[i - 1] ?? 0))
  return rises(values) && rises(scores) && values.length === scores.length
    ? undefined
    : 'the knots of its curve must rise, as many values as scores'
}

function faultInRange(range: TargetRange | undefined): string | undefined {
  if (range === undefined || range[0] <= range[1]) return undefined
  return `its range must rise, got ${range[0]} to ${range[1]}`
}

/** Why the numbers of a column cannot be computed with. */
function faultIn(numbers: Readonly<Record<string, number>>): string | undefined {
  for (const [name, value] of Object.entries(numbers)) {
    const least = name === 'scale' ? 1 / LARGEST_NUMBER : -LARGEST_NUMBER
    if (value >= least && value <= LARGEST_NUMBER) continue
    return `its ${name} must be a number from ${least} to ${LARGEST_NUMBER}, got ${value}`
  }
  return undefined
}

function repeatedIn<T>(values: readonly T[]): T | undefined {
  const seen = new Set<T>()
  return values.find((value) => seen.size === seen.add(value).size)
}

function categoryText(category: string | null): string {
  return category === null ? '(missing)' : quoted(category)
}
