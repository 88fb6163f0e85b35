import { Command, CommanderError } from 'commander'
import { exitCodes } from '../errors.ts'
import { ownVersion } from '../run/package-versions.ts'
import { withoutPasswords } from '../run/without-passwords.ts'
import { commands } from './commands.ts'
import type { CommandIo } from './io.ts'
import { programName } from './program-name.ts'
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
  const complaints: string[] = []
  try {
    const program = await buildProgram(argv, io, complaints)
    await program.parseAsync([...argv], { from: 'user' })
    return exitCodes.ok
  } catch (error) {
    if (!(error instanceof CommanderError)) {
      const { reportFailure } = await import('./report-failure.ts')
      return reportFailure(error, io)
    }
    for (const complaint of complaints)
      io.stderr.write(withoutPasswords(await withConfigHint(complaint)))
    return error.exitCode === 0 ? exitCodes.ok : exitCodes.input
  }
}

/**
 * The program with the command that `argv` names. The others are but names in a list: to read the code of all takes
 * longer than most of them work.
 *
 * @param complaints gets what is wrong with the command line
 */
async function buildProgram(
  argv: readonly string[],
  io: CommandIo,
  complaints: string[],
): Promise<Command> {
  const program = new Command('sobolev')
    .description('Trains neural networks on their values and on any of their derivatives.')
    .version(ownVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => complaints.push(text),
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
  const programFor = (words: readonly string[]): Promise<Command> => buildProgram(words, io, [])
  const [first, second] = argv.filter((word) => !word.startsWith('-'))
  const wanted = first === 'help' ? second : first
  for (const [name, { summary, load }] of Object.entries(commands)) {
    if (name === wanted) (await load())(program, argv, io, programFor)
    else program.command(name)
    const command = program.commands.at(-1)
    command?.summary(summary)
    command?.showHelpAfterError(`(${programName(io)} ${name} --help lists what there is)`)
  }
  return program
}

/** An error on lines of its own; that of an unknown option says how a config's value is set that has its name. */
async function withConfigHint(text: string): Promise<string> {
  if (!text.startsWith('error:')) return text
  const [message = '', suggestion = await configHint(text)] = text
    .trimEnd()
    .split(/\n(?=\(Did you mean [^\n]*\)$)/)
  return [message, suggestion].map((line) => (line === '' ? '' : `${visibleLine(line)}\n`)).join('')
}

/** How a config's value is set that has the name of an unknown option, such as `--epochs`. */
async function configHint(text: string): Promise<string> {
  const [, option = ''] = /^error: unknown option '--([\w.-]+)/.exec(text) ?? []
  if (option === '') return ''
  const [{ pathOf }, { configSchemaOf }] = await Promise.all([
    import('../config/faults.ts'),
    import('../config/schema.ts'),
  ])
  const path = pathOf(configSchemaOf(), option.split('.').at(-1) ?? option)
  return path === null ? '' : `(did you mean --set ${path}=…?)`
}
