import { Catalogue, type Kind, kinds, catalogue as standard } from '@sobolev/nn'
import * as z from 'zod'
import { deviceWords, isWindowsDevice } from '../run/windows-device.ts'
import { choice, flag, map, mustBe, naturalNumber, positiveInteger, text } from './atoms.ts'
import { envSchema, extendsSchema, variablesSchema } from './composition-schema.ts'
import { batchOrders } from './config.ts'
import { dataSchema } from './data-schema.ts'
import { MethodSchemas } from './method-schema.ts'
import { outputOptions } from './output-options.ts'
import { presetNames } from './preset.ts'

const sha256Words = 'a SHA-256 of 64 hexadecimal digits'
const sha256 = text(sha256Words)
  .regex(/^[0-9a-f]{64}$/, mustBe(sha256Words))
  .nullable()
  .default(null)

const from = map(
  { checkpoint: text("the path of a checkpoint or of a run's folder"), sha256 },
  'a map such as { checkpoint: runs/passengers }',
)

const nameWords =
  'at most 100 letters, digits, ".", "_" and "-", beginning with a letter or digit and not ending with "."'
const name = text(nameWords)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$(?<!\.)/, mustBe(nameWords))
  .refine((given) => !isWindowsDevice(given), { error: ({ input }) => deviceWords(String(input)) })

const ownMethods = text('the path of a TypeScript or JavaScript file with methods of your own')
const ownMethodsSeen = map({ file: ownMethods, sha256 }, 'a path, or { file, sha256 }')

/** Files with methods of the user's own: one path, or a list. */
export const useSchema = z.union([ownMethods, z.array(z.union([ownMethods, ownMethodsSeen]))])

/** Whatever is kept and watched: a metric by its name, or by the name of its term. */
const metric = text('the name of a metric, such as loss')

const weightsWords = 'balanced, or a map from classes to weights such as { rare: 5 }'
const weightWords = mustBe('a finite number of at least 0')
const classWeights = z.union([
  z.literal('balanced', mustBe(weightsWords)),
  z.record(z.string(), z.number(weightWords).min(0, weightWords), mustBe(weightsWords)),
])

const thresholdWords = 'a number between 0 and 1, or the name of a metric such as f1'
const threshold = z.union(
  [
    z.number(mustBe(thresholdWords)).gt(0, mustBe(thresholdWords)).lt(1, mustBe(thresholdWords)),
    text(thresholdWords),
  ],
  mustBe(thresholdWords),
)

const training = map({
  epochs: positiveInteger().default(100).describe('how often training goes through all rows'),
  batchSize: positiveInteger()
    .default(32)
    .describe('rows of a batch, which is what a training step takes unless accumulate says more'),
  accumulate: positiveInteger()
    .default(1)
    .describe(
      'batches of a training step, which takes the mean of their gradients: that of one batch with all their rows, in the memory of one of them',
    ),
  batches: choice(batchOrders)
    .default('shuffled')
    .describe(
      'shuffled: every row once an epoch; balanced: of each class as many rows as of any other, rare ones again',
    ),
  gradientNorms: flag()
    .default(false)
    .describe(
      'whether every epoch measures the norms of the gradients of the loss and of each penalty, which takes a batch more; the first epoch does anyway',
    ),
  best: metric
    .nullable()
    .default(null)
    .describe('the validation metric that chooses the best epoch'),
  earlyStopping: map({
    monitor: metric.nullable().default(null).describe('the validation metric that is watched'),
    patience: positiveInteger().default(10).describe('epochs without a better value'),
  })
    .nullable()
    .default(null),
})

