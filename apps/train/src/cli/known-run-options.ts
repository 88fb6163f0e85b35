import type { Command } from 'commander'
import {
  addWideOptions,
  epochCount,
  jsonOption,
  outputOption,
  quietOption,
  runArgument,
  setPlaceOption,
  threadsOption,
} from './options.ts'

/** What a command is told that trains a run which there is already. */
export interface KnownRunOptions {
  readonly epochs?: number
  readonly set: readonly string[]
  readonly output?: string
  readonly eager?: boolean
  readonly threads: number | 'auto'
  readonly wide?: boolean
  readonly json?: boolean
  readonly quiet?: boolean
}

/**
 * Adds the run, and how it is trained.
 *
 * @param epochs what `--epochs` is for, in words
 */
export function addKnownRunOptions(command: Command, epochs: string): Command {
  return addWideOptions(command)
    .addArgument(runArgument())
    .option('--epochs <count>', epochs, epochCount)
    .addOption(setPlaceOption())
    .addOption(outputOption())
    .addOption(threadsOption())
    .option('--eager', 'run operation by operation, to look inside; the numbers are the same')
    .addOption(jsonOption())
    .addOption(quietOption())
}
