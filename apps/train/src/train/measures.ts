import { eye, range } from '@sobolev/core'
import type { Definitions, MetricFacts, Things } from '@sobolev/nn'
import type { Config } from '../config/config.ts'
import type { MethodConfig } from '../config/method-config.ts'
import { definitionOf, MethodReader } from '../config/method-reader.ts'
import { listed } from '../config/show.ts'
import { watchedBy } from '../config/watched-metrics.ts'
import type { Notice } from '../data/notice.ts'
import { InputError } from '../errors.ts'
import { chooseHead, type Head, lossOf, type ProblemShape } from './head.ts'
import { layerOfIndices } from './layer-of-indices.ts'
import { MethodBuilder } from './method-builder.ts'

/** A metric under the name that its figures have. */
export interface Measure
  extends Pick<
    MetricFacts,
    'better' | 'takes' | 'gives' | 'needsDifferentTargets' | 'hasBaseline'
  > {
  readonly name: string
  readonly metric: Things['metric']
  /** What it takes of the predicted columns, [n, columns], in their order; [n] of the first unless given. */
  readonly columns?: readonly string[]
}

/** The figure that every part has: the mean loss, without penalties. */
const loss = { name: 'loss', better: 'smaller' } as const

/** A figure by which epochs are compared. */
export type Monitor = Pick<Measure, 'name' | 'better'>

/** Of more classes a table of all pairs is too large to be given without being asked for. */
const mostClasses = 100

/**
 * What is measured: the usual metrics of the task, those that the config asks for, and what early stopping and the
 * best checkpoint watch.
 *
 * @throws InputError for a metric that does not suit the task
 */
export function measuresOf(config: Config, problem: ProblemShape): readonly Measure[] {
  const { catalogue, metrics } = config
  const builder = new MethodBuilder(catalogue, 1)
  const head = chooseHead(config, problem)
  const reader = new MethodReader({ catalogue, epochs: config.training.epochs })
  const metricsByName = new Map<string, MethodConfig>()
  for (const definition of catalogue.of('metric').values()) {
    const isTooLarge = definition.gives === 'classMatrix' && problem.classes.length > mostClasses
    if (definition.isUsual && !isTooLarge && misfit(config, definition, problem) === null) {
      metricsByName.set(definition.name, reader.method('metric', definition.name))
    }
  }
  for (const [name, metric] of metrics.byName) {
    if (name === loss.name)
      throw new InputError(
        `metrics.${name}: must have another name, as every run measures the loss`,
      )
    if (config.average !== null && name.startsWith('trained.'))
      throw new InputError(
        `metrics.${name}: must have another name, as with an average what begins with "trained." is of the weights themselves`,
      )
    const definition = definitionOf(catalogue, 'metric', metric.method)
    refuseMisfit(`metrics.${name}`, misfit(config, definition, problem), 'leave it out')
    metricsByName.set(name, metric)
  }
  for (const { key, name } of watchedBy(config)) {
    if (name === loss.name) continue
    const method = metricsByName.get(name)?.method ?? name
    const definition = definitionOf(catalogue, 'metric', method)
    if (definition.gives !== undefined)
      throw new InputError(`${key}: ${name} is a table, by which no epoch is better; name a number`)
    if (metricsByName.has(name)) continue
    const measured = listed([loss.name, ...metricsByName.keys()])
    refuseMisfit(key, misfit(config, definition, problem), `this run measures ${measured}`)
    metricsByName.set(name, reader.method('metric', name))
  }
  return Array.from(metricsByName, ([name, metric]) => {
    const definition = definitionOf(catalogue, 'metric', metric.method)
    const { better, takes, gives, needsDifferentTargets, hasBaseline } = definition
    const wanted = definition.columns?.(builder.options('metric', metric))
    const built = builder.method('metric', metric)
    refuseUnmeasurable(`metrics.${name}`, built, takes, problem)
    return {
      name,
      better,
      takes,
      metric: built,
      ...(wanted && { columns: foundColumns(`metrics.${name}`, metric.method, wanted, head) }),
      ...(gives ? { gives } : {}),
      ...(hasBaseline ? { hasBaseline } : {}),
      ...(needsDifferentTargets ? { needsDifferentTargets } : {}),
    }
  })
}

