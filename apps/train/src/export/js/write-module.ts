import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Restored } from '../../train/restore.ts'
import type { ExportedModel } from '../export-model.ts'
import type { Attribute, OnnxGraph, StoredValue } from '../graph/onnx-graph.ts'
import type { EvaluatedGraph } from './evaluate.ts'
import type { ModuleDescription } from './predictor.ts'
import type { NumberType } from './values.ts'

/** What a module holds of a model: its description, and its tensors as bytes in base64. */
export interface DescribedModule {
  readonly description: ModuleDescription
  readonly base64: string
}

/** Describes an exported model for the evaluator of modules. */
export function describeModule(
  { model, outputs, steps, sources, lengths }: ExportedModel,
  { preprocessing, config }: Restored,
): DescribedModule {
  const { stored, base64 } = packed(model.graph.stored)
  const { sequence, shape } = preprocessing
  const isPixels = shape !== undefined && sources.length === 0
  const description: ModuleDescription = {
    name: config.name,
    graph: evaluatedGraph(model.graph),
    stored,
    columns: sources,
    pixels: isPixels ? { shape, columns: preprocessing.inputs.map(({ name }) => name) } : null,
    missingValues: preprocessing.missingValues,
    sequence:
      sequence === undefined
        ? null
        : {
            id: sequence.id,
            time: sequence.time,
            target: sequence.target,
            steps: typeof steps === 'number' ? steps : null,
            lengths,
          },
    outputs,
  }
  return { description, base64 }
}

/**
 * A model as one JavaScript module without dependencies: its graph, its weights in base64, and what evaluates them.
 * It exports `predict(rows)`, and runs in Node, browsers and workers.
 */
export async function writeModule(exported: ExportedModel, restored: Restored): Promise<string> {
  const { description, base64 } = describeModule(exported, restored)
  const { words, metadata } = exported.model
  const { sequence, pixels } = description
  const columns = [...new Set(description.columns.map(({ column }) => column))]
  const runtime = await runtimeText()
  return `${heading(words, columns, sequence !== null)}
${runtime}
const description = ${JSON.stringify(description)}

/** Where the weights came from. */
export const about = ${JSON.stringify(metadata, null, 2)}

/** The columns that each row must have. */
export const columns = ${JSON.stringify(pixels?.columns ?? columns)}

export const predict = predictorOf(description, "${base64}")
`
}

function heading(words: string, columns: readonly string[], isSequence: boolean): string {
  const row = columns.slice(0, 3).map((column) => `${JSON.stringify(column)}: …`)
  const shown = [...row, ...(columns.length > 3 ? ['…'] : [])].join(', ')
  const given = isSequence
    ? 'the rows of any number of sequences, and returns what it predicts for each'
    : 'rows as they are in the file, and returns a prediction for each, or null where a value is missing that it needs'
  const safe = words.replaceAll('*/', '* /')
  return `/*
 * ${safe}.
 *
 * One module without dependencies, for Node, browsers and workers. predict takes ${given}:
 *
 *   import { predict } from './this-file.js'
 *   predict([{ ${shown.replaceAll('*/', '* /')} }])
 */`
}

/** What evaluates a model, as one script without imports and exports. */
async function runtimeText(): Promise<string> {
  const folder = new URL('./', import.meta.url)
  const entry = ['predictor.ts', 'predictor.js']
    .map((name) => fileURLToPath(new URL(name, folder)))
    .find((path) => existsSync(path))
  if (entry === undefined) throw new Error('export: predictor.js must lie beside write-module.js')
  const { outputFiles } = await build({
    stdin: {
      contents: `export { predictorOf } from ${JSON.stringify(entry)}`,
      resolveDir: fileURLToPath(folder),
    },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    target: 'es2023',
    treeShaking: true,
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
  })
  const [file] = outputFiles
  return (file?.text ?? '')
    .replace(/^\/\/ .*\.[jt]s$\n/gm, '')
    .replace(/export\s*\{\s*predictorOf\s*\};?\s*$/, '')
}

/** A graph as the module holds it. */
export function evaluatedGraph({ nodes, inputs, outputs }: OnnxGraph): EvaluatedGraph {
  return {
    nodes: nodes.map(({ operator, inputs: from, outputs: to, attributes }) => ({
      operator,
      inputs: from,
      outputs: to,
      attributes: Object.fromEntries(
        Object.entries(attributes).map(([name, attribute]) => [name, plainAttribute(attribute)]),
      ),
    })),
    inputs: inputs.map(({ name }) => name),
    outputs: outputs.map(({ name }) => name),
  }
}

const plainAttribute = (attribute: Attribute): unknown =>
  attribute.kind === 'graph' ? evaluatedGraph(attribute.value) : attribute.value

/** Stored tensors as bytes one after the other, each aligned; texts beside them. */
function packed(values: readonly StoredValue[]): {
  readonly stored: ModuleDescription['stored']
  readonly base64: string
} {
  const chunks: Buffer[] = []
  let length = 0
  const stored = values.map(({ name, type, shape, data }) => {
    if (type === 'string')
      return { name, shape, texts: Array.from<unknown>(data).map((text) => String(text)) }
    const bytes = bytesOf(type, data)
    const offset = length
    const padding = (8 - (bytes.length % 8)) % 8
    chunks.push(bytes, Buffer.alloc(padding))
    length += bytes.length + padding
    return { name, type, shape, offset }
  })
  return { stored, base64: Buffer.concat(chunks).toString('base64') }
}

function bytesOf(type: NumberType, data: StoredValue['data']): Buffer {
  const typed = typedOf(type, Float64Array.from(data, Number))
  return Buffer.from(typed.buffer, typed.byteOffset, typed.byteLength)
}

function typedOf(type: NumberType, data: Float64Array): ArrayBufferView {
  if (type === 'float64') return data
  if (type === 'float32') return Float32Array.from(data)
  return type === 'bool' ? Uint8Array.from(data) : Int32Array.from(data)
}
