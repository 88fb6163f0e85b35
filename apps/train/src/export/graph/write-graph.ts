import { FixedLengthError } from '../operators/operator-row.ts'
import { operators } from '../operators/operators.ts'
import { GraphWriter, type Value } from './graph-writer.ts'
import type { OnnxGraph, ValueDeclaration } from './onnx-graph.ts'
import { writeProgression } from './progression.ts'
import type { VaryingGraph, VaryingLoop, VaryingNode } from './trace-lengths.ts'

/** An operation that has no operator in the table. */
export class NoOperatorError extends Error {
  override readonly name = 'NoOperatorError'
  /** The name of its primitive. */
  readonly operation: string

  constructor(operation: string, reason: string) {
    super(reason)
    this.operation = operation
  }
}

/**
 * Writes the operations of a graph on values that are there, and returns those of its outputs.
 *
 * @param nameOf names constants, such as weights, by their elements
 * @throws NoOperatorError
 */
export function writeGraph(
  graph: VaryingGraph,
  inputs: readonly Value[],
  writer: GraphWriter,
  nameOf: (data: object) => string | undefined,
): Value[] {
  const known = new Map<VaryingNode, Value>()
  graph.inputs.forEach((node, index) => {
    const value = inputs[index]
    if (value !== undefined) known.set(node, value)
  })
  writeNodes(graph, { writer, nameOf, known })
  return valuesOf(graph.outputs, known).map((value) => writer.whole(value))
}

interface Writing {
  readonly writer: GraphWriter
  readonly nameOf: (data: object) => string | undefined
  readonly known: Map<VaryingNode, Value>
}

const valuesOf = (nodes: readonly VaryingNode[], known: Writing['known']): Value[] =>
  nodes.map((node) => {
    const value = known.get(node)
    if (value === undefined) throw new TypeError('writeGraph: a value must come before its use')
    return value
  })

function writeNodes(graph: VaryingGraph, writing: Writing): void {
  const { known } = writing
  for (const node of graph.nodes) {
    const { origin } = node
    if (origin.kind === 'constant') known.set(node, constantOf(node, origin.data, writing))
    if (origin.kind === 'progression')
      known.set(node, writeProgression(origin, node, writing.writer))
    if (origin.kind === 'operation') known.set(node, operationOf(node, origin, writing))
    if (origin.kind === 'loop') writeLoop(node, origin.loop, graph, writing)
  }
}

function constantOf(
  { dtype: type, shape }: VaryingNode,
  data: Parameters<Writing['nameOf']>[0] & ArrayLike<number>,
  { writer, nameOf }: Writing,
): Value {
  const lengths = shape.map((length) => (typeof length === 'number' ? length : 0))
  if (data.length === 1 && lengths.length === 0) return writer.scalar(data[0] ?? 0, type)
  return writer.store({ type, shape: lengths, data }, keyOf(data, lengths), nameOf(data))
}

const keys = new WeakMap<object, Map<string, object>>()

/** One object for one array in one shape. */
function keyOf(data: object, shape: readonly number[]): object {
  const ofData = keys.get(data) ?? new Map<string, object>()
  keys.set(data, ofData)
  const key = ofData.get(shape.join()) ?? {}
  ofData.set(shape.join(), key)
  return key
}

function operationOf(
  node: VaryingNode,
  origin: Extract<VaryingNode['origin'], { kind: 'operation' }>,
  { writer, known }: Writing,
): Value {
  const { shape, dtype: type, inputs } = node
  const values = valuesOf(inputs, known)
  const { name, attributes, isView } = origin
  const [first] = values
  if (isView && first !== undefined) return viewOf(first, node, writer)
  const row = operators.get(name)
  if (row === undefined) throw new NoOperatorError(name, 'there is no operator for it')
  try {
    return row({ writer, inputs: values, attributes, shape, type })
  } catch (error) {
    if (error instanceof FixedLengthError) throw new NoOperatorError(name, error.message)
    throw error
  }
}

/** The same elements in another shape, or in the same. */
function viewOf(value: Value, { shape, dtype: type }: VaryingNode, writer: GraphWriter): Value {
  if (value.shape.length === shape.length && JSON.stringify(value.shape) === JSON.stringify(shape))
    return value
  const lengths = writer.reshapedLengths(shape)
  return writer.emit('Reshape', [writer.whole(value), lengths], { type, shape })
}

/** A loop is a Scan: its state is the carry, and it scans what the steps take their slices of. */
function writeLoop(
  node: VaryingNode,
  loop: VaryingLoop,
  graph: VaryingGraph,
  { writer, nameOf, known }: Writing,
): void {
  const step = new GraphWriter(writer)
  const inside = new Map<VaryingNode, Value>()
  const operands = valuesOf(node.inputs, known)
  const carries = loop.carry.length
  loop.inputs.forEach((input, index) => {
    const outer = operands[index]
    if (outer === undefined) return
    // What each step reads of outside stands in its graph under the name that it has there.
    inside.set(input, index < carries ? inputLike(step, outer) : writer.whole(outer))
  })
  const scanned = loop.nodes.flatMap((taken) => {
    const [source] = taken.inputs
    if (taken.origin.kind !== 'take' || source === undefined) return []
    const outer = operands[loop.inputs.indexOf(source)]
    if (outer === undefined) return []
    inside.set(taken, inputLike(step, { ...outer, shape: taken.shape }))
    return [{ taken, outer: writer.whole(outer) }]
  })
  if (scanned.length === 0)
    throw new NoOperatorError('scan', 'a loop over no inputs has no operator')
  writeNodes(loop, { writer: step, nameOf, known: inside })
  // An output of the step must be a value of its own, also where it is one that was given.
  const results = valuesOf([...loop.carry, ...loop.outputs], inside).map((value) =>
    step.emit('Identity', [step.whole(value)], { type: value.type, shape: value.shape }),
  )
  const declared = (value: Value): ValueDeclaration => ({
    name: value.name,
    type: value.type,
    shape: value.shape.map((length) => (typeof length === 'number' ? length : 'any')),
  })
  const states = valuesOf(loop.inputs.slice(0, carries), inside)
  const slices = valuesOf(
    scanned.map(({ taken }) => taken),
    inside,
  )
  const body: OnnxGraph = step.graph(
    writer.names.unique('step'),
    [...states, ...slices].map(declared),
    results.map(declared),
  )
  const parts = results.map(() => writer.names.unique('loop'))
  const direction = Number(loop.reverse)
  writer.append(
    'Scan',
    [
      ...operands.slice(0, carries).map((value) => writer.whole(value)),
      ...scanned.map(({ outer }) => outer),
    ],
    parts,
    {
      body: { kind: 'graph', value: body },
      num_scan_inputs: scanned.length,
      scan_input_directions: scanned.map(() => direction),
      scan_output_directions: loop.outputs.map(() => direction),
    },
  )
  for (const part of graph.nodes) {
    if (part.origin.kind !== 'part' || part.inputs[0] !== node) continue
    const { shape, dtype: type } = part
    known.set(part, { name: parts[part.origin.index] ?? '', type, shape, stored: shape })
  }
}

function inputLike(step: GraphWriter, { type, shape }: Value): Value {
  return { name: step.names.unique('input'), type, shape, stored: shape }
}
