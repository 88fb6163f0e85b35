import * as z from 'zod'
import { writeTextAtomic } from './atomic-write.ts'
import { jsonText } from './json-text.ts'

/** Why a run ended that could not go on, as `failure.json` tells it. */
export const failureSchema = z.object({
  /** Whether its numbers were no longer finite, or something else went wrong, such as a full disk. */
  state: z.enum(['diverged', 'failed']),
  message: z.string(),
  time: z.string(),
})

export type Failure = z.output<typeof failureSchema>

/** Keeps why a run ended. Throws `WriteError`. */
export function keepFailure(file: string, state: Failure['state'], message: string): void {
  const failure: Failure = { state, message, time: new Date().toISOString() }
  writeTextAtomic(file, jsonText(failure))
}
