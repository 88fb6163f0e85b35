/**
 * Exported models in onnxruntime and as JavaScript modules, against `sobolev predict` on 1,000 raw rows, and every layer
 * of the catalogue in onnxruntime against its own forward pass: `npm run compare:exports`. It fails where a number is
 * further off than 1e-5, of large ones relative to them.
 *
 * `npm ci --prefix benchmarks/exports` first installs onnxruntime. PYTHON: one that has onnx and safetensors, to check
 * the files too.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import Papa from 'papaparse'
import { Project } from '../../apps/train/src/cli/project.fixture.ts'
import { exportModel } from '../../apps/train/src/export/export-model.ts'
import { type Prediction, predictorOf } from '../../apps/train/src/export/js/predictor.ts'
import type { ArrayValue } from '../../apps/train/src/export/js/values.ts'
import { describeModule } from '../../apps/train/src/export/js/write-module.ts'
import { withConstantWeights } from '../../apps/train/src/export/model-function.ts'
import { encodeOnnx } from '../../apps/train/src/export/onnx/encode-onnx.ts'
import { graphOfFunction, traceFunction } from '../../apps/train/src/export/trace-function.ts'
import { checkpointAt } from '../../apps/train/src/run/find-checkpoint.ts'
import { restore } from '../../apps/train/src/train/restore.ts'
import { Rng, type Tensor, tensor, tile } from '../../packages/core/src/index.ts'
import { catalogue } from '../../packages/nn/src/index.ts'
import { type ComparedModel, comparedModels } from './models.ts'
import { distanceOf, OrtModel } from './onnxruntime.ts'

const LIMIT = 1e-5
const MOST = 1000
const datasets = fileURLToPath(new URL('../../datasets/', import.meta.url))
const project = new Project()
const files: string[] = []
let failed = false

/** A line of the result; `distance` beyond the limit fails. */
function tell(name: string, words: string, distance: number): void {
  const isFar = !(distance <= LIMIT)
  failed ||= isFar
  console.log(`${isFar ? 'FAR ' : 'ok  '}${name}: ${words}, ${distance.toExponential(1)} at most`)
}

/** The largest distance of predictions, relative to numbers beyond 1; infinite where texts differ. */
function distanceBetween(
  found: readonly (Prediction | null)[],
  wanted: readonly Readonly<Record<string, unknown>>[],
): number {
  const present = found.filter((one) => one !== null)
  if (present.length !== wanted.length) return Number.POSITIVE_INFINITY
  const distances = wanted.flatMap((row, i) =>
    Object.entries(row).map(([name, value]) => {
      const other = present[i]?.[name]
      if (name === 'row') return 0
      if (typeof value !== 'number') return other === value ? 0 : Number.POSITIVE_INFINITY
      return Math.abs(Number(other) - value) / Math.max(1, Math.abs(value))
    }),
  )
  return distances.reduce((most, distance) => (distance <= most ? most : distance), 0)
}

async function run(argv: readonly string[]): Promise<string> {
  const { code, out, err } = await project.run(argv)
  if (code !== 0) throw new Error(`sobolev ${argv.join(' ')}: ${err}`)
  return out
}

/** The rows that are compared, as the file has them: the first 1,000, or all of the first 1,000 sequences. */
function firstRows(
  path: string,
  id: string | undefined,
): { rows: Record<string, string>[]; csv: string } {
  const { data, meta } = Papa.parse<Record<string, string>>(readFileSync(path, 'utf8'), {
    header: true,
    skipEmptyLines: true,
  })
  const ids = new Set(id === undefined ? [] : data.map((row) => row[id]))
  const kept = new Set([...ids].slice(0, MOST))
  const rows = id === undefined ? data.slice(0, MOST) : data.filter((row) => kept.has(row[id]))
  return { rows, csv: Papa.unparse(rows, { delimiter: meta.delimiter, newline: '\n' }) }
}

