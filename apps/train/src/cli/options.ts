import { Option } from 'commander'

/** `--set key=value`, any number of times. */
export function setOption(): Option {
  return new Option('--set <key=value>', 'override a value of the config; may be given again')
    .argParser((value: string, before: readonly string[]) => [...before, value])
    .default([], 'none')
}

/** `--json`: for programs that read the output. */
export function jsonOption(): Option {
  return new Option('--json', 'print the result as JSON, and nothing else, on stdout')
}

/** `--quiet`: no header, no bar, no epochs. */
export function quietOption(): Option {
  return new Option('-q, --quiet', 'print no progress')
}
