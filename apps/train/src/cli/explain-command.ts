import { countMethods, countTable, describeMethods, kinds, type MethodGroup } from '@sobolev/nn'
import type { Command } from 'commander'
import { InputError } from '../errors.ts'
import { catalogueWith } from './catalogue-with.ts'
import { configKeysCalled } from './config-keys.ts'
import { kindCalled, methodsCalled } from './find-methods.ts'
import { count } from './format-number.ts'
import { type CommandIo, styled } from './io.ts'
import { type Emphasis, methodCard, methodList } from './method-card.ts'
import { jsonOption, useOption } from './options.ts'
import { programName } from './program-name.ts'
import { padEnd, padStart, wrapped } from './text-width.ts'
import { unchanged } from './visible.ts'

interface ExplainOptions {
  readonly use: readonly string[]
  readonly json?: boolean
  readonly count?: boolean
}

/** A card is set in no more columns than this: longer lines are hard to read. */
const MAX_WIDTH = 100

/** Adds `sobolev explain`. */
export function explainCommand(program: Command, _argv: readonly string[], io: CommandIo): void {
  program
    .command('explain')
    .description('Say what there is to choose from, such as penalties, and all about one of it.')
    .argument('[name]', 'a method, such as inputGradient, or a kind of methods, such as penalties')
    .option(
      '--count',
      'print how many methods there are of each kind, how many of them regularize, and how many differentiate a derivative',
    )
    .addOption(useOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Without a name it lists all methods by kind. --json prints a list of methods, each with kind, name, summary, formula,
facts, options (name, type, requirement, default, words, inConfigsOnly), short, example (call, given, value,
config), cost, when, notes, paper (authors, year, title, place) and aliases; with --count: methods, regularize,
differentiateDerivatives, and byKind, the same by kind.

Examples:
  $ sobolev explain
  $ sobolev explain penalties
  $ sobolev explain inputGradient
  $ sobolev explain --count
  $ sobolev explain mine --use my-penalties.ts`,
    )
    .action((name: string | undefined, options: ExplainOptions) => explain(name, options, io))
}

async function explain(
  name: string | undefined,
  { use, json, count: isCount }: ExplainOptions,
  io: CommandIo,
): Promise<void> {
  const catalogue = await catalogueWith(use, io)
  if (isCount === true) {
    if (name !== undefined)
      throw new InputError(
        `explain: --count is of all methods, got the name "${name}"; leave it out`,
      )
    const counts = countMethods(catalogue)
    io.stdout.write(
      json === true ? `${JSON.stringify(counts, null, 2)}\n` : aligned(countTable(counts)),
    )
    return
  }
  const groups = describeMethods(catalogue)
  const kind = name === undefined ? undefined : kindCalled(name)
  const shownGroups = kind === undefined ? groups : groups.filter((group) => group.kind === kind)
  const isList = name === undefined || kind !== undefined
  const methods = isList
    ? shownGroups.flatMap((group) => group.methods)
    : methodsCalled(name, groups, (word) => configKeysCalled(word, catalogue))
  if (json === true) {
    io.stdout.write(`${JSON.stringify(methods, null, 2)}\n`)
    return
  }
  const isTerminal = io.stdout.isTTY === true
  const strong: Emphasis = (text) => styled(io, io.stdout, 1, text)
  // What the styles begin with is no text; the texts themselves were made visible.
  const output = unchanged(io.stdout)
  if (!isList) {
    const width = Math.min(isTerminal ? (io.stdout.columns ?? 80) : 80, MAX_WIDTH)
    output.write(methods.map((method) => methodCard(method, width, strong)).join('\n\n'))
    return
  }
  const width = isTerminal ? (io.stdout.columns ?? 80) : Number.POSITIVE_INFINITY
  output.write(shownGroups.map((group) => listOf(group, width, strong)).join('\n'))
  if (name === undefined) {
    const total = `${count(methods.length, 'method')}; ${programName(io)} explain NAME tells all about one, such as inputGradient`
    output.write(`\n${wrapped(total, width, '')}\n`)
  }
}

function listOf({ kind, methods }: MethodGroup, width: number, strong: Emphasis): string {
  const { plural, summary, key } = kinds[kind]
  const heading = `${plural} (${methods.length})`
  const text = wrapped(`${heading}: ${summary} In a config: ${key}.`, width, '')
  const title = `${strong(heading)}${text.slice(heading.length)}\n`
  return `${title}${methodList(methods, width, strong)}`
}

/** Lines of a table: the first column to the left, the numbers of the others to the right. */
function aligned(rows: readonly (readonly string[])[]): string {
  const widthOf = (column: number): number =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0))
  return rows
    .map((row) =>
      row.map((cell, column) => (column === 0 ? padEnd : padStart)(cell, widthOf(column))),
    )
    .map((cells) => `${cells.join('  ')}\n`)
    .join('')
}
