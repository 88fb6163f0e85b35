import {
  type Attributes,
  numberAttribute,
  numbersAttribute,
  operatorFunctions,
} from './operators.ts'
import { type ArrayValue, allocate, numbersOf, sizeOf } from './values.ts'

/** One operator of a graph: its name, its inputs and outputs by name, its attributes. */
interface GraphStep {
  readonly operator: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: Attributes
}

/** A graph as an exported module holds it. */
export interface EvaluatedGraph {
  readonly nodes: readonly GraphStep[]
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
}

/** Computes the outputs of a graph of values that are there by name. */
export function evaluate(
  { nodes, outputs }: EvaluatedGraph,
  given: ReadonlyMap<string, ArrayValue>,
): ArrayValue[] {
  const known = new Map(given)
  const find = (name: string): ArrayValue | undefined => (name === '' ? undefined : known.get(name))
  for (const { operator, inputs, outputs: names, attributes } of nodes) {
    const values = inputs.map(find)
    const found =
      operator === 'Scan'
        ? scan(values, attributes, known)
        : operatorFunctions.get(operator)?.(values, attributes)
    if (found === undefined) throw new TypeError(`the operator ${operator} is not known`)
    const results = isOne(found) ? [found] : found
    names.forEach((name, i) => {
      const result = results[i]
      if (result !== undefined) known.set(name, result)
    })
  }
  return outputs.flatMap((name) => known.get(name) ?? [])
}

const isOne = (found: ArrayValue | readonly ArrayValue[]): found is ArrayValue => 'type' in found

/** A loop over the slices of inputs along their first axis, with a state; its step reads what surrounds it. */
function scan(
  inputs: readonly (ArrayValue | undefined)[],
  attributes: Attributes,
  around: ReadonlyMap<string, ArrayValue>,
): ArrayValue[] {
  const { body } = attributes
  if (!isGraph(body)) throw new TypeError('Scan: needs a graph')
  const states = inputs.length - numberAttribute(attributes, 'num_scan_inputs')
  const scanned = inputs.slice(states).map(numbersOf)
  const isReverse = numbersAttribute(attributes, 'scan_input_directions').includes(1)
  const length = scanned[0]?.shape[0] ?? 0
  let carry = inputs.slice(0, states).map(numbersOf)
  const stacked: ReturnType<typeof allocate>[] = []
  for (let i = 0; i < length; i++) {
    const step = isReverse ? length - 1 - i : i
    const known = new Map(around)
    const slices = scanned.map(({ type, shape, data }) => {
      const size = sizeOf(shape.slice(1))
      return { type, shape: shape.slice(1), data: data.subarray(step * size, (step + 1) * size) }
    })
    const values = [...carry, ...slices]
    body.inputs.forEach((name, index) => {
      const value = values[index]
      if (value !== undefined) known.set(name, value)
    })
    const results = evaluate(body, known).map(numbersOf)
    carry = results.slice(0, states)
    results.slice(states).forEach(({ type, shape, data }, index) => {
      const room = stacked[index] ?? allocate(type, [length, ...shape])
      stacked[index] = room
      room.data.set(data, step * data.length)
    })
  }
  return [...carry, ...stacked]
}

const isGraph = (value: unknown): value is EvaluatedGraph =>
  typeof value === 'object' && value !== null && 'nodes' in value
