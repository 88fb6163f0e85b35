import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { InputError } from '../errors.ts'
import { writeTextAtomic } from '../run/atomic-write.ts'
import { jsonText } from '../run/json-text.ts'
import { makeFolders } from '../run/make-folders.ts'
import { writingTo } from '../write-error.ts'

const outcomeSchema = z.object({
  index: z.number(),
  point: z.number(),
  round: z.number(),
  seed: z.number(),
  /** The values of the sweep's parameters. */
  parameters: z.record(z.string(), z.unknown()),
  /** What was run, see `identityOf`. */
  identity: z.string(),
  state: z.enum(['finished', 'diverged', 'failed']),
  /** Why it did not finish. */
  message: z.string().nullable(),
  /** The figures of the final weights on the validation part; null for those that cannot be measured. */
  validation: z.record(z.string(), z.number().nullable()),
  /** SHA-256 of the final weights; null where there are none. */
  digest: z.string().nullable(),
  /** SHA-256 of the data files, in the order in which they were read. */
  data: z.array(z.string()),
  /** The name of the run's folder within the trial's; null where there is none. */
  run: z.string().nullable(),
  epochs: z.number(),
  started: z.string(),
  seconds: z.number(),
})

/** How a trial ended: `trial.json` in its folder. */
export type Outcome = z.output<typeof outcomeSchema>

/** The outcome in a trial's folder; null where it has none yet. */
export function readOutcome(folder: string): Outcome | null {
  const file = outcomeFile(folder)
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
  try {
    return outcomeSchema.parse(JSON.parse(text))
  } catch (error) {
    const message = 'is damaged; remove the folder, and the trial is run again'
    throw new InputError({ place: file, message }, { cause: error })
  }
}

/** Writes the outcome into a trial's folder. */
export function writeOutcome(folder: string, outcome: Outcome): void {
  writingTo(folder, () => makeFolders(folder))
  writeTextAtomic(outcomeFile(folder), jsonText(outcome))
}

const outcomeFile = (folder: string): string => join(folder, 'trial.json')