function buildSchema(catalogue: Catalogue) {
  const methods = new MethodSchemas(catalogue)
  const terms = (kind: Kind) => methods.terms(kind).prefault({}).describe(kinds[kind].summary)
  const method = (kind: Kind) => methods.method(kind).describe(kinds[kind].summary)
  return map(
    {
      name: name.optional().describe('the folder of the runs; the name of this file unless given'),
      seed: naturalNumber()
        .default(0)
        .describe('of the split, the first weights, the order of rows, dropout'),
      preset: choice(presetNames)
        .optional()
        .describe(
          'a recipe that this config is laid over, by the task: tabular, for tables with columns of numbers and categories; tabularSmall, for those of some hundred rows',
        ),
      use: useSchema.default([]).describe('files with methods of your own'),
      data: dataSchema,
      from: from.nullable().default(null).describe('a checkpoint that training starts from'),
      model: map({
        layers: z.array(methods.method('layer'), mustBe('a list of layers')),
        initialization: method('initialization').nullable().default(null),
        output: methods
          .options(outputOptions)
          .prefault({})
          .describe('the dense layer at the end, as many units as there are outputs'),
      }),
      loss: method('loss').nullable().default(null),
      classWeights: classWeights
        .nullable()
        .default(null)
        .describe('how much the rows of each class count in training'),
      lossTransforms: terms('lossTransform'),
      batchTransforms: terms('batchTransform'),
      penalties: terms('penalty'),
      gradientTransforms: terms('gradientTransform'),
      optimizer: method('optimizer').default('adam'),
      constraints: terms('constraint'),
      average: method('average').nullable().default(null),
      ensemble: method('ensemble').nullable().default(null),
      calibration: method('calibration').nullable().default(null),
      threshold: threshold
        .nullable()
        .default(null)
        .describe(
          'of two classes, the probability of the second above which it is predicted, or the metric that is best at it on the validation part; null: a half',
        ),
      metrics: terms('metric'),
      training: training.prefault({}),
      output: text('the path of a folder')
        .default('runs')
        .describe('the folder of all runs, from where the command runs'),
      extends: extendsSchema
        .optional()
        .describe(
          'other configs, of which this one says what differs; from the folder of this config',
        ),
      variables: variablesSchema
        .default({})
        .describe(`values by names of your own, which \${variables.name} stands for`),
      env: envSchema
        .default([])
        .describe(`the environment variables that the config may read, by \${env:NAME}`),
    },
    'a map that begins with data and model',
  )
}

type ConfigSchema = ReturnType<typeof buildSchema>

export type WrittenConfig = z.output<ConfigSchema>

const knownSchemas = new WeakMap<Catalogue, ConfigSchema>()

/**
 * The whole of a config as it is written: with the methods of a catalogue, and with their options. It is built when
 * it is first asked for: most commands do without, and it has a thousand parts.
 */
export function configSchemaOf(catalogue: Catalogue = standard): ConfigSchema {
  const schema = knownSchemas.get(catalogue) ?? buildSchema(catalogue)
  knownSchemas.set(catalogue, schema)
  return schema
}

/**
 * The schema of configs with no methods but those that a config names. It takes a tenth of the time to build, and what
 * it accepts the whole one accepts and reads in the same way; what it refuses the whole one tells more of.
 */
export function configSchemaFor(config: unknown, catalogue: Catalogue): ConfigSchema {
  const words = new Set(wordsIn(config))
  const definitions = catalogue.definitions.filter(({ name }) => words.has(name))
  const last = lastSchemas.get(catalogue)
  if (last && sameItems(last.definitions, definitions)) return last.schema
  const schema = buildSchema(new Catalogue(definitions))
  lastSchemas.set(catalogue, { definitions, schema })
  return schema
}

/** The last schema for a config's own methods: who reads a config again, as a sweep does, mostly reads one alike. */
const lastSchemas = new WeakMap<
  Catalogue,
  { readonly definitions: Catalogue['definitions']; readonly schema: ConfigSchema }
>()

const sameItems = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((item, index) => item === b[index])

/** The keys of a value, and the words of its texts. */
function wordsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.match(/\w+/g) ?? []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => [key, ...wordsIn(item)])
}
