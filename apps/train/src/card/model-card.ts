import { basename } from 'node:path'
import { citation, describeMethod } from '@sobolev/nn'
import { stringify } from 'yaml'
import { preparationText } from '../cli/preparation-text.ts'
import type { MethodConfig } from '../config/method-config.ts'
import { listed } from '../config/show.ts'
import type { ColumnSummary } from '../data/column-summary.ts'
import type { TargetColumn } from '../data/preprocessing.ts'
import { ownVersion } from '../run/package-versions.ts'
import { fittedNumbers } from '../train/decision-threshold.ts'
import { lossOf } from '../train/head.ts'
import type { Prepared } from '../train/prepare.ts'
import type { RunResult } from '../train/records.ts'
import { code, codeBlock, list, plainText, table } from './markdown.ts'
import { shellWord } from './shell-word.ts'
import { type UsedMethod, usedMethods } from './used-methods.ts'

/** Columns that are listed one by one. */
const MOST_COLUMNS = 60

/**
 * What there is to know of a trained model, as Markdown: its task, data, layers, regularization with papers, training,
 * figures beside those of a constant, limits, and how to use and check it.
 */
export function modelCard(prepared: Prepared, result: RunResult): string {
  const { config } = prepared
  const methods = usedMethods(config)
  const sections = [
    `# ${plainText(config.name)}\n\n${summaryOf(prepared, result)}`,
    `## Figures\n\n${figures(result)}`,
    `## Data\n\n${data(prepared, result)}`,
    `## Model\n\n${model(prepared, result)}`,
    ...(methods.length === 0
      ? []
      : [`## Regularization\n\n${regularization(prepared, result, methods)}`]),
    `## Training\n\n${training(prepared, result)}`,
    `## Limits\n\n${limits(prepared, result, methods)}`,
    `## Use\n\n${use(prepared, result)}`,
  ]
  return `${sections.map((section) => section.trimEnd()).join('\n\n')}\n`
}

function summaryOf({ config, dataset }: Prepared, { status, classes, epochs }: RunResult): string {
  const { target } = config.data
  const shown = classes.slice(0, 20).map(code)
  const names = classes.length > 20 ? [...shown, `${classes.length - 20} more`] : shown
  const what =
    dataset.task === 'classification'
      ? `Tells ${classes.length} classes of ${code(target)} apart: ${listed(names)}`
      : `Predicts the number ${code(target)}`
  const example = dataset.steps === undefined ? 'a row' : 'a sequence of rows'
  const ended = {
    finished: 'Training finished',
    stoppedEarly: 'Training stopped early, as validation got no better,',
    converged: 'Training converged',
    interrupted:
      '**Training was interrupted**; what stands here is of a model that is not finished. It ended',
  }[status]
  return `${what}, of ${example} with ${dataset.features.length} features from ${code(basename(config.data.file))}. ${ended} after ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}.\n`
}

const shown = (value: number | null | undefined): string =>
  value === null || value === undefined || !Number.isFinite(value)
    ? '–'
    : String(Number(value.toPrecision(4)))

/** Validation and test, each beside what a constant prediction reaches. */
function figures({ validation, test, baselines, remarks }: RunResult): string {
  const names = [...new Set([validation, test].flatMap((part) => Object.keys(part ?? {})))]
  if (names.length === 0) return 'None: no epoch was finished.\n'
  const parts = [
    ['validation', validation, baselines.validation],
    ...(test === null ? [] : [['test', test, baselines.test] as const]),
  ] as const
  const head = ['figure', ...parts.flatMap(([name]) => [name, `constant, ${name}`])]
  const rows = names.map((name) => [
    code(name),
    ...parts.flatMap(([, values, constants]) => [shown(values?.[name]), shown(constants[name])]),
  ])
  const notes = (['validation', 'test'] as const).flatMap((part) =>
    Object.entries(remarks[part]).map(
      ([name, text]) => `${part} ${code(name)}: ${plainText(text)}`,
    ),
  )
  const words =
    'A constant is the most frequent class, or the mean of the targets, for every row; – where there is none.'
  return `${table(head, rows)}\n${words}\n${notes.length === 0 ? '' : `\n${list(notes)}`}`
}

