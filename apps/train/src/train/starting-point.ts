import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Config, DataConfig, FromConfig } from '../config/config.ts'
import { parseTrainedConfig } from '../config/load.ts'
import { MethodConfig } from '../config/method-config.ts'
import { quoted } from '../config/show.ts'
import type { Dataset } from '../data/dataset.ts'
import { displayPath } from '../data/display-path.ts'
import type { Notice } from '../data/notice.ts'
import { valuesOfFeature } from '../data/packed-columns.ts'
import {
  type InputColumn,
  isStraight,
  type NumericInput,
  type Preprocessing,
  taskOf,
  widthOf,
} from '../data/preprocessing.ts'
import { preprocessingFromJSON } from '../data/preprocessing-from-json.ts'
import { fileColumnOf } from '../data/reading.ts'
import { InputError } from '../errors.ts'
import { type Checkpoint, readCheckpoint } from '../run/checkpoint.ts'
import { checkpointAt } from '../run/find-checkpoint.ts'

/** A checkpoint that training starts from. */
export interface StartingPoint {
  /** The file and its digest. */
  readonly from: FromConfig
  readonly weights: Checkpoint['weights']
  /** How its inputs and its target were prepared, which is what its weights mean. */
  readonly preprocessing: Preprocessing
}

/**
 * Reads the checkpoint that a config starts from, and makes sure that the config prepares columns as it
 * did: weights mean something only for the inputs, the scales and the classes that they were trained on.
 *
 * @throws InputError for a file that is not what the config says, and with every setting that differs
 */
export async function readStartingPoint(from: FromConfig, config: Config): Promise<StartingPoint> {
  const path = checkpointAt(from.checkpoint)
  const { weights, description } = readCheckpoint(path)
  const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex')
  if (from.sha256 !== null && from.sha256 !== sha256) {
    const message = `has changed: from.sha256 says ${from.sha256}, got ${sha256}; bring the file back, or leave sha256 out`
    throw new InputError({ place: path, message })
  }
  if ([...weights.keys()].some((name) => name.startsWith('members.'))) {
    const message =
      'holds the members of an ensemble, each with weights of its own, and training starts from one model; give a checkpoint that was trained without ensemble'
    throw new InputError({ place: path, message })
  }
  const preprocessing = preprocessingFromJSON(description.preprocessing, path)
  const before = await parseTrainedConfig(description.config, path)
  const differences = [
    ...targetSettings(config.data, before.data, preprocessing),
    ...preprocessing.inputs.flatMap((input) => inputSettings(input, config.data, before.data)),
    indicatorSetting(config.data, before.data),
    ...activations(config, before),
    ...sequenceSettings(config.data, preprocessing),
  ].filter(([, got, wanted]) => got !== wanted)
  if (differences.length > 0) {
    throw new InputError(
      differences.map(([key, got, wanted]) => ({
        place: '',
        message: `${key}: must be ${wanted} as in the checkpoint ${displayPath(path)}, got ${got}`,
      })),
    )
  }
  return { from: { checkpoint: path, sha256 }, weights, preprocessing }
}

/** A key of the config, what it says, and what the checkpoint was trained with. */
type Setting = readonly [key: string, got: string, wanted: string]

function targetSettings(
  data: DataConfig,
  before: DataConfig,
  preprocessing: Preprocessing,
): Setting[] {
  const task = taskOf(preprocessing)
  const scaled: Setting = ['data.scaleTarget', String(data.scaleTarget), String(before.scaleTarget)]
  const clamped: Setting = [
    'data.clampPredictions',
    String(data.clampPredictions),
    String(before.clampPredictions),
  ]
  return [
    ['data.target', quoted(data.target), quoted(preprocessing.target.name)],
    ['data.task', data.task ?? task, task],
    ...(task === 'regression' ? [scaled, clamped] : []),
  ]
}

/** Whether missing cells have inputs of their own. */
const indicatorSetting = ({ missing }: DataConfig, before: DataConfig): Setting => [
  'data.missing.indicator',
  String(missing.indicator),
  String(before.missing.indicator),
]

function sequenceSettings({ sequence }: DataConfig, preprocessing: Preprocessing): Setting[] {
  const { id, time, target } = preprocessing.sequence ?? {}
  const none = 'left out'
  return [
    ['data.sequence.id', sequence?.id ?? none, id ?? none],
    ['data.sequence.time', sequence?.time ?? none, time?.name ?? none],
    ['data.sequence.target', sequence?.target ?? none, target ?? none],
  ]
}

