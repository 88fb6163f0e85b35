import { z } from 'zod'
import { deviceWords, isWindowsDevice } from '../run/windows-device.ts'
import {
  belowOne,
  choice,
  flag,
  map,
  mustBe,
  naturalNumber,
  notNegative,
  oneOf,
  positive,
  positiveInteger,
  text,
} from './atoms.ts'
import { activations, kernelInitializers, monitors } from './config.ts'
import { dataSchema } from './data-schema.ts'
import { scheduled } from './schedule-schema.ts'
import { show } from './show.ts'

const layer = oneOf(
  {
    dense: map({
      units: positiveInteger(),
      activation: choice(activations).default('linear'),
      useBias: flag().default(true),
      kernelInitializer: choice(kernelInitializers).default('glorotUniform'),
    }),
    dropout: map({ rate: belowOne() }),
  },
  'dense: { units: 64 }',
)

const lossNames = choice(['crossEntropy', 'binaryCrossEntropy', 'squared', 'absolute', 'huber'])
const loss = z.union([
  lossNames,
  oneOf({ huber: map({ delta: positive().default(1) }) }, 'huber: { delta: 1 }'),
])

const adam = {
  learningRate: scheduled.default(0.001),
  beta1: belowOne().default(0.9),
  beta2: belowOne().default(0.999),
  epsilon: positive().default(1e-8),
}

const sgd = map({
  learningRate: scheduled.default(0.01),
  momentum: belowOne().default(0),
  nesterov: flag().default(false),
}).refine((value) => !value.nesterov || value.momentum > 0, {
  error: 'nesterov needs a momentum above 0; set momentum: 0.9',
})

const optimizer = oneOf(
  {
    adam: map(adam),
    adamw: map({ ...adam, weightDecay: notNegative().default(0.01) }),
    sgd,
    rmsprop: map({
      learningRate: scheduled.default(0.001),
      decay: belowOne().default(0.9),
      momentum: belowOne().default(0),
      epsilon: positive().default(1e-8),
    }),
  },
  'adam: { learningRate: 0.001 }',
)

const weightWords = 'a weight of at least 0, or a map such as { weight: 0.1 }'
const penalty = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.union([notNegative(weightWords), map({ weight: scheduled, ...shape })]).optional()

const norm = z.literal([1, 2, 'infinity'], {
  error: ({ input }) => `must be 1, 2 or infinity, got ${show(input)}`,
})

const sha256Words = 'a SHA-256 of 64 hexadecimal digits'
const from = map(
  {
    checkpoint: text("the path of a checkpoint or of a run's folder"),
    sha256: text(sha256Words)
      .regex(/^[0-9a-f]{64}$/, mustBe(sha256Words))
      .nullable()
      .default(null),
  },
  'a map such as { checkpoint: runs/passengers }',
)

const nameWords =
  'at most 100 letters, digits, ".", "_" and "-", beginning with a letter or digit and not ending with "."'

/** The whole of a config as it is written, with its defaults. */
export const configSchema = map(
  {
    name: text(nameWords)
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$(?<!\.)/, mustBe(nameWords))
      .refine((name) => !isWindowsDevice(name), {
        error: ({ input }) => deviceWords(String(input)),
      })
      .optional(),
    seed: naturalNumber().default(0),
    data: dataSchema,
    from: from.nullable().default(null),
    model: map({ layers: z.array(layer, mustBe('a list of layers')) }),
    loss: loss.nullable().default(null),
    optimizer: optimizer.prefault({ adam: {} }),
    clipGlobalNorm: positive().nullable().default(null),
    penalties: map({
      inputGradient: penalty({ p: norm.default(2), squared: flag().default(true) }),
      l1: penalty({}),
      l2: penalty({}),
      jacobian: penalty({ projections: positiveInteger().default(1) }),
    }).prefault({}),
    training: map({
      epochs: positiveInteger().default(100),
      batchSize: positiveInteger().default(32),
      earlyStopping: map({
        monitor: choice(monitors).default('loss'),
        patience: positiveInteger().default(10),
      })
        .nullable()
        .default(null),
    }).prefault({}),
    output: text('the path of a folder').default('runs'),
  },
  'a map that begins with data and model',
)

export type WrittenConfig = z.output<typeof configSchema>
