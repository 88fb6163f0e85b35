import {
  countMethods,
  countTable,
  describeMethods,
  kinds,
  type MethodGroup,
  methodsByWant,
  type WantGroup,
} from '@sobolev/nn'
import type { Command } from 'commander'
import { InputError } from '../errors.ts'
import { catalogueWith } from './catalogue-with.ts'
import { configKeysCalled } from './config-keys.ts'
import { kindCalled, methodsCalled, wantCalled } from './find-methods.ts'
import { count } from './format-number.ts'
import { type CommandIo, styled } from './io.ts'
import { costSentences, readMeasuredCosts } from './measured-costs.ts'
import { type Emphasis, methodCard, methodList } from './method-card.ts'
import { jsonOption, useOption } from './options.ts'
import { programName } from './program-name.ts'
import { padEnd, padStart, wrapped } from './text-width.ts'
import { unchanged } from './visible.ts'

interface ExplainOptions {
  readonly use: readonly string[]
  readonly json?: boolean
  readonly count?: boolean
  readonly wants?: boolean
}

/** A card is set in no more columns than this: longer lines are hard to read. */
const MAX_WIDTH = 100

/** Adds `sobolev explain`. */
export function explainCommand(program: Command, _argv: readonly string[], io: CommandIo): void {
  program
    .command('explain')
    .description('Say what there is to choose from, such as penalties, and all about one of it.')
    .argument(
      '[method]',
      'a method, such as inputGradient, a kind of methods, such as penalties, or what one wants of a regularizer, such as noise',
    )
    .option(
      '--count',
      'print how many methods there are of each kind, how many of them regularize, and how many differentiate a derivative',
    )
    .option('--wants', 'list what people want of a regularizer, and the methods to take for it')
    .addOption(useOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Without a name it lists all methods by kind. --json prints a list of methods, each with kind, name, summary, formula,
facts, options (name, type, requirement, default, words, inConfigsOnly), short, example (call, given, value,
config), cost, when, notes, paper (authors, year, title, place) and aliases; with --count: methods, regularize,
differentiateDerivatives, and byKind, the same by kind; with --wants, or for a want: a list of wants, each with want,
words, first and also: the methods that are taken for it first of all, and those that are for something else first.

Examples:
  $ sobolev explain
  $ sobolev explain penalties
  $ sobolev explain inputGradient
  $ sobolev explain --wants
  $ sobolev explain noise
  $ sobolev explain --count
  $ sobolev explain mine --use my-penalties.ts`,
    )
    .action((name: string | undefined, options: ExplainOptions) => explain(name, options, io))
}

async function explain(
  name: string | undefined,
  { use, json, count: isCount, wants: isOfWants }: ExplainOptions,
  io: CommandIo,
): Promise<void> {
  const catalogue = await catalogueWith(use, io)
  const flag = isCount === true ? '--count' : isOfWants === true ? '--wants' : undefined
  if (flag !== undefined && name !== undefined)
    throw new InputError(`explain: ${flag} is of all methods, got the name "${name}"; leave it out`)
  if (isCount === true) {
    const counts = countMethods(catalogue)
    io.stdout.write(
      json === true ? `${JSON.stringify(counts, null, 2)}\n` : aligned(countTable(counts)),
    )
    return
  }
  const isTerminal = io.stdout.isTTY === true
  const strong: Emphasis = (text) => styled(io, io.stdout, 1, text)
  const listWidth = isTerminal ? (io.stdout.columns ?? 80) : Number.POSITIVE_INFINITY
  // What the styles begin with is no text; the texts themselves were made visible.
  const output = unchanged(io.stdout)
  const groups = describeMethods(catalogue)
  const want = name === undefined ? undefined : wantCalled(name, groups)
  if (isOfWants === true || want !== undefined) {
    const wanted = methodsByWant(catalogue).filter(
      (group) => want === undefined || group.want === want,
    )
    if (json === true) io.stdout.write(`${JSON.stringify(wanted, null, 2)}\n`)
    else output.write(wanted.map((group) => listOfWant(group, listWidth, strong)).join('\n'))
    return
  }
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
  if (!isList) {
    const width = Math.min(isTerminal ? (io.stdout.columns ?? 80) : 80, MAX_WIDTH)
    const costs = readMeasuredCosts()
    const cards = methods.map((method) =>
      methodCard(method, costSentences(costs, method), width, strong),
    )
    output.write(cards.join('\n\n'))
    return
  }
  output.write(shownGroups.map((group) => listOf(group, listWidth, strong)).join('\n'))
  if (name === undefined) {
    const total = `${count(methods.length, 'method')}; ${programName(io)} explain NAME tells all about one, such as inputGradient`
    output.write(`\n${wrapped(total, listWidth, '')}\n`)
  }
}

function listOf({ kind, methods }: MethodGroup, width: number, strong: Emphasis): string {
  const { plural, summary, key } = kinds[kind]
  const heading = `${plural} (${methods.length})`
  const text = wrapped(`${heading}: ${summary} In a config: ${key}.`, width, '')
  const title = `${strong(heading)}${text.slice(heading.length)}\n`
  return `${title}${methodList(methods, width, strong)}`
}

/** What is taken for a want, those first that are taken for it first of all. */
function listOfWant(
  { want, words, first, also }: WantGroup,
  width: number,
  strong: Emphasis,
): string {
  const text = wrapped(`${want}: ${words}`, width, '')
  const later = also.length === 0 ? '' : `${wrapped('For something else first:', width, '')}\n`
  return `${strong(want)}${text.slice(want.length)}\n${methodList(first, width, strong)}${later}${methodList(also, width, strong)}`
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
