import { setThreads } from '@sobolev/core'
import type { Command } from 'commander'
import { DiffersError } from '../errors.ts'
import { findRun } from '../run/find-run.ts'
import { jsonText } from '../run/json-text.ts'
import { type Difference, differenceText } from '../run/surroundings.ts'
import { type FirstDifference, type Verification, verifyRun } from '../train/verify-run.ts'
import { aligned } from './figure-list.ts'
import { count } from './format-number.ts'
import type { CommandIo } from './io.ts'
import { addKnownRunOptions, type KnownRunOptions } from './known-run-options.ts'
import { shownPath } from './paths.ts'
import { startProgress } from './progress.ts'
import { chooseVectors } from './vectors.ts'

/** Adds `sobolev verify`. */
export function verifyCommand(program: Command, argv: readonly string[], io: CommandIo): void {
  addKnownRunOptions(program.command('verify'), 'repeat its first epochs alone')
    .description(
      'Repeat a run from its config and data, and say whether it comes to the same bits, or where it first differs.',
    )
    .addHelpText(
      'after',
      `
Compared are the digest of the weights and all figures of each epoch, the final weights, and the
checkpoint in the run's folder; what differs in versions, code, machine and threads is told. Data and
methods that have changed are told first, and nothing is repeated with them.

Exit codes: 0 the same to the last bit, 1 not the same.

Examples:
  $ sobolev verify two-moons
  $ sobolev verify runs/two-moons/20260131-123456.789-3f2a --epochs 3`,
    )
    .action((run: string, options: KnownRunOptions) => verify(run, options, argv, io))
}

async function verify(
  reference: string,
  { quiet = false, json = false, ...options }: KnownRunOptions,
  argv: readonly string[],
  io: CommandIo,
): Promise<void> {
  const { output, threads, epochs, eager } = options
  const run = findRun(reference, { workingDirectory: io.cwd, output })
  const vectorBits = chooseVectors(options.wide, io)
  setThreads(threads)
  const progress = startProgress(io, 'repeating', quiet)
  const found = await verifyRun(run, {
    ...{ epochs, eager, overrides: options.set, signal: io.signal },
    invocation: { command: argv, workingDirectory: io.cwd, vectorBits, threads },
    onReading() {},
    onStep: progress.update,
  }).finally(progress.stop)
  if (json) io.stdout.write(jsonText(found))
  else if (!quiet) io.stdout.write(report(found, shownPath(io, run.path)))
  if (found.same) return
  const why = found.first ? differsIn(found.first) : 'its data or methods have changed'
  throw new DiffersError(`${shownPath(io, run.path)} is not repeated: ${why}`)
}

/** What was found, for people. */
function report({ epochs, first, inputs, program, machine, digest }: Verification, run: string) {
  const listed = (title: string, differences: readonly Difference[]): string =>
    differences.length === 0
      ? ''
      : `${title}\n${differences.map((difference) => `  ${differenceText(difference)}\n`).join('')}`
  const ended = digest === null ? '' : ', and the final weights'
  const result: [string, string][] = [
    ...(epochs > 0
      ? [
          [
            'same',
            `weights and figures of ${count(epochs, 'epoch')}${first === null ? ended : ''}`,
          ] as [string, string],
        ]
      : []),
    ...(first === null ? [] : [['differs', differsIn(first)] as [string, string]]),
    ...(digest === null ? [] : [['digest', digest.here] as [string, string]]),
  ]
  const notRepeated = inputs.length > 0 ? 'nothing was repeated\n' : ''
  return [
    `${run}\n${aligned(result)}`,
    listed('data and methods that have changed', inputs),
    listed('versions and code that differ', program),
    listed('what differs and changes no bit', machine),
    notRepeated,
    inputs.length === 0 && first === null ? 'the same to the last bit\n' : '',
  ].join('')
}

/** The first difference in words. */
function differsIn({ member, epoch, steps, tensors, what }: FirstDifference): string {
  if (epoch === null) return what
  const ofMember = member === undefined ? '' : `member ${member}, `
  const within =
    steps === null
      ? ''
      : ` (${steps[0] === steps[1] ? 'step' : 'steps'} ${[...new Set(steps)].join(' to ')})`
  const names =
    tensors.length === 0
      ? ''
      : `: ${tensors.slice(0, 8).join(', ')}${tensors.length > 8 ? ', …' : ''}`
  return `first in ${ofMember}epoch ${epoch}${within}: ${what}${names}`
}
