import * as z from 'zod'

/** Numbers by name; what was not finite, or not to be had, is null. */
const figures = z.record(z.string(), z.number().nullable())

const trainingFigures = z.looseObject({
  loss: z.number().nullable(),
  penalties: figures.default({}),
  weights: figures.optional(),
  shares: figures.optional(),
  gradientNorms: z.looseObject({ loss: z.number().nullable(), penalties: figures }).optional(),
})

/** A line of `metrics.jsonl`, also of earlier versions; see `EpochRecord`. */
export const epochSchema = z.looseObject({
  member: z.int().positive().optional(),
  epoch: z.int().positive(),
  step: z.int().nonnegative(),
  evaluations: z.int().nonnegative().optional(),
  training: trainingFigures,
  validation: figures,
  digest: z.string().optional(),
  checksums: z.string().optional(),
})

export type StoredEpoch = z.output<typeof epochSchema>

const ofParts = <T extends z.ZodType>(schema: T) =>
  z.looseObject({ validation: schema.optional(), test: schema.optional() }).optional()

/** `result.json`, also of earlier versions; see `RunResult`. */
export const resultSchema = z.looseObject({
  status: z.enum(['finished', 'stoppedEarly', 'converged', 'interrupted']),
  seed: z.number().optional(),
  rows: z.record(z.string(), z.number()).optional(),
  features: z.number().optional(),
  parameters: z.number().optional(),
  members: z.number().optional(),
  notices: z
    .array(z.looseObject({ place: z.string(), column: z.string().nullable(), text: z.string() }))
    .default([]),
  epochs: z.number().optional(),
  bestEpoch: z.number().optional(),
  steps: z.number().optional(),
  evaluations: z.number().optional(),
  stopped: z.string().optional(),
  checkpoint: z.enum(['best.safetensors', 'last.safetensors']).optional(),
  validation: figures.nullable().default(null),
  training: trainingFigures.nullable().default(null),
  test: figures.nullable().default(null),
  tables: ofParts(z.record(z.string(), z.json()).nullable()),
  classes: z.array(z.string()).default([]),
  baselines: ofParts(figures),
  remarks: ofParts(z.record(z.string(), z.string())),
  digest: z.string().optional(),
  seconds: z.number().optional(),
})

export type StoredResult = z.output<typeof resultSchema>

const file = z.looseObject({ sha256: z.string() })

/** `environment.json`, also of earlier versions; see `Environment`. */
export const environmentSchema = z.looseObject({
  started: z.string().optional(),
  command: z.array(z.string()).default([]),
  workingDirectory: z.string().optional(),
  node: z.string().optional(),
  platform: z.string().optional(),
  architecture: z.string().optional(),
  processor: z.string().optional(),
  processors: z.number().optional(),
  packages: z.record(z.string(), z.string()).default({}),
  code: z.string().optional(),
  dtype: z.string().optional(),
  threads: z.union([z.number(), z.string()]).optional(),
  vectorBits: z.number().optional(),
  data: z
    .array(
      file.extend({ path: z.string(), rows: z.number().optional(), bytes: z.number().optional() }),
    )
    .default([]),
  methods: z.array(file.extend({ file: z.string() })).default([]),
  resumed: z
    .array(z.looseObject({ started: z.string(), epoch: z.number(), step: z.number() }))
    .default([]),
})

export type StoredEnvironment = z.output<typeof environmentSchema>