function inputSettings(input: InputColumn, data: DataConfig, before: DataConfig): Setting[] {
  const { kind, missing } = input
  const name = fileColumnOf(input)
  const settings = ({ columns }: DataConfig): DataConfig['columns'][string] | undefined =>
    Object.hasOwn(columns, name) ? columns[name] : undefined
  const scale = (config: DataConfig): string => settings(config)?.scale ?? config.scale
  const encoding = (config: DataConfig): string => {
    const { categories } = config
    const asked = settings(config)?.encoding ?? categories.encoding
    return asked === 'auto' ? `auto with maxOneHot: ${categories.maxOneHot}` : asked
  }
  const key = (of: string): string => `data.columns.${name}.${of}`
  return [
    [key('type'), settings(data)?.type ?? kind, kind],
    [key('missing'), settings(data)?.missing ?? data.missing[kind], missing],
    ...(kind === 'numeric' ? [[key('scale'), scale(data), scale(before)] as const] : []),
    ...(kind === 'categorical'
      ? [[key('encoding'), encoding(data), encoding(before)] as const]
      : []),
    ...separators(input, data, settings(data)).map(
      ([of, got, wanted]): Setting => [key(of), got, wanted],
    ),
  ]
}

/** What a config says about the separators of a column's numbers, and what they were. */
function separators(
  input: InputColumn,
  data: DataConfig,
  settings: DataConfig['columns'][string] | undefined,
): Setting[] {
  if (input.kind !== 'numeric' || input.notation.kind !== 'number') return []
  const { decimal, thousands } = input.notation
  const said = (key: 'decimal' | 'thousands', was: string | null): Setting => {
    const wanted = quoted(was ?? '')
    const got = settings?.[key] ?? data[key]
    return [key, got === null ? wanted : quoted(got), wanted]
  }
  return [said('decimal', decimal), said('thousands', thousands)]
}

function activations({ catalogue, model }: Config, before: Config): Setting[] {
  const known = catalogue.of('layer')
  const within = (layers: unknown, others: unknown, path: string): Setting[] =>
    methodsIn(layers).flatMap(({ method, options }, index): Setting[] => {
      const other = methodsIn(others)[index]
      if (method !== other?.method) return []
      return Object.entries(options).flatMap(([name, value]): Setting[] => {
        const option = known.get(method)?.options[name]
        const key = `${path}.${index}.${method}.${name}`
        if (option?.type === 'layers') return within(value, other.options[name], key)
        if (option?.type !== 'method' || option.kind !== 'activation') return []
        return [[key, inWords(value), inWords(other.options[name])]]
      })
    })
  return within(model.layers, before.model.layers, 'model.layers')
}

const methodsIn = (list: unknown): MethodConfig[] =>
  Array.isArray(list) ? list.filter((item) => item instanceof MethodConfig) : []

/** An activation by its name, or as a config has it where it has options. */
function inWords(value: unknown): string {
  const written = value instanceof MethodConfig ? value.toJSON() : value
  return typeof written === 'string' ? written : (JSON.stringify(written) ?? 'none')
}

/** The mean distance from the offset, in scales of a column, from which on data are told apart. */
const farAway = 5

/**
 * A dataset with a line on whose preprocessing it has, and one for each column that is far from what that was
 * fitted on.
 */
export function withStartNotices(dataset: Dataset, { from }: StartingPoint): Dataset {
  const { training, preprocessing, features, sources, notices } = dataset
  const text = 'training starts from it, with its scales, fillings, categories and classes'
  const started: Notice = { place: displayPath(from.checkpoint), column: null, text }
  const place = displayPath(sources[0]?.path ?? '')
  const far: Notice[] = []
  // The places after the last step of a sequence hold zeros, and add nothing.
  const { rows, lengths } = training
  const steps = lengths?.reduce((sum, length) => sum + length, 0) ?? rows * (training.steps ?? 1)
  let feature = 0
  for (const input of preprocessing.inputs) {
    const isScaled = input.kind === 'numeric' && (input.offset !== 0 || input.scale !== 1)
    if (isScaled && isStraight(input)) {
      let distance = 0
      for (const value of valuesOfFeature(training, feature, features.length)) {
        distance += Math.abs(value)
      }
      const mean = distance / steps
      if (mean > farAway) far.push({ place, column: input.name, text: farText(mean, input) })
    }
    feature += widthOf(input)
  }
  return { ...dataset, notices: [...notices, started, ...far] }
}

function farText(mean: number, { offset, scale }: NumericInput): string {
  const [times, one, from] = [mean, scale, offset].map((value) =>
    String(Number(value.toPrecision(3))),
  )
  return `lies ${times} scales of ${one} away from ${from}, around which the checkpoint was trained; if its unit is another, change it back, or train without from`
}
