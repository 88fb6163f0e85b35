/** How long an axis is: a number, or one that goes by how many rows, and steps, are given. */
export type Length = number | VaryingLength

/** Rows and steps that a model is traced with: no axis of a model is as long by chance. */
export interface TracedSizes {
  readonly rows: number
  readonly steps: number
}

/** `constant + rows · perRow + steps · perStep + rows · steps · perRowAndStep`. */
export class VaryingLength {
  readonly constant: number
  readonly perRow: number
  readonly perStep: number
  readonly perRowAndStep: number

  constructor(constant: number, perRow: number, perStep: number, perRowAndStep: number) {
    this.constant = constant
    this.perRow = perRow
    this.perStep = perStep
    this.perRowAndStep = perRowAndStep
  }

  times(factor: number): VaryingLength {
    const { constant, perRow, perStep, perRowAndStep } = this
    return new VaryingLength(
      constant * factor,
      perRow * factor,
      perStep * factor,
      perRowAndStep * factor,
    )
  }

  /** How long it is with so many rows and steps. */
  in({ rows, steps }: TracedSizes): number {
    const { constant, perRow, perStep, perRowAndStep } = this
    return constant + rows * perRow + steps * perStep + rows * steps * perRowAndStep
  }
}

/** As many as there are rows. */
export const rowsLength = new VaryingLength(0, 1, 0, 0)
/** As many as there are steps. */
export const stepsLength = new VaryingLength(0, 0, 1, 0)

const [few, many]: readonly [TracedSizes, TracedSizes] = [
  { rows: 1013, steps: 211 },
  { rows: 1019, steps: 223 },
]

/** What a model is traced with to see how its lengths vary: four corners, and a fifth that must agree. */
export const tracedSizes: readonly TracedSizes[] = [
  few,
  { rows: many.rows, steps: few.steps },
  { rows: few.rows, steps: many.steps },
  many,
  { rows: 1031, steps: 233 },
]

/** The length that is these numbers at `tracedSizes`; null where it is no such sum. */
export function lengthOf(values: readonly number[]): Length | null {
  const [base = 0, ofRows = 0, ofSteps = 0, ofBoth = 0, check = 0] = values
  if (values.every((value) => Object.is(value, base))) return base
  const [rows, steps] = [many.rows - few.rows, many.steps - few.steps]
  const perRowAndStep = (ofBoth - ofRows - ofSteps + base) / (rows * steps)
  const perRow = (ofRows - base) / rows - few.steps * perRowAndStep
  const perStep = (ofSteps - base) / steps - few.rows * perRowAndStep
  const { rows: n, steps: s } = few
  const constant = base - n * perRow - s * perStep - n * s * perRowAndStep
  const parts = [constant, perRow, perStep, perRowAndStep] as const
  const found = new VaryingLength(...parts)
  const isExact = parts.every(Number.isSafeInteger) && found.in(lastOf(tracedSizes)) === check
  return isExact ? found : null
}

const lastOf = (sizes: readonly TracedSizes[]): TracedSizes => sizes.at(-1) ?? few

/** Whether two lengths are the same, however many rows and steps there are. */
export function sameLength(a: Length, b: Length): boolean {
  if (typeof a === 'number' || typeof b === 'number') return a === b
  return tracedSizes.every((sizes) => a.in(sizes) === b.in(sizes))
}

/** The sum of some lengths, each times its factor: a list of these may come last. */
export function lengthSum(...terms: readonly (Length | readonly number[])[]): Length {
  const factors = terms.find((term): term is readonly number[] => Array.isArray(term)) ?? []
  const lengths = terms.filter((term): term is Length => !Array.isArray(term))
  const sumOf = (part: (length: VaryingLength) => number): number =>
    lengths.reduce<number>((sum, term, index) => {
      const whole = typeof term === 'number' ? new VaryingLength(term, 0, 0, 0) : term
      return sum + part(whole) * (factors[index] ?? 1)
    }, 0)
  const parts = [
    sumOf(({ constant }) => constant),
    sumOf(({ perRow }) => perRow),
    sumOf(({ perStep }) => perStep),
    sumOf(({ perRowAndStep }) => perRowAndStep),
  ] as const
  return parts.slice(1).every((part) => part === 0) ? parts[0] : new VaryingLength(...parts)
}
