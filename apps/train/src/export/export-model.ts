import { quoted } from '../config/show.ts'
import { weightsDigest } from '../run/digest.ts'
import { ownVersion } from '../run/package-versions.ts'
import type { Restored } from '../train/restore.ts'
import { toStored, valuesOf } from '../train/stored-weights.ts'
import { GraphWriter, type Value } from './graph/graph-writer.ts'
import { type Length, rowsLength } from './graph/length.ts'
import type { OnnxModel, ValueDeclaration } from './graph/onnx-graph.ts'
import { writeGraph } from './graph/write-graph.ts'
import type { ColumnSource } from './js/cells-of-rows.ts'
import { writeRawInputs } from './raw-inputs.ts'
import type { StepsGiven } from './trace-function.ts'
import { traceModel } from './trace-model.ts'
import { writeDistance, writePrediction } from './written-targets.ts'

/** A model, and what its inputs and outputs are made of and mean. */
export interface ExportedModel {
  readonly model: OnnxModel
  /** Where its columns come from; none of images. */
  readonly sources: readonly ColumnSource[]
  /** The names that `predict` gives what stands in an output, as many as it has numbers for each row. */
  readonly outputs: readonly { readonly name: string; readonly keys: readonly string[] }[]
  readonly steps: StepsGiven | null
  /** The name of the input that says how many steps each sequence has; null where all steps are there. */
  readonly lengths: string | null
}

/**
 * A trained model from the columns of a file to what `predict` gives, as a graph of ONNX operators: the `label` and
 * `probabilities` (or `scores`) of rows, or in regression what is predicted in the units of the file.
 *
 * @throws InputError naming a layer that has no operators; nothing is written then
 */
export function exportModel(restored: Restored): ExportedModel {
  const { graph, sequence } = traceModel(restored)
  const { preprocessing, classes, learner, config } = restored
  const writer = new GraphWriter()
  const { declarations, features, lengths, sources } = writeRawInputs(
    writer,
    preprocessing,
    sequence,
  )
  const isSequence = preprocessing.sequence !== undefined
  const shape: Length[] = isSequence ? [...features.shape] : [rowsLength, ...learner.inputShape]
  const inputs =
    shape.length === features.shape.length
      ? features
      : writer.emit('Reshape', [features, writer.reshapedLengths(shape)], {
          type: 'float32',
          shape,
        })
  const counts =
    lengths && writer.emit('Cast', [lengths], { type: 'int32', shape: lengths.shape }, { to: 6 })
  const values = writeGraph(graph, counts ? [inputs, counts] : [inputs], writer, namesOf(restored))
  const outputs = writeOutputs(writer, restored, values)
  const declared = outputs.map(
    ({ value, words }): ValueDeclaration => ({
      name: value.name,
      type: value.type,
      shape: value.shape.map((length, axis) =>
        typeof length === 'number' ? length : axis === 0 ? 'rows' : 'steps',
      ),
      words,
    }),
  )
  const digest = weightsDigest(toStored(valuesOf(learner.variables)))
  const model = {
    graph: writer.graph('model', declarations, declared),
    words: `${config.name}, trained by sobolev: predicts ${quoted(preprocessing.target.name)} from columns as they are in the file`,
    metadata: {
      producer: `sobolev ${ownVersion()}`,
      name: config.name,
      target: preprocessing.target.name,
      ...(classes.length > 0 && { classes: JSON.stringify(classes) }),
      weights_sha256: digest,
    },
  }
  return {
    model,
    sources,
    outputs: outputs.map(({ value: { name }, keys }) => ({ name, keys })),
    steps: sequence?.steps ?? null,
    lengths: lengths?.name ?? null,
  }
}

/** Names of weights by their elements. */
function namesOf({ learner }: Restored): (data: object) => string | undefined {
  const names = new Map(
    Object.entries(learner.variables).map(([path, { value }]) => [value.data, path] as const),
  )
  return (data) => [...names].find(([elements]) => elements === data)?.[1]
}

interface Output {
  readonly value: Value
  readonly keys: readonly string[]
  readonly words: string
}

/** Writes what `predict` writes, of the scores or predicted columns, and last of the spread. */
function writeOutputs(
  writer: GraphWriter,
  { learner, classes, preprocessing }: Restored,
  values: readonly Value[],
): Output[] {
  const { head, ensemble } = learner
  const { target } = preprocessing
  const spread = ensemble ? values.at(-1) : undefined
  if (head.scores !== null) {
    const [scores, ranks] = values
    if (scores === undefined) throw new TypeError('writeOutputs: a classifier must have scores')
    const shape = scores.shape.slice(0, -1)
    const place = writer.emit(
      'ArgMax',
      [head.ranks && ranks ? ranks : scores],
      { type: 'int64', shape },
      { axis: shape.length, keepdims: 0 },
    )
    const names = writer.store(
      { type: 'string', shape: [classes.length], data: classes },
      'classes',
      'classes',
    )
    const label = writer.emit('Gather', [names, place], { type: 'string', shape, name: 'label' })
    const [what, key] =
      head.probabilities === null ? ['scores', 'score'] : ['probabilities', 'probability']
    return [
      {
        value: label,
        keys: ['prediction'],
        words: head.ranks
          ? 'the second class where its probability is above the threshold, else the first'
          : 'the class of the largest score, the first of equals',
      },
      {
        value: renamed(writer, scores, what),
        keys: classes.map((name) => `${key}_${name}`),
        words: `of the classes ${JSON.stringify(classes)}, in this order`,
      },
      ...(spread
        ? [{ value: renamed(writer, spread, 'spread'), keys: ['spread'], words: spreadWords }]
        : []),
    ]
  }
  const columns = head.columns ?? []
  const inUnits = (value: Value, name: string, isDistance: boolean): Value =>
    renamed(
      writer,
      isDistance
        ? writeDistance(writer, target, value, values[0] ?? value)
        : writePrediction(writer, target, value),
      name,
    )
  return [
    ...columns.flatMap(({ name, isDistance = false }, index) => {
      const value = values[index]
      if (value === undefined) return []
      return [
        {
          value: inUnits(value, name, isDistance),
          keys: [name],
          words: `${name}, in the units of the file`,
        },
      ]
    }),
    ...(spread
      ? [{ value: inUnits(spread, 'spread', true), keys: ['spread'], words: spreadWords }]
      : []),
  ]
}

const spreadWords = 'the standard deviation over the members of the ensemble'

function renamed(writer: GraphWriter, value: Value, name: string): Value {
  return writer.emit('Identity', [value], { type: value.type, shape: value.shape, name })
}
