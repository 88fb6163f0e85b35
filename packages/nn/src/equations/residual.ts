import { ShapeError, type Tensor } from '@sobolev/core'
import type { Evaluation } from '../evaluation/evaluation.ts'
import { refuseCurves } from '../evaluation/example-layout.ts'
import { floatDType } from '../float-dtype.ts'
import { asRows } from '../penalties/differentiated.ts'
import { columnsOf } from '../penalties/second-derivatives.ts'
import { meaningsOf } from './equation-names.ts'
import { evaluateEquation } from './evaluate-equation.ts'
import { OutputDerivatives } from './output-derivatives.ts'
import { EquationError, type Expression } from './parse-equation.ts'

/** Where an equation is evaluated. */
export interface EquationPoints
  extends Pick<Evaluation, 'inputs' | 'outputs' | 'layout' | 'gradient'> {
  /** `null`: one output, by any name. */
  readonly outputNames: readonly string[] | null
}

/** By how much an equation is missed at some points, [n], and the derivatives of that by each input. */
export interface Residual {
  readonly residual: Tensor
  readonly slopes: () => readonly Tensor[]
}

/**
 * By how much a model misses an equation, in the units of the layout.
 *
 * @throws RangeError for names that the equation may not use, ShapeError for sequences of steps
 */
export function residualOf(equation: Expression, points: EquationPoints): Residual {
  const rows = asRows(points.inputs)
  const dtype = floatDType('differentialEquation: inputs', rows)
  if (points.layout.features !== undefined)
    throw new ShapeError(
      `differentialEquation: inputs must be one number for each name, got sequences of steps, [${points.inputs.shape.join(', ')}]`,
    )
  refuseCurves('differentialEquation', points.layout)
  const size = rows.shape[1] ?? 0
  const columns = namedInputs(points, size)
  const names = columns.map(({ name }) => name)
  const count = points.outputs.shape[1] ?? 0
  const meanings = explained(() => {
    const outputs = points.outputNames
    if ((outputs?.length ?? 1) !== count)
      throw new EquationError(
        `the equation must have names for as many outputs as the model has, ${count}, got ${outputs?.join(', ') ?? 'none'}; outputs: "u, v" names them`,
      )
    return meaningsOf(equation, { inputs: names, outputs })
  })
  const scales = Array.from(
    { length: size },
    (_, element) => columns.find((column) => column.element === element)?.scale ?? 1,
  )
  const { targetScale = 1, targetOffset = 0 } = points.layout
  const outputs = scaled(points.outputs, targetScale, targetOffset)
  const derivatives = new OutputDerivatives(points, outputs, scales)
  const inputs = columnsOf(rows)
  const tensorNamed = (name: string): Tensor => {
    const meaning = meanings.get(name)
    if (meaning?.kind === 'input') {
      const { element = 0, scale = 1, offset = 0 } = columns[meaning.input] ?? {}
      return scaled(inputs[element] ?? rows, scale, offset)
    }
    if (meaning?.kind === 'output') {
      const by = meaning.by.map((index) => columns[index]?.element ?? 0)
      return derivatives.of(
        meaning.output,
        by.sort((a, b) => a - b),
      )
    }
    return evaluateEquation(
      { kind: 'number', value: meaning?.value ?? Number.NaN },
      tensorNamed,
      dtype,
    )
  }
  const residual = evaluateEquation(equation, tensorNamed, dtype)
  return { residual, slopes: () => derivatives.gradientOf(residual) }
}

const scaled = (x: Tensor, scale: number, offset: number): Tensor => {
  const multiple = scale === 1 ? x : x.mul(scale)
  return offset === 0 ? multiple : multiple.add(offset)
}

interface NamedInput {
  readonly name: string
  readonly element: number
  readonly scale: number
  readonly offset: number
}

/** The inputs that are one number, by the names of the layout; x1, x2, … where it has none. */
function namedInputs({ layout }: EquationPoints, size: number): NamedInput[] {
  const named = Object.entries(layout.inputs).flatMap(([name, column]): NamedInput[] => {
    const [element, ...others] = column.elements
    if (element === undefined || others.length > 0) return []
    return [{ name, element, scale: column.scale ?? 1, offset: column.offset ?? 0 }]
  })
  if (named.length > 0) return named
  return Array.from({ length: size }, (_, element) => ({
    ...{ name: `x${element + 1}`, element, scale: 1, offset: 0 },
  }))
}

/** What `fn` gives; a fault of the equation is told by the name of the penalty. */
function explained<T>(fn: () => T): T {
  try {
    return fn()
  } catch (error) {
    if (!(error instanceof EquationError)) throw error
    throw new RangeError(`differentialEquation: ${error.message}`, { cause: error })
  }
}
