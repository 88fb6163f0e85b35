import { Command } from 'commander'
import { pathOf } from '../config/faults.ts'
import { configSchemaOf } from '../config/schema.ts'
import { exitCodes } from '../errors.ts'
import { ownVersion } from '../run/environment.ts'
import { evaluateCommand } from './evaluate-command.ts'
import { explainCommand } from './explain-command.ts'
import type { CommandIo } from './io.ts'
import { predictCommand } from './predict-command.ts'
import { programName } from './program-name.ts'
import { reportFailure } from './report-failure.ts'
import { schemaCommand } from './schema-command.ts'
import { trainCommand } from './train-command.ts'
import { validateCommand } from './validate-command.ts'
import { VisibleOutput, visibleLine } from './visible.ts'

/**
 * Runs the `sobolev` command line and returns its exit code: 0 done, 1 failed, 2 wrong usage,
 * config or data, 3 diverged, 129, 130 and 143 stopped by SIGHUP, SIGINT and SIGTERM. Never throws.
 *
 * @param argv the words after the program's name
 */
export async function run(argv: readonly string[], world: CommandIo): Promise<number> {
  const io = {
    ...world,
    stdout: new VisibleOutput(world.stdout),
    stderr: new VisibleOutput(world.stderr),
  }
  try {
    await buildProgram(argv, io).parseAsync([...argv], { from: 'user' })
    return exitCodes.ok
  } catch (error) {
    return reportFailure(error, io)
  }
}

function buildProgram(argv: readonly string[], io: CommandIo): Command {
  const program = new Command('sobolev')
    .description('Trains neural networks on their values and on any of their derivatives.')
    .version(ownVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(usageError(text)),
      getOutHelpWidth: () => io.stdout.columns ?? 80,
      getErrHelpWidth: () => io.stderr.columns ?? 80,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .showHelpAfterError(`(${programName(io)} --help lists what there is)`)
    .addHelpText(
      'after',
      `
Examples:
  $ sobolev train configs/two-moons.yaml
  $ sobolev evaluate runs/two-moons
  $ sobolev predict runs/two-moons new-points.csv -o predictions.csv
  $ sobolev explain penalties

Exit codes: 0 done, 1 failed, 2 wrong usage, config or data, 3 the loss diverged,
129, 130 and 143 stopped by a closed terminal, Ctrl-C and SIGTERM.`,
    )
  for (const add of [
    trainCommand,
    validateCommand,
    evaluateCommand,
    predictCommand,
    explainCommand,
    schemaCommand,
  ]) {
    add(program, argv, io)
  }
  return program
}

/** Commander's message, which quotes the command line, on one line; a suggestion gets a second. */
function usageError(text: string): string {
  const [message = '', suggestion = configHint(text)] = text
    .trimEnd()
    .split(/\n(?=\(Did you mean [^\n]*\)$)/)
  return [message, suggestion].map((line) => (line === '' ? '' : `${visibleLine(line)}\n`)).join('')
}

/** How a config's value is set that has the name of an unknown option, such as `--epochs`. */
function configHint(text: string): string {
  const [, option = ''] = /^error: unknown option '--([\w.-]+)/.exec(text) ?? []
  const path = option === '' ? null : pathOf(configSchemaOf(), option.split('.').at(-1) ?? option)
  return path === null ? '' : `(did you mean --set ${path}=…?)`
}
