import {
  type Catalogue,
  citation,
  countMethods,
  countTable,
  describeMethods,
  kinds,
  type MethodGroup,
  methodsByWant,
} from '@sobolev/nn'
import { wantSections } from './cards.ts'
import { cell, optionsOf, table } from './markdown.ts'

/** A page with the tables in it written anew: between `<!-- catalogue: names -->` and `<!-- /catalogue -->`. */
export function writeTables(page: string, catalogue: Catalogue): string {
  const groups = describeMethods(catalogue)
  return page.replace(
    /(<!-- catalogue: (\w+).*?-->\n).*?(<!-- \/catalogue -->)/gs,
    (_, begin: string, name: string, end: string) => {
      const table = new Map(Object.entries(tables)).get(name)
      if (table === undefined)
        throw new Error(
          `catalogue: a table must be one of ${Object.keys(tables).join(', ')}, got ${name}`,
        )
      return `${begin}\n${table(groups, catalogue)}\n${end}`
    },
  )
}

const tables = {
  /** Names by kind, with counts. */
  names: (groups: readonly MethodGroup[]): string =>
    table(
      [`${total(groups)} methods`, ''],
      groups.map((group) => [
        counted(group),
        `\`${group.methods.map(({ name }) => name).join(' ')}\``,
      ]),
    ),
  /** How many methods there are of each kind, regularize, and differentiate a derivative. */
  counts: (_: readonly MethodGroup[], catalogue: Catalogue): string => {
    const [columns = [], ...rows] = countTable(countMethods(catalogue))
    return table(columns, rows)
  },
  /** How many regularize and how many of these differentiate a derivative, as the beginning of a sentence. */
  claim: (_: readonly MethodGroup[], catalogue: Catalogue): string => {
    const { regularize, differentiateDerivatives } = countMethods(catalogue)
    return `[${regularize} regularization methods](docs/toolkit.md), ${differentiateDerivatives} of which are trained on a derivative: by what you want, each with a card that says what it is, costs and does not do.\n`
  },
  /** What to take for what one wants. */
  wants: (_: readonly MethodGroup[], catalogue: Catalogue): string =>
    wantSections(methodsByWant(catalogue)),
  /** What a config may say of each method, kind by kind. */
  options: (groups: readonly MethodGroup[]): string =>
    groups
      .map((group) => {
        const { summary, key } = kinds[group.kind]
        const usable = group.methods.filter(({ example }) => example.config !== null)
        const rows = usable.map((method) => [
          `\`${method.name}\``,
          optionsOf(method),
          cell(method.summary),
          cell(method.formula),
        ])
        const columns = [`\`${key}\``, 'options and their defaults', 'what it does', 'formula']
        return `### ${titled({ ...group, methods: usable })}\n\n${cell(summary)}\n\n${table(columns, rows)}`
      })
      .join('\n'),
  /** How many there are, and what each costs and is from, kind by kind. */
  papers: (groups: readonly MethodGroup[]): string => {
    const sections = groups.map((group) => {
      const rows = group.methods.map(({ name, cost, paper }) => [
        `\`${name}\``,
        cell(citation(paper)),
        cell(cost),
      ])
      return `## ${titled(group)}\n\n${table(['', 'paper', 'cost'], rows)}`
    })
    return [`${total(groups)} methods: ${groups.map(counted).join(', ')}.\n`, ...sections].join(
      '\n',
    )
  },
}

const total = (groups: readonly MethodGroup[]): number =>
  groups.reduce((sum, { methods }) => sum + methods.length, 0)

const counted = (group: MethodGroup): string =>
  `${kinds[group.kind].plural} (${group.methods.length})`

const titled = (group: MethodGroup): string => {
  const text = counted(group)
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