/** What the best checkpoint is chosen by, and what early stopping waits for. */
export function monitorsOf(
  { training }: Config,
  measures: readonly Measure[],
): { readonly best: Monitor; readonly stopping: Monitor } {
  const { best, earlyStopping } = training
  const find = (name: string | null | undefined): Monitor =>
    measures.find((measure) => measure.name === name) ?? loss
  return {
    best: find(best ?? earlyStopping?.monitor),
    stopping: find(earlyStopping?.monitor ?? best),
  }
}

/** The columns that a metric asks for, or the one there is if it asks for one. */
function foundColumns(
  key: string,
  metric: string,
  wanted: readonly string[],
  { columns }: Head,
): readonly string[] {
  const names = columns?.map(({ name }) => name) ?? []
  if (wanted.every((name) => names.includes(name))) return wanted
  if (wanted.length === 1 && names.length === 1) return names
  throw new InputError(
    `${key}: ${metric} is of the ${wanted.length === 1 ? 'column' : 'columns'} ${listed(wanted)}, but the loss predicts ${listed(names)}; ask for columns that there are`,
  )
}

function refuseMisfit(key: string, reason: string | null, wayOut: string): void {
  if (reason !== null) throw new InputError(`${key}: ${reason}; ${wayOut}`)
}

/** Refuses options that do not suit the number of classes, by measuring a model that knows the class of each. */
function refuseUnmeasurable(
  key: string,
  metric: Things['metric'],
  takes: MetricFacts['takes'],
  { classes: { length } }: ProblemShape,
): void {
  if (metric.takes !== 'predictions' || !(takes === 'probabilities' || takes === 'classScores'))
    return
  try {
    metric.measure(eye(length), range(length))
  } catch (error) {
    if (error instanceof RangeError) throw new InputError(`${key}: ${error.message}`)
  }
}

/** Why a metric does not suit a task, its loss and the model, or `null`. */
function misfit(
  config: Pick<Config, 'catalogue' | 'loss' | 'model'>,
  { name, takes, forClasses, byInputs }: Definitions['metric'],
  { task, classes }: ProblemShape,
): string | null {
  if (forClasses && task === 'regression') return `${name} is for classification`
  const layer = byInputs ? layerOfIndices(config) : null
  if (layer !== null)
    return `${name} needs derivatives by the inputs, which are indices for ${layer}`
  if (takes === 'evaluation') return null
  if (takes === 'values') return task === 'regression' ? null : `${name} is for regression`
  if (task === 'regression') return `${name} is for classification`
  if (takes === 'logOdds' && classes.length !== 2)
    return `${name} needs 2 classes, got ${classes.length}`
  const { method } = lossOf(config, task)
  const { outputs } = definitionOf(config.catalogue, 'loss', method)
  if (takes === 'probabilities' && outputs === 'classScores')
    return `${name} needs probabilities, and the scores of the loss ${method} are no logits`
  return null
}

/** A line for each usual metric that needs what there is not: probabilities for a loss, derivatives by indices. */
export function unmeasuredNotices(config: Config, problem: ProblemShape): Notice[] {
  const usual = [...config.catalogue.of('metric').values()].filter(({ isUsual }) => isUsual)
  return usual.flatMap((metric): Notice[] => {
    const ofLoss = problem.task === 'classification' && metric.takes === 'probabilities'
    const reason = ofLoss || metric.byInputs ? misfit(config, metric, problem) : null
    if (reason === null) return []
    return [{ place: ofLoss ? 'loss' : 'model', column: null, text: `${reason}: not measured` }]
  })
}
