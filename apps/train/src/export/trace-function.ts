import { type Shape, Tensor, traceGraph } from '@sobolev/core'
import { GraphWriter, type Value } from './graph/graph-writer.ts'
import { type Length, rowsLength, stepsLength, tracedSizes } from './graph/length.ts'
import type { OnnxGraph } from './graph/onnx-graph.ts'
import { mergeGraphs, type VaryingGraph, VaryingGraphError } from './graph/trace-lengths.ts'
import { writeGraph } from './graph/write-graph.ts'
import type { ModelFunction } from './model-function.ts'

/** How many steps sequences are given with: as many as there are, or always the same. */
export type StepsGiven = 'any' | number

/** How a function is given sequences. */
export interface SequenceForm {
  readonly steps: StepsGiven
  /** Whether it is told how many steps each sequence has; where it is not, all steps are there. */
  readonly hasLengths: boolean
}

/** What a function takes for one example. */
export interface ExampleForm {
  /** Without the axis of the rows; of sequences without that of the steps too. */
  readonly shape: Shape
  /** Null where examples are no sequences. */
  readonly sequence: SequenceForm | null
}

/** A function of a model's inputs as a graph for any number of rows. @throws VaryingGraphError where it is not one */
export function traceFunction(
  fn: ModelFunction<unknown>,
  { shape, sequence }: ExampleForm,
): VaryingGraph {
  const graphs = tracedSizes.map((sizes) => {
    const room = sequence === null ? [] : [sequence.steps === 'any' ? sizes.steps : sequence.steps]
    const inputs = shaped([sizes.rows, ...room, ...shape], 'float32')
    return traceGraph(fn, inputs, sequence?.hasLengths ? shaped([sizes.rows], 'int32') : null)
  })
  return mergeGraphs(graphs)
}

/** A tensor of which only the shape is known. */
function shaped(shape: Shape, dtype: 'float32' | 'int32'): Tensor {
  return new Tensor(shape, dtype, {
    data(): never {
      throw new VaryingGraphError('it reads the numbers of its inputs')
    },
  })
}

/**
 * A traced function as a graph of operators by itself, from `inputs` (and `lengths` of sequences that have them) to its
 * outputs.
 *
 * @throws NoOperatorError
 */
export function graphOfFunction(graph: VaryingGraph, { shape, sequence }: ExampleForm): OnnxGraph {
  const writer = new GraphWriter()
  const { steps = null, hasLengths = false } = sequence ?? {}
  const room: Length[] = steps === null ? [] : [steps === 'any' ? stepsLength : steps]
  const input = (name: string, type: Value['type'], lengths: readonly Length[]): Value => ({
    name: writer.names.unique(name),
    type,
    shape: lengths,
    stored: lengths,
  })
  const inputs = [
    input('inputs', 'float32', [rowsLength, ...room, ...shape]),
    ...(hasLengths ? [input('lengths', 'int32', [rowsLength])] : []),
  ]
  const stepsAxis = steps === 'any' ? 1 : null
  writer.findSizes({ input: 'inputs', rowsAxis: 0, stepsAxis })
  const outputs = writeGraph(graph, inputs, writer, () => undefined)
  const declared = ({ name, type, shape: lengths }: Value) => ({
    name,
    type,
    shape: lengths.map((length) => (typeof length === 'number' ? length : 'any')),
  })
  return writer.graph('function', inputs.map(declared), outputs.map(declared))
}
