import { Argument, type Command, InvalidArgumentError, Option } from 'commander'

/** A run, as `findRun` finds it. */
export function runArgument(): Argument {
  return new Argument('<run>', "a run's folder, its id, or a name, of which it is the latest run")
}

/** A trained model, as `findCheckpoint` finds it. */
export function modelArgument(): Argument {
  return new Argument(
    '<run-or-checkpoint>',
    "a run's folder, its id, or a name, of which it is the latest run; or a checkpoint file",
  )
}

/** `--set key=value`, any number of times. */
export function setOption(): Option {
  return new Option('--set <key=value>', 'override a value of the config; may be given again')
    .argParser((value: string, before: readonly string[]) => [...before, value])
    .default([], 'none')
}

/** `--set` of a command that uses a trained model. */
export function setReadingOption(others: string = ''): Option {
  return new Option(
    '--set <key=value>',
    `override how a file is read, such as data.missingValues={add: [none]}${others}; may be given again`,
  )
    .argParser((value: string, before: readonly string[]) => [...before, value])
    .default([], 'none')
}

/** `--json`: for programs that read the output. */
export function jsonOption(): Option {
  return new Option('--json', 'print the result as JSON, and nothing else, on stdout')
}

/** `--use <file>`, any number of times: modules with methods of the user's own. */
export function useOption(): Option {
  return new Option('--use <file>', 'also the methods of a module of your own; may be given again')
    .argParser((value: string, before: readonly string[]) => [...before, value])
    .default([], 'none')
}

/** `--quiet`: no header, no bar, no epochs, no notes. */
export function quietOption(): Option {
  return new Option('-q, --quiet', "print nothing but the result; of training, the run's folder")
}

/** `--wide` and `--no-wide`: `wide` is true or false as one of them is given, else undefined. */
export function addWideOptions(command: Command): Command {
  return command
    .option('--wide', 'use 256-bit vectors where Node can: 24 and later on x64')
    .option(
      '--no-wide',
      'use 128-bit vectors (default: 256 in Node 24 and 26 on x64; the numbers are the same)',
    )
}

/** `--threads <count>`: a whole number from 1 to 64, or `auto`. */
export function threadsOption(): Option {
  return new Option(
    '--threads <count>',
    'threads of a step, or "auto" for what the machine has; the numbers are the same',
  )
    .argParser((value: string): number | 'auto' => {
      const count = Number(value)
      if (value === 'auto' || (Number.isInteger(count) && count >= 1 && count <= 64))
        return value === 'auto' ? value : count
      throw new InvalidArgumentError('must be "auto" or a whole number from 1 to 64')
    })
    .default('auto')
}

/** `--watch-port <port>`: the port of the page that `--watch` serves. */
export function watchPortOption(): Option {
  return new Option(
    '--watch-port <port>',
    'the port of the page of --watch, which this asks for too (default: any that is free)',
  ).argParser((value: string): number => {
    const port = Number(value)
    if (value !== '' && Number.isInteger(port) && port >= 0 && port <= 65_535) return port
    throw new InvalidArgumentError('must be a whole number from 0 to 65535')
  })
}

/** A number of epochs, as an option takes it. */
export function epochCount(text: string): number {
  const epochs = Number(text)
  if (Number.isInteger(epochs) && epochs > 0) return epochs
  throw new InvalidArgumentError('must be a whole number from 1')
}

/** `--set` of a command that goes by a run's config: where its files have gone. */
export function setPlaceOption(): Option {
  return new Option(
    '--set <key=value>',
    'where a file has gone, such as data.file=new/place.csv; may be given again',
  )
    .argParser((value: string, before: readonly string[]) => [...before, value])
    .default([], 'none')
}

/** Where a command looks for runs by their ids and names whose `--output` is the file that it writes. */
export function runsOption(): Option {
  return new Option('--runs <folder>', 'the folder of all runs').default('runs')
}

/** `--output` of a command that looks for a run by its id or name, and writes no file. */
export function outputOption(): Option {
  return new Option('-o, --output <folder>', 'the folder of all runs').default('runs')
}
