import { didYouMean } from '@sobolev/core'
import { EquationError, type Expression } from './parse-equation.ts'

/** What a name in an equation stands for; inputs and outputs by their numbers. */
export type Meaning =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'input'; readonly input: number }
  /** A derivative of an output by each of `by`, which rise; the output itself where there are none. */
  | { readonly kind: 'output'; readonly output: number; readonly by: readonly number[] }

/** The names that an equation may use. */
export interface KnownNames {
  readonly inputs: readonly string[]
  /** `null`: one output, by whatever name. */
  readonly outputs: readonly string[] | null
}

const constants: Readonly<Record<string, number>> = { pi: Math.PI, π: Math.PI }

/**
 * What each name of an equation stands for: an input, an output, a derivative of an output such as `u_xt` or
 * `u_{x,time}`, or the number pi; the first of these that fits.
 *
 * @throws EquationError for a name that stands for none of these, or whose subscripts can be read in two ways
 */
export function meaningsOf(equation: Expression, known: KnownNames): Map<string, Meaning> {
  const names = namesOf(equation)
  const outputs = known.outputs ?? inferredOutput(names, known.inputs)
  const shared = outputs.find((name) => isInput(name, known.inputs))
  if (shared !== undefined)
    throw new EquationError(
      `the equation must call the output by a name that is no input, got "${shared}"; the inputs are ${known.inputs.join(', ')}`,
    )
  return new Map(
    names.map(({ name, place }) => [name, meaningOf(name, place, known.inputs, outputs)]),
  )
}

interface Named {
  readonly name: string
  readonly place: number
}

function namesOf(expression: Expression): Named[] {
  switch (expression.kind) {
    case 'number':
      return []
    case 'name':
      return [expression]
    case 'call':
      return namesOf(expression.argument)
    case 'negative':
      return namesOf(expression.of)
    case 'operation':
      return [...namesOf(expression.left), ...namesOf(expression.right)]
  }
}

/** The one name, without its subscripts, that is neither an input nor a number. */
function inferredOutput(names: readonly Named[], inputs: readonly string[]): string[] {
  const others = names.filter(({ name }) => !isInput(name, inputs) && !(name in constants))
  const bases = new Map(others.map(({ name, place }) => [name.split('_')[0] ?? name, place]))
  const [first, second] = [...bases]
  if (first === undefined)
    throw new EquationError(
      `the equation must name the output, such as u and its derivatives u_x, beside the inputs ${inputs.join(', ')}`,
    )
  if (second !== undefined)
    throw new EquationError(
      `the equation must have one name that is no input, for the output, got "${first[0]}" and "${second[0]}" at character ${second[1]}; the inputs are ${inputs.join(', ')}; outputs: "u, v" names several outputs`,
    )
  return [first[0]]
}

const withoutBraces = (name: string): string => name.replace(/^\{(.*)\}$/, '$1').trim()

const isInput = (name: string, inputs: readonly string[]): boolean =>
  inputs.includes(withoutBraces(name))

function meaningOf(
  name: string,
  place: number,
  inputs: readonly string[],
  outputs: readonly string[],
): Meaning {
  const input = inputs.indexOf(withoutBraces(name))
  if (input >= 0) return { kind: 'input', input }
  const base = [...outputs.keys()].find(
    (index) => name === outputs[index] || name.startsWith(`${outputs[index]}_`),
  )
  const constant = constants[name]
  if (base === undefined && constant !== undefined) return { kind: 'number', value: constant }
  if (base === undefined)
    throw new EquationError(
      `the equation may name the inputs ${inputs.join(', ')}, the ${outputs.length === 1 ? 'output' : 'outputs'} ${outputs.join(', ')}, derivatives such as ${outputs[0]}_${inputs[0]}, and pi, got "${name}" at character ${place}${didYouMean(name, [...inputs, ...outputs])}`,
    )
  const subscripts = name.slice((outputs[base]?.length ?? 0) + 1)
  const by = name === outputs[base] ? [] : inputsOf(subscripts, inputs, { name, place })
  return { kind: 'output', output: base, by: [...by].sort((a, b) => a - b) }
}

/** `xt`, or `{x,time}`, as the numbers of inputs; a name with a comma of its own is one where its parts are none. */
function inputsOf(subscripts: string, inputs: readonly string[], { name, place }: Named): number[] {
  const where = `got "${name}" at character ${place}`
  const listed = /^\{(.*)\}$/.exec(subscripts)?.[1]
  const readings =
    listed === undefined
      ? readingsOf(subscripts, inputs)
      : [listed.split(','), [listed]]
          .map((parts) => parts.map((part) => inputs.indexOf(part.trim())))
          .filter((numbers) => !numbers.includes(-1))
          .slice(0, 1)
  const [reading, other] = readings
  if (reading === undefined || reading.length === 0)
    throw new EquationError(
      `the subscripts of a derivative must be inputs, ${inputs.join(', ')}, ${where}; long names stand in braces: u_{${inputs.join(',')}}${subscripts.includes('_') ? '; an output whose own name has _ is named by outputs' : ''}`,
    )
  if (other !== undefined)
    throw new EquationError(
      `the subscripts of a derivative must have one reading, ${where}, which may be ${[reading, other].map((numbers) => numbers.map((number) => inputs[number]).join(', ')).join(' or ')}; write them in braces with commas`,
    )
  return reading
}

/** At most two of the ways in which a text is made of names. */
function readingsOf(text: string, names: readonly string[]): number[][] {
  if (text === '') return [[]]
  const found: number[][] = []
  for (const [index, name] of names.entries()) {
    if (name === '' || !text.startsWith(name)) continue
    for (const after of readingsOf(text.slice(name.length), names)) found.push([index, ...after])
    if (found.length > 1) break
  }
  return found.slice(0, 2)
}
