import { z } from 'zod'
import { map, naturalNumber, notNegative, oneOf, positive, positiveInteger } from './atoms.ts'

const warmUp = naturalNumber().default(0)

/** `{ cosine: { from: 0.01 } }` and its like: a number that changes from epoch to epoch. */
export const scheduleMap = oneOf(
  {
    constant: map({ value: notNegative(), warmUp }),
    linear: map({
      from: notNegative(),
      to: notNegative(),
      epochs: positiveInteger().optional(),
      warmUp,
    }),
    cosine: map({
      from: notNegative(),
      to: notNegative().default(0),
      epochs: positiveInteger().optional(),
      warmUp,
    }),
    step: map({ from: notNegative(), every: positiveInteger(), factor: positive(), warmUp }),
  },
  'cosine: { from: 0.01, to: 0 }',
)

/** A plain number of at least 0, or a schedule. */
export const scheduled = z.union([
  notNegative('a finite number of at least 0, or a schedule such as cosine: { from: 0.01, to: 0 }'),
  scheduleMap,
])

export type ScheduleMap = z.output<typeof scheduleMap>
export type Scheduled = z.output<typeof scheduled>
