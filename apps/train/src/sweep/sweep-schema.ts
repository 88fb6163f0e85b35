import * as z from 'zod'
import {
  choice,
  map,
  mustBe,
  naturalNumber,
  oneOf,
  positiveInteger,
  text,
} from '../config/atoms.ts'
import { deviceWords, isWindowsDevice } from '../run/windows-device.ts'

const rangeWords = 'two numbers, the lower and the upper end, such as [1, 10]'
const ends = z.tuple([finite(), finite()], mustBe(rangeWords))
const wholeEnds = z.tuple([whole(), whole()], mustBe(rangeWords))

function finite(): z.ZodNumber {
  return z.number(mustBe('a finite number'))
}

function whole(): z.ZodNumber {
  const words = mustBe('a whole number')
  return z.number(words).int(words)
}

/** Whether a value holds neither an infinite number nor one that is none. */
function holdsFinite(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  return typeof value !== 'object' || value === null || Object.values(value).every(holdsFinite)
}

const rangeNames = ['linear', 'log', 'integer', 'logInteger'] as const
const steps = { steps: positiveInteger().min(2, mustBe('at least 2')).optional() }
const parameterWords =
  'a list of values, or a range such as { linear: [0, 1] }, { log: [1e-4, 0.1] }, { integer: [1, 8] } or { logInteger: [8, 256] }'

const range = z
  .strictObject(
    {
      linear: ends.optional(),
      log: ends.optional(),
      integer: wholeEnds.optional(),
      logInteger: wholeEnds.optional(),
      ...steps,
    },
    mustBe(parameterWords),
  )
  .superRefine((value, context) => {
    const given = rangeNames.filter((name) => value[name] !== undefined)
    const fault = (message: string): void => context.addIssue({ code: 'custom', message })
    const [name] = given
    if (name === undefined || given.length > 1) {
      fault(
        `must have exactly one of linear, log, integer and logInteger, got ${given.join(' and ') || 'none'}`,
      )
      return
    }
    const [low, high] = value[name] ?? [0, 0]
    if (!(low < high)) fault(`must begin with the lower end, got [${low}, ${high}]`)
    else if (name.startsWith('log') && low <= 0)
      fault(`must lie above 0 to be logarithmic, got ${low}`)
    else if (name.toLowerCase().endsWith('integer') && (value.steps ?? 2) > high - low + 1)
      fault(`must have at most ${high - low + 1} steps, one a whole number, got ${value.steps}`)
  })

const parameter = z.union([
  z
    .array(z.unknown(), mustBe(parameterWords))
    .min(1, mustBe('a list of at least one value'))
    .refine((values) => values.every(holdsFinite), mustBe('a list of values that are finite')),
  range,
])

const seed = naturalNumber().default(0)
const points = positiveInteger().max(100_000, mustBe('at most 100000'))

const search = z.union([
  z.literal(
    'grid',
    mustBe('grid, or a map such as { sobol: { points: 32 } }, { random: … } or { halving: … }'),
  ),
  oneOf(
    {
      random: map({ points, seed }),
      sobol: map({ points, seed }),
      halving: map({
        points,
        epochs: z
          .array(positiveInteger(), mustBe('a list of epochs, such as [5, 15, 45]'))
          .min(2, mustBe('a list of at least two numbers of epochs, such as [5, 15, 45]'))
          .refine(
            (list) => list.every((epochs, rung) => rung === 0 || epochs > (list[rung - 1] ?? 0)),
            mustBe('a list of epochs that grow, such as [5, 15, 45]'),
          ),
        factor: finite().gt(1, mustBe('a number above 1')).default(3),
        sample: choice(['sobol', 'random', 'grid']).default('sobol'),
        seed,
      }),
    },
    '{ sobol: { points: 32 } }',
  ),
])

const metric = text('the name of a metric, such as loss or accuracy')
const handling = choice(['skip', 'fatal'])

const timeWords = 'a time such as 90 s, 30 min or 8 h'
const time = text(timeWords).regex(/^\d+(\.\d+)? ?(s|min|h)$/, mustBe(timeWords))

const nameWords = 'at most 100 letters, digits, ".", "_" and "-", beginning with a letter or digit'
const name = text(nameWords)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$(?<!\.)/, mustBe(nameWords))
  .refine((given) => !isWindowsDevice(given), { error: ({ input }) => deviceWords(String(input)) })

/** The whole of a sweep file as it is written. */
export const sweepSchema = map(
  {
    name: name.optional(),
    config: text('the path of a config'),
    set: z.record(z.string(), z.unknown(), mustBe('a map from paths to values')).default({}),
    parameters: z
      .record(z.string(), parameter, mustBe('a map from paths in the config to values or ranges'))
      .refine((given) => Object.keys(given).length > 0, mustBe('a map of at least one parameter')),
    search: search.default('grid'),
    seeds: z
      .union([
        positiveInteger().max(1000, mustBe('at most 1000')),
        z
          .array(naturalNumber())
          .min(1, mustBe('a list of at least one seed'))
          .refine(
            (list) => new Set(list).size === list.length,
            mustBe('a list of different seeds'),
          ),
      ])
      .default(1),
    objective: z
      .union([metric, oneOf({ minimize: metric, maximize: metric }, '{ maximize: accuracy }')])
      .default('loss'),
    budget: map({
      trials: positiveInteger().nullable().default(null),
      time: time.nullable().default(null),
    }).prefault({}),
    failures: z
      .union([
        handling,
        map({ diverged: handling.default('skip'), failed: handling.default('skip') }),
      ])
      .default('skip'),
    output: text('the path of a folder').default('sweeps'),
  },
  'a map that begins with config and parameters',
)

export type WrittenSweep = z.output<typeof sweepSchema>
export type WrittenParameter = z.output<typeof parameter>