function data({ dataset, config }: Prepared, { rows, notices }: RunResult): string {
  const files = dataset.sources.map(({ path, rows: count, bytes, sha256 }) => [
    code(basename(path)),
    String(count),
    String(bytes),
    code(sha256),
  ])
  const example = dataset.steps === undefined ? 'rows' : 'sequences'
  const { folds } = dataset.validation
  const sizes = folds
    ? `${rows.training} ${example} in ${folds.length - 1} folds, each of which validates the models that are not trained on it`
    : `${rows.training} ${example} to train on, ${rows.validation} to validate`
  const parts = `${sizes}, ${rows.test} to test (seed ${config.seed}).`
  const remarks = notices.map(({ place, column, text }) =>
    [
      place === '' ? '' : plainText(basename(place)),
      column === null ? '' : code(column),
      plainText(text),
    ]
      .filter((part) => part !== '')
      .join(': '),
  )
  return [
    table(['file', 'rows', 'bytes', 'SHA-256'], files),
    `${parts}\n`,
    columns(dataset.columns, dataset.shape !== undefined),
    clamping(dataset.preprocessing.target),
    remarks.length === 0 ? '' : `What was found in it:\n\n${list(remarks)}`,
  ]
    .filter((part) => part !== '')
    .join('\n')
}

/** Where predictions end, if they do. */
function clamping(target: TargetColumn): string {
  if (target.kind !== 'number' || target.range === undefined) return ''
  const [low, high] = target.range.map(shown)
  return `Predictions end at ${low} and ${high}, the range of the target in the training part.\n`
}

function columns(summaries: readonly ColumnSummary[], areImages: boolean): string {
  const inputs = summaries.filter(({ role }) => role === 'input').length
  if (areImages) return `${inputs} pixels are the inputs.\n`
  const listedColumns = summaries.slice(0, MOST_COLUMNS)
  const rows = listedColumns.map((summary) => {
    const { column, role, readAs, range, categories, missing, filledWith, missingAs } = summary
    const content =
      range !== null
        ? `${shown(range.min)} to ${shown(range.max)}`
        : categories === null
          ? ''
          : `${categories.count} texts: ${listed(categories.first.slice(0, 8).map(code))}${categories.count > 8 ? ', …' : ''}`
    const gap =
      missing === null || missing === 0
        ? ''
        : `${missing} missing: ${filledWith === null ? plainText(missingAs ?? 'kept') : `filled with ${code(String(filledWith))}`}`
    const prepared = plainText(preparationText(summary))
    return [code(column), role, plainText(readAs ?? ''), content, gap, prepared]
  })
  const more = summaries.length - listedColumns.length
  return `${table(['column', 'role', 'read as', 'in the file', 'without a value', 'scaled by'], rows)}${more > 0 ? `\nand ${more} more columns.\n` : ''}`
}

function model(
  { config, dataset }: Prepared,
  { parameters, members, calibration }: RunResult,
): string {
  const { layers } = config.model
  const ensemble = config.ensemble
  const fitted = calibration ? fittedNumbers(config, calibration) : []
  const facts = [
    `${parameters} parameters, drawn from seed ${config.seed}${config.from === null ? '' : `, from the weights of ${code(basename(config.from.checkpoint))}`}`,
    `loss: ${methodText(lossOf(config, dataset.task))}`,
    ...(ensemble === null
      ? []
      : [
          `ensemble: ${methodText(ensemble)}${members === undefined ? '' : `, ${members} sets of weights`}`,
        ]),
    ...(typeof config.threshold === 'number'
      ? [`threshold: ${shown(config.threshold)}, as the config says`]
      : []),
    ...(fitted.length === 0
      ? []
      : [
          `calibration: ${fitted
            .map(([name, value]) => `${plainText(name)} ${shown(value)}`)
            .join(', ')}, fitted on the validation part`,
        ]),
  ]
  const shape = layers.length === 0 ? 'No hidden layers; then' : 'Then'
  return `${layers.length === 0 ? '' : `${codeBlock(stringify(layers), 'yaml')}\n`}${shape} a linear layer of the outputs.\n\n${list(facts)}`
}

/** A method with its options, on one line. */
function methodText({ method, options }: MethodConfig): string {
  const text = JSON.stringify(options)
  return text === '{}' ? code(method) : `${code(method)} ${code(text)}`
}

