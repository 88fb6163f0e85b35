import type { Catalogue, Kind } from '@sobolev/nn'
import { resolve } from '#platform'
import type {
  Config,
  DataConfig,
  OwnMethodsConfig,
  TestConfig,
  ValidationConfig,
} from './config.ts'
import { methodColumns } from './method-columns.ts'
import type { Terms } from './method-config.ts'
import { MethodReader } from './method-reader.ts'
import { outputOptions } from './output-options.ts'
import type { WrittenConfig } from './schema.ts'

type Written<Key extends keyof WrittenConfig> = WrittenConfig[Key]

/** Where a relative path in a config starts: beside the config, or where the command runs. */
export type BaseOf = (path: readonly string[]) => string

/**
 * Turns a checked config into the form the trainer reads, with nothing left to guess.
 *
 * @param asWritten the same before it was checked: the order of its keys counts
 * @param catalogue all methods, the user's own included
 */
export function resolveConfig(
  written: WrittenConfig,
  asWritten: unknown,
  name: string,
  catalogue: Catalogue,
  baseOf: BaseOf,
): Config {
  const { data, from, training } = written
  const methods = new MethodReader({ catalogue, epochs: training.epochs })
  const terms = (kind: Kind, key: TermsKey): Terms =>
    methods.terms(kind, written[key], keysOf(asWritten, key))
  const ofBatches = {
    catalogue,
    lossTransforms: terms('lossTransform', 'lossTransforms'),
    batchTransforms: terms('batchTransform', 'batchTransforms'),
    penalties: terms('penalty', 'penalties'),
    metrics: terms('metric', 'metrics'),
  }
  return {
    ...ofBatches,
    name: written.name ?? name,
    seed: written.seed,
    use: ownMethodsOf(written.use).map(({ file, sha256 }, index) => ({
      file: resolve(baseOf(pathOfUse(index)), file),
      sha256,
    })),
    data: {
      ...data,
      file: resolve(baseOf(['data', 'file']), data.file),
      methodColumns: methodColumns(ofBatches).filter(({ use }) => use !== 'inputs'),
      ...resolveParts(withoutFolds(data.validation, asWritten), data.test, baseOf),
    },
    from: from && {
      ...from,
      checkpoint: resolve(baseOf(['from', 'checkpoint']), from.checkpoint),
    },
    model: {
      layers: written.model.layers.map((layer) => methods.method('layer', layer)),
      initialization:
        written.model.initialization === null
          ? null
          : methods.method('initialization', written.model.initialization),
      output: methods.options(outputOptions, written.model.output),
    },
    loss: written.loss === null ? null : methods.method('loss', written.loss),
    classWeights: written.classWeights,
    gradientTransforms: terms('gradientTransform', 'gradientTransforms'),
    optimizer: methods.method('optimizer', written.optimizer),
    constraints: terms('constraint', 'constraints'),
    average: written.average === null ? null : methods.method('average', written.average),
    ensemble: ensembleOf(written, asWritten, methods),
    calibration:
      written.calibration === null ? null : methods.method('calibration', written.calibration),
    threshold: written.threshold,
    training,
    output: written.output,
    methodFiles: [],
  }
}

/** Whether a config says that there is one model, as over a preset with folds, and not only nothing of an ensemble. */
const isOneModel = (asWritten: unknown): boolean => Object(asWritten).ensemble === null

/** Folds are for several models: of one, a part of the rows is left for validation, as without folds. */
function withoutFolds(
  { folds, ...validation }: Written<'data'>['validation'],
  asWritten: unknown,
): Written<'data'>['validation'] {
  return folds === undefined || isOneModel(asWritten) ? validation : { ...validation, folds }
}

/** What an ensemble is made of: with folds, one model for each unless the config says otherwise. */
function ensembleOf(
  { ensemble, data: { validation } }: WrittenConfig,
  asWritten: unknown,
  methods: MethodReader,
): Config['ensemble'] {
  const { folds } = validation
  if (ensemble !== null) return methods.method('ensemble', ensemble)
  return folds === undefined || isOneModel(asWritten)
    ? null
    : methods.method('ensemble', { deepEnsemble: { members: folds, together: true } })
}

/** The keys of a config under which methods have names. */
export const termsKeys = [
  'lossTransforms',
  'batchTransforms',
  'penalties',
  'gradientTransforms',
  'constraints',
  'metrics',
] as const

type TermsKey = (typeof termsKeys)[number]

/** The keys of the map that stands under a key, in their order; none where there is no map. */
function keysOf(config: unknown, key: string): string[] {
  const value: unknown = Object(config)[key]
  return typeof value === 'object' && value !== null ? Object.keys(value) : []
}

/** One path, or a list of paths with or without a digest, as a list. */
export function ownMethodsOf(use: WrittenConfig['use']): OwnMethodsConfig[] {
  const list = typeof use === 'string' ? [use] : use
  return list.map((entry) => (typeof entry === 'string' ? { file: entry, sha256: null } : entry))
}

/** Where a config names a file of `use`; an override of all of `use` is one of each. */
export const pathOfUse = (index: number): string[] => ['use', String(index), 'file']

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
  const { file, column, train, validation, value, test, fraction, folds, stratify } = written
  if (folds !== undefined) return { kind: 'folds', folds, stratify: stratify ?? true }
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
