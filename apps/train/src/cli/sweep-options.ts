import { InvalidArgumentError, Option } from 'commander'

/** `--set key=value` of the sweep's file. */
export function sweepSetOption(): Option {
  return new Option('--set <key=value>', "override a value of the sweep's file; may be given again")
    .argParser((value: string, before: readonly string[]) => [...before, value])
    .default([], 'none')
}

/** `--output` of a sweep. */
export function sweepOutputOption(): Option {
  return new Option(
    '-o, --output <folder>',
    'the folder of all sweeps (default: output in the file, or else "sweeps")',
  )
}

/** Reads a count of processes or threads. */
export function wholeNumber(value: string): number {
  const number = Number(value)
  if (Number.isInteger(number) && number >= 1 && number <= 256) return number
  throw new InvalidArgumentError('must be a whole number from 1 to 256')
}
