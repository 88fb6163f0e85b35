import { setThreads } from '@sobolev/core'
import type { Command } from 'commander'
import { DivergedError } from '../errors.ts'
import { findRun } from '../run/find-run.ts'
import { jsonText } from '../run/json-text.ts'
import type { StoredRun } from '../run/read-run.ts'
import { resumeRun } from '../train/resume-run.ts'
import type { TrainingProgress } from '../train/training-progress.ts'
import { count } from './format-number.ts'
import type { CommandIo } from './io.ts'
import { addKnownRunOptions, type KnownRunOptions } from './known-run-options.ts'
import { noticeLines } from './notice-lines.ts'
import { shownPath } from './paths.ts'
import { programName } from './program-name.ts'
import { startProgress } from './progress.ts'
import { trainAndReport } from './train-and-report.ts'
import { chooseVectors } from './vectors.ts'

/** Adds `sobolev resume`. */
export function resumeCommand(program: Command, argv: readonly string[], io: CommandIo): void {
  addKnownRunOptions(program.command('resume'), 'train longer than the config says')
    .description(
      'Go on with a run that was stopped, killed or failed, within an epoch too, to exactly the weights of a run that was not.',
    )
    .addHelpText(
      'after',
      `
The data must be those that the run began with. A run that has ended says so. --epochs goes on
with it where a longer run would have begun alike, and says where it would not, as with a
learning rate that falls over all epochs.

Examples:
  $ sobolev resume two-moons
  $ sobolev resume runs/two-moons/20260131-123456.789-3f2a --epochs 200`,
    )
    .action((run: string, options: KnownRunOptions) => resume(run, options, argv, io))
}

async function resume(
  reference: string,
  options: KnownRunOptions,
  argv: readonly string[],
  io: CommandIo,
): Promise<void> {
  const { quiet = false, json = false, output, threads, epochs } = options
  const run = findRun(reference, { workingDirectory: io.cwd, output })
  const over = whyOver(run, epochs, io)
  if (over !== null) {
    if (!quiet) io.stderr.write(`${over}\n`)
    if (json) io.stdout.write(jsonText(run.result))
    else if (quiet) io.stdout.write(`${shownPath(io, run.path)}\n`)
    return
  }
  const vectorBits = chooseVectors(options.wide, io)
  const reading = startProgress(io, 'reading', quiet)
  const { prepared, folder, resumption, notices } = await resumeRun(run, {
    invocation: { command: argv, workingDirectory: io.cwd, vectorBits, threads },
    overrides: options.set,
    epochs,
    signal: io.signal,
    eager: options.eager,
    onReading: reading.update,
  }).finally(reading.stop)
  // Not awaited: until the threads have started, the first steps run on one.
  setThreads(threads)
  if (!quiet) {
    const begun = beginning(resumption.point?.progress, prepared.config.training.epochs)
    io.stderr.write(
      `${noticeLines(notices, io.stderr)}run ${shownPath(io, folder.path)} ${begun}\n\n`,
    )
  }
  await trainAndReport(prepared, folder, { json, quiet }, io, { resumption })
}

/**
 * Why there is nothing to go on with, in words; null where there is.
 *
 * @throws DivergedError for a run that would diverge again
 */
function whyOver(run: StoredRun, epochs: number | undefined, io: CommandIo): string | null {
  const { state } = run
  const shown = shownPath(io, run.path)
  if (state === 'diverged')
    throw new DivergedError(
      `${shown} diverged, and would again: ${run.failure?.message ?? 'its numbers were not finite'}`,
    )
  if (state === 'stoppedEarly' || state === 'converged') {
    const why = state === 'converged' ? 'its optimizer ended it' : 'it stopped early'
    return `${shown} has ended after ${count(run.result?.epochs ?? 0, 'epoch')}: ${why}, and more epochs would change nothing`
  }
  const done = run.result?.epochs ?? 0
  if (state !== 'finished' || (epochs ?? done) > done) return null
  const longer = `${programName(io)} resume ${shown} --epochs ${2 * done}`
  return `${shown} is finished: ${count(done, 'epoch')}; ${longer} trains longer`
}

/** Where a run goes on, in words. */
function beginning(progress: TrainingProgress | undefined, epochs: number): string {
  if (progress === undefined) return 'begins anew: it was stopped before its first checkpoint'
  const { member, position } = progress
  const ofMember = member === 0 ? '' : ` of member ${member + 1}`
  const within = position.row === 0 ? '' : `, within epoch ${position.epoch + 1}`
  return `goes on after epoch ${position.epoch} of ${epochs}${ofMember}, step ${position.step}${within}`
}