function regularization(
  { evaluated }: Prepared,
  { training: last }: RunResult,
  methods: readonly UsedMethod[],
): string {
  const when = evaluated.hasSeparateMembers
    ? 'In the last epoch of the last member'
    : 'In the last epoch'
  return methods
    .map(({ name, kind, method, definition }) => {
      const card = describeMethod(definition)
      const value = last?.penalties[name]
      const share = last?.shares?.[name]
      const measured =
        value === undefined
          ? ''
          : ` ${when} its value was ${shown(value)}${share === undefined ? '' : `, ${shown(100 * share)} % of what was minimized`}.`
      const title = name === method.method ? code(name) : `${code(name)}, a ${code(method.method)}`
      return `**${title}** (${kind}): ${plainText(card.summary)} ${methodText(method)}.${measured} ${plainText(citation(card.paper))}.\n`
    })
    .join('\n')
}

function training({ config, evaluated }: Prepared, result: RunResult): string {
  const { optimizer, training: settings } = config
  const { steps, seconds, checkpoint, bestEpoch, epochs } = result
  const isBest = checkpoint === 'best.safetensors'
  const kept = isBest ? 'best epoch by validation' : 'last epoch'
  const weights = evaluated.hasSeparateMembers
    ? `the members, each of its ${kept}`
    : `the ${kept}, ${isBest ? bestEpoch : epochs}`
  return list([
    `optimizer: ${methodText(optimizer)}`,
    `${epochs} of ${settings.epochs} ${settings.epochs === 1 ? 'epoch' : 'epochs'} in batches of ${settings.batchSize}${settings.accumulate > 1 ? ` × ${settings.accumulate}` : ''}, ${steps} ${steps === 1 ? 'step' : 'steps'}, ${shown(seconds)} s`,
    `weights of ${weights}`,
    `trained by sobolev ${ownVersion()} with Node ${process.versions.node}; the same weights, bit for bit, on any other Node version, processor and number of threads`,
  ])
}

function limits(
  { config, dataset }: Prepared,
  result: RunResult,
  methods: readonly UsedMethod[],
): string {
  const needed = dataset.preprocessing.inputs.filter(({ missing }) => missing === 'drop')
  const texts = dataset.preprocessing.inputs.some(({ kind }) => kind === 'categorical')
  const { checkpoint, calibration } = result
  const isFitted = calibration !== undefined && fittedNumbers(config, calibration).length > 0
  const uses = [
    ...(checkpoint === 'best.safetensors' ? ['the validation part chose among weights'] : []),
    ...(isFitted ? ['the calibration was fitted on the validation part'] : []),
  ]
  const ofMethods = methods.flatMap(({ name, definition }) => {
    const { advice } = describeMethod(definition)
    return advice === null ? [] : [`${code(name)}: ${plainText(advice.limits)}`]
  })
  return list([
    'It answers any row, also one unlike all that it was trained on; nothing in its answer says so. The ranges above are those that it knows.',
    result.test === null
      ? `There was no test part${uses.length === 0 ? '' : `, and ${uses.join(', and ')}: its figures come out a little too good`}.`
      : 'The test part chose nothing; its figures are those to quote.',
    ...(texts ? ['A text that training never saw counts as none of the known ones.'] : []),
    ...(needed.length === 0
      ? []
      : [
          `It predicts nothing for rows without ${listed(needed.slice(0, 8).map(({ name }) => code(name)))}.`,
        ]),
    'It says how columns go together in this file, not what causes what.',
    ...ofMethods,
  ])
}

function use({ config }: Prepared, { run, digest }: RunResult): string {
  const file = shellWord(run)
  const commands = [
    `sobolev predict ${file} rows.csv -o predictions.csv`,
    `sobolev evaluate ${file} rows.csv`,
    `sobolev serve ${file}`,
    `sobolev export ${file} -o model.onnx`,
    `sobolev verify ${file}`,
  ]
  return `Rows need the input columns above, by name and as they are in the file.\n\n${codeBlock(commands.join('\n'), 'sh')}\n${code('verify')} trains again and compares. SHA-256 of the weights: ${code(digest)}; of ${code(config.name)} the whole config is in [config.yaml](config.yaml), every epoch in [metrics.jsonl](metrics.jsonl), the result in [result.json](result.json).\n`
}
