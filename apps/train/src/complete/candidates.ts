import type { Argument, Command, Option } from 'commander'
import type { CommandIo } from '../cli/io.ts'
import type { Candidate } from './candidate.ts'
import { valuesOf } from './values.ts'

/**
 * What may stand in place of the last of some words after the program's name, by the definitions of the commands:
 * commands, options, and the values of options and arguments.
 *
 * @param program with the command that the words name
 */
export async function candidatesFor(
  words: readonly string[],
  program: Command,
  io: CommandIo,
): Promise<Candidate[]> {
  const typed = words.at(-1) === '""' ? '' : (words.at(-1) ?? '')
  const place = placeAfter(words.slice(0, -1), program)
  return (await candidatesAt(place, typed, io)).filter(({ text }) => text.startsWith(typed))
}

/** Where in a command line the next word stands. */
interface Place {
  readonly command: Command
  /** Arguments that are given. */
  readonly given: number
  /** The option whose value is next. */
  readonly option: Option | undefined
  /** Whether a `--` came before, after which all words are arguments. */
  readonly isOnlyArguments: boolean
}

function placeAfter(words: readonly string[], program: Command): Place {
  let place: Place = { command: program, given: 0, option: undefined, isOnlyArguments: false }
  for (const word of words) {
    const { command, given, option, isOnlyArguments } = place
    const called = given === 0 ? command.commands.find((one) => one.name() === word) : undefined
    if (option !== undefined) place = { ...place, option: undefined }
    else if (!isOnlyArguments && word === '--') place = { ...place, isOnlyArguments: true }
    else if (!isOnlyArguments && word.startsWith('-'))
      place = { ...place, option: openOption(command, word) }
    else if (called !== undefined) place = { ...place, command: called }
    else place = { ...place, given: given + 1 }
  }
  return place
}

/** The option that a word begins and the next word gives its value. */
function openOption(command: Command, word: string): Option | undefined {
  const found = command.options.find((option) => option.long === word || option.short === word)
  return found?.required || found?.optional ? found : undefined
}

async function candidatesAt(
  { command, given, option, isOnlyArguments }: Place,
  typed: string,
  io: CommandIo,
): Promise<Candidate[]> {
  if (option !== undefined) return valuesOfOption(option, typed, io)
  const [, flag, value] = /^(--[^=]+=)(.*)$/s.exec(typed) ?? []
  if (flag !== undefined && value !== undefined && !isOnlyArguments) {
    const found = openOption(command, flag.slice(0, -1))
    const values = found === undefined ? [] : await valuesOfOption(found, value, io)
    return values.map(({ text, words }) => ({ text: flag + text, words }))
  }
  if (typed.startsWith('-') && !isOnlyArguments) return optionsOf(command)
  const commands = given === 0 ? visibleCommands(command) : []
  const argument = command.registeredArguments[given] ?? lastIfVariadic(command)
  if (argument === undefined) return commands
  const values =
    argument.argChoices?.map((text) => ({ text, words: argument.description })) ??
    (await valuesOf(argument.name(), typed, io))
  return [...commands, ...values]
}

const lastIfVariadic = (command: Command): Argument | undefined => {
  const last = command.registeredArguments.at(-1)
  return last?.variadic ? last : undefined
}

const visibleCommands = (command: Command): Candidate[] =>
  command
    .createHelp()
    .visibleCommands(command)
    .map((one) => ({ text: one.name(), words: one.summary() || one.description() }))

const optionsOf = (command: Command): Candidate[] =>
  command
    .createHelp()
    .visibleOptions(command)
    .map(({ long, short, description }) => ({ text: long ?? short ?? '', words: description }))

async function valuesOfOption(option: Option, typed: string, io: CommandIo): Promise<Candidate[]> {
  if (option.argChoices !== undefined)
    return option.argChoices.map((text) => ({ text, words: option.description }))
  // What stands between < and > says what the value is.
  const [, name = ''] = /[<[]([^>\]]+)[>\]]/.exec(option.flags) ?? []
  return valuesOf(name, typed, io)
}