async function compareModel({ name, data, config }: ComparedModel, index: number): Promise<void> {
  const id = `model-${index}`
  const path =
    typeof data === 'string' ? `${datasets}${data}` : project.write(`${id}.csv`, data.csv)
  const [ofData = '', ...others] = config.trim().split('\n')
  const [columns] = others[0]?.startsWith('columns:') ? others.splice(0, 1) : []
  const settings = [`file: ${JSON.stringify(path)}`, ofData, ...(columns ? [columns] : [])]
  project.write(`${id}.yaml`, `data: { ${settings.join(', ')} }\n${others.join('\n')}\n`)
  await run(['train', `${id}.yaml`, '-q'])
  for (const extension of ['onnx', 'js', 'safetensors']) {
    await run(['export', `runs/${id}`, '-o', `${id}.${extension}`, '-q'])
    if (extension !== 'js') files.push(project.path(`${id}.${extension}`))
  }
  const restored = await restore(checkpointAt(project.path(`runs/${id}`)))
  const { rows, csv } = firstRows(path, restored.preprocessing.sequence?.id)
  project.write(`${id}-rows.csv`, csv)
  const predicted: { readonly predictions: Record<string, unknown>[] } = JSON.parse(
    await run(['predict', `runs/${id}`, `${id}-rows.csv`, '--json', '-q']),
  )
  const wanted = predicted.predictions
  const what = `${wanted.length} predictions`
  const module: { readonly predict: ReturnType<typeof predictorOf> } = await import(
    pathToFileURL(project.path(`${id}.js`)).href
  )
  tell(name, `${what} as JavaScript`, distanceBetween(module.predict(rows), wanted))
  const { description, base64 } = describeModule(exportModel(restored), restored)
  // What the module would evaluate, and then onnxruntime's answers to it in its place.
  const asked: ReadonlyMap<string, ArrayValue>[] = []
  predictorOf(description, base64, (_, given) => {
    asked.push(given)
    return []
  })(rows)
  const model = await OrtModel.of(readFileSync(project.path(`${id}.onnx`)))
  const answers: ArrayValue[][] = []
  for (const given of asked) answers.push(await model.run(given))
  const found = predictorOf(description, base64, () => answers.shift() ?? [])(rows)
  tell(name, `${what} in onnxruntime`, distanceBetween(found, wanted))
}

/** Every layer's example in onnxruntime, on its rows and on three times as many. */
async function compareLayers(): Promise<void> {
  for (const { name, make, example } of catalogue.of('layer').values()) {
    const x = tensor(example.inputs)
    const layer = make(example.options).build(x.shape.slice(1), new Rng(0))
    const rng = new Rng(1)
    for (const [path, variable] of Object.entries(layer.trainableVariables()))
      variable.assign(variable.value.add(rng.split(path).normal(variable.shape).mul(0.3)))
    const call = withConstantWeights(layer.variables(), (inputs) =>
      layer.call(inputs, { training: false }),
    )
    const form = { shape: x.shape.slice(1), sequence: null }
    try {
      const graph = graphOfFunction(traceFunction(call, form), form)
      const bytes = Buffer.concat(encodeOnnx({ graph, words: name, metadata: {} }))
      const path = project.path(`layer-${name}.onnx`)
      writeFileSync(path, bytes)
      files.push(path)
      const model = await OrtModel.of(bytes)
      let most = 0
      for (const inputs of [x, tile(x, [3, ...form.shape.map(() => 1)])]) {
        const [found] = await model.run(new Map([['inputs', asArray(inputs)]]))
        most = Math.max(most, distanceOf(found, Array.from(call(inputs, null).data, Number)))
      }
      tell(`layer ${name}`, 'in onnxruntime', most)
    } catch (error) {
      if (!(error instanceof Error && error.name === 'NoOperatorError')) throw error
      console.log(`no  layer ${name}: refused, ${error.message}`)
    }
  }
}

const asArray = ({ shape, data }: Tensor): ArrayValue => ({
  type: 'float32',
  shape,
  data: Float32Array.from(data),
})

try {
  for (const [index, model] of comparedModels.entries()) await compareModel(model, index)
  await compareLayers()
  const python = process.env.PYTHON
  if (python === undefined)
    console.log('PYTHON is not set: onnx.checker and safetensors were not asked')
  else {
    const script = fileURLToPath(new URL('./check.py', import.meta.url))
    const { status } = spawnSync(python, [script, ...files], { stdio: 'inherit' })
    failed ||= status !== 0
  }
} finally {
  project.remove()
}
process.exitCode = failed ? 1 : 0
