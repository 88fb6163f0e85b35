import { dirname, resolve } from 'node:path'
import type {
  Config,
  DataConfig,
  LayerConfig,
  LossConfig,
  OptimizerConfig,
  PenaltyConfig,
  ScheduleConfig,
  TestConfig,
  ValidationConfig,
} from './config.ts'
import type { Scheduled } from './schedule-schema.ts'
import type { WrittenConfig } from './schema.ts'

type Written<Key extends keyof WrittenConfig> = WrittenConfig[Key]
type Epochs = number

/** Where a relative path in a config starts: beside the config, or where the command runs. */
export type BaseOf = (path: readonly string[]) => string

/** Turns a checked config into the form the trainer reads, with nothing left to guess. */
export function resolveConfig(written: WrittenConfig, name: string, baseOf: BaseOf): Config {
  const { data, from } = written
  const epochs = written.training.epochs
  return {
    name: written.name ?? name,
    seed: written.seed,
    data: {
      ...data,
      file: resolve(baseOf(['data', 'file']), data.file),
      ...resolveParts(data.validation, data.test, baseOf),
    },
    from: from && {
      ...from,
      checkpoint: resolve(baseOf(['from', 'checkpoint']), from.checkpoint),
    },
    model: { layers: written.model.layers.map(resolveLayer) },
    loss: resolveLoss(written.loss),
    optimizer: resolveOptimizer(written.optimizer, epochs),
    clipGlobalNorm: written.clipGlobalNorm,
    penalties: resolvePenalties(written.penalties, epochs),
    training: written.training,
    output: written.output,
  }
}

/** The folder of a config file, from which the paths in it are read. */
export function baseOfConfig(fileName: string): string {
  return dirname(resolve(fileName))
}

function resolveParts(
  validation: Written<'data'>['validation'],
  test: Written<'data'>['test'],
  baseOf: BaseOf,
): Pick<DataConfig, 'validation' | 'test'> {
  const validating = resolveValidation(validation, baseOf)
  const testing = test === null ? null : resolveTest(test, baseOf)
  if (validating.kind !== 'column' || testing?.kind !== 'column') {
    return { validation: validating, test: testing }
  }
  if (validating.column !== testing.column) return { validation: validating, test: testing }
  // One column that marks all parts, said in two places.
  const train =
    validating.train === null && testing.train === null
      ? null
      : [...(validating.train ?? []), ...(testing.train ?? [])]
  return { validation: { ...validating, train, test: testing.test }, test: null }
}

function resolveValidation(
  written: Written<'data'>['validation'],
  baseOf: BaseOf,
): ValidationConfig {
  const { file, column, train, validation, value, test, fraction, stratify } = written
  if (file !== undefined) {
    return { kind: 'file', file: resolve(baseOf(['data', 'validation', 'file']), file) }
  }
  if (column !== undefined) {
    const values = { train: train ?? null, validation: validation ?? value ?? [], test: test ?? [] }
    return { kind: 'column', column, ...values }
  }
  return { kind: 'fraction', fraction: fraction ?? 0.2, stratify: stratify ?? true }
}

function resolveTest(
  { file, column, train, test, value, fraction, stratify }: NonNullable<Written<'data'>['test']>,
  baseOf: BaseOf,
): TestConfig {
  if (file !== undefined) {
    return { kind: 'file', file: resolve(baseOf(['data', 'test', 'file']), file) }
  }
  if (column !== undefined) {
    return { kind: 'column', column, train: train ?? null, test: test ?? value ?? [] }
  }
  return { kind: 'fraction', fraction: fraction ?? 0, stratify: stratify ?? true }
}

function resolveLayer(written: Written<'model'>['layers'][number]): LayerConfig {
  if (written.dense !== undefined) return { kind: 'dense', ...written.dense }
  if (written.dropout !== undefined) return { kind: 'dropout', ...written.dropout }
  throw new RangeError('resolveLayer: a layer must name its kind')
}

function resolveLoss(written: Written<'loss'>): LossConfig | null {
  if (written === null) return null
  if (written === 'huber') return { kind: 'huber', delta: 1 }
  if (typeof written === 'string') return { kind: written }
  return { kind: 'huber', delta: written.huber?.delta ?? 1 }
}

function resolveOptimizer(written: Written<'optimizer'>, epochs: Epochs): OptimizerConfig {
  const rate = (scheduled: Scheduled): { learningRate: ScheduleConfig } => ({
    learningRate: resolveSchedule(scheduled, epochs),
  })
  const { sgd, adam, adamw, rmsprop } = written
  if (sgd !== undefined) return { kind: 'sgd', ...sgd, ...rate(sgd.learningRate) }
  if (adam !== undefined) return { kind: 'adam', ...adam, ...rate(adam.learningRate) }
  if (adamw !== undefined) return { kind: 'adamw', ...adamw, ...rate(adamw.learningRate) }
  if (rmsprop !== undefined) return { kind: 'rmsprop', ...rmsprop, ...rate(rmsprop.learningRate) }
  throw new RangeError('resolveOptimizer: an optimizer must name its kind')
}

function resolvePenalties(written: Written<'penalties'>, epochs: Epochs): PenaltyConfig[] {
  const penalties: PenaltyConfig[] = []
  const weight = (value: Scheduled): ScheduleConfig => resolveSchedule(value, epochs)
  const { inputGradient, l1, l2, jacobian } = written
  if (inputGradient !== undefined) {
    const { p, squared, weight: w } = spelledOut(inputGradient, { p: 2, squared: true } as const)
    penalties.push({ kind: 'inputGradient', weight: weight(w), p, squared })
  }
  if (l1 !== undefined) penalties.push({ kind: 'l1', weight: weight(spelledOut(l1, {}).weight) })
  if (l2 !== undefined) penalties.push({ kind: 'l2', weight: weight(spelledOut(l2, {}).weight) })
  if (jacobian !== undefined) {
    const { projections, weight: w } = spelledOut(jacobian, { projections: 1 })
    penalties.push({ kind: 'jacobian', weight: weight(w), projections })
  }
  return penalties
}

/** The one-line form `l2: 0.1` as the map it stands for. */
function spelledOut<Map extends { weight: Scheduled }, Rest extends Omit<Map, 'weight'>>(
  written: number | Map,
  defaults: Rest,
): Map | ({ weight: Scheduled } & Rest) {
  return typeof written === 'number' ? { weight: written, ...defaults } : written
}

function resolveSchedule(written: Scheduled, whole: Epochs): ScheduleConfig {
  if (typeof written === 'number') return { kind: 'constant', value: written, warmUp: 0 }
  const { constant, linear, cosine, step } = written
  if (constant !== undefined) return { kind: 'constant', ...constant }
  if (step !== undefined) return { kind: 'step', ...step }
  const epochsAfter = (warmUp: number): number => Math.max(1, whole - warmUp)
  if (linear !== undefined) {
    return { kind: 'linear', ...linear, epochs: linear.epochs ?? epochsAfter(linear.warmUp) }
  }
  if (cosine !== undefined) {
    return { kind: 'cosine', ...cosine, epochs: cosine.epochs ?? epochsAfter(cosine.warmUp) }
  }
  throw new RangeError('resolveSchedule: a schedule must name its kind')
}
