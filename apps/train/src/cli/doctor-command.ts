import type { Command } from 'commander'
import { checkFolder } from '../doctor/check-folder.ts'
import { checkInstallation } from '../doctor/check-installation.ts'
import { checkSpeed } from '../doctor/check-speed.ts'
import { checkTerminal } from '../doctor/check-terminal.ts'
import type { Finding } from '../doctor/finding.ts'
import { InputError } from '../errors.ts'
import { type CommandIo, styled } from './io.ts'
import { jsonOption } from './options.ts'
import { pathOf } from './paths.ts'
import { indented, padEnd } from './text-width.ts'
import { unchanged, visibleLine } from './visible.ts'

interface DoctorOptions {
  readonly output: string
  readonly speed: boolean
  readonly json?: boolean
}

/** Adds `sobolev doctor`. */
export function doctorCommand(program: Command, _argv: readonly string[], io: CommandIo): void {
  program
    .command('doctor')
    .description(
      'Say whether this installation, processor, terminal and disk are as they should be, and the way out where not.',
    )
    .option('-o, --output <folder>', 'the folder of runs, whose disk is looked at', 'runs')
    .option('--no-speed', 'measure nothing, which takes about two seconds')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
The exit code is 1 where something does not work; what is only slow or plain is no failure.

--json prints a list of name, state (ok, note or fault), found and advice.

Example:
  $ sobolev doctor`,
    )
    .action((options: DoctorOptions) => doctor(options, io))
}

async function doctor(options: DoctorOptions, io: CommandIo): Promise<void> {
  const findings: Finding[] = [
    ...checkInstallation(),
    ...(await checkSpeed(options.speed)),
    ...checkTerminal(io),
    ...(await checkFolder(pathOf(io, options.output))),
  ]
  if (options.json === true) io.stdout.write(`${JSON.stringify(findings, null, 2)}\n`)
  else unchanged(io.stdout).write(textOf(findings, io))
  const faults = findings.filter(({ state }) => state === 'fault')
  if (faults.length > 0)
    throw new DoctorError(
      `${faults.map(({ name }) => name).join(', ')}: must be mended; what to do is said above`,
    )
}

/** Something does not work: the command has said what, and ends with exit code 1. */
class DoctorError extends InputError {
  override readonly exitCode = 1
}

const marks = { ok: ['ok', 32], note: ['note', 33], fault: ['fault', 31] } as const

function textOf(findings: readonly Finding[], io: CommandIo): string {
  const width = Math.min(io.stdout.isTTY === true ? (io.stdout.columns ?? 80) : 100, 100)
  const names = Math.max(...findings.map(({ name }) => name.length))
  const indent = ' '.repeat(names + 9)
  return findings
    .map(({ name, state, found, advice }) => {
      const [word, code] = marks[state]
      const head = `${padEnd(name, names)}  ${styled(io, io.stdout, code, padEnd(word, 5))}  `
      const texts = advice === undefined ? [found] : [found, advice]
      const lines = texts.flatMap((text) => indented(visibleLine(text), width, indent))
      return `${head}${lines.join('\n').trimStart()}\n`
    })
    .join('')
}
