import { asCode, citation, type MethodDescription, type OptionDescription } from '@sobolev/nn'
import { indented, padEnd, padStart, widthOf } from './text-width.ts'
import { visibleLine } from './visible.ts'

type Advice = NonNullable<MethodDescription['advice']>

/** How a text is made to stand out. */
export type Emphasis = (text: string) => string

/** All that is said of a method, and was measured of it, as lines of at most `width` columns where its words allow. */
export function methodCard(
  method: MethodDescription,
  measured: readonly string[],
  width: number,
  strong: Emphasis,
): string {
  const {
    name,
    kind,
    summary,
    formula,
    facts,
    options,
    cost,
    when,
    advice,
    tuning,
    notes,
    paper,
    aliases,
  } = method
  const words = (text: string): string[] => lines(text, width)
  const title = visibleLine(name)
  return [
    `${strong(title)}${padStart(kind, Math.max(width - widthOf(title), kind.length + 2))}`,
    ...lines(summary, width, ''),
    '',
    ...words(formula),
    ...(facts.length === 0 ? [] : ['', ...words(facts.join(' '))]),
    ...section('Options', optionTable(options, width)),
    ...section('Example', exampleLines(method, width)),
    ...section('Cost', words(cost)),
    ...section('Measured', measured.flatMap(words)),
    ...section('When', words(when)),
    ...(advice === null ? [] : adviceLines(advice)),
    ...section('Tried by sobolev tune', tuning === null ? [] : words(tuning)),
    ...section('Notes', notes === null ? [] : words(notes)),
    ...section('Paper', words(citation(paper))),
    ...section('Also called', aliases.length === 0 ? [] : words(aliases.join(', '))),
  ]
    .map((line) => `${line}\n`)
    .join('')

  function adviceLines({ wants, suggested, notWith, limits }: Advice): string[] {
    return [
      ...section('For', wants.flatMap(words)),
      ...section('Begin with', words(suggested)),
      ...section('Not with', words(notWith)),
      ...section('Limits', words(limits)),
    ]
  }

  function section(heading: string, below: readonly string[]): string[] {
    return below.length === 0 ? [] : ['', strong(heading), ...below]
  }
}

/** Methods of one kind, a line each; on a narrow terminal their sentences below their names. */
export function methodList(
  methods: readonly MethodDescription[],
  width: number,
  strong: Emphasis,
): string {
  const names = methods.map(({ name }) => visibleLine(name))
  const column = Math.max(0, ...names.map(widthOf))
  const isNarrow = width < column + 24
  return methods
    .map(({ summary }, index) => {
      const name = names[index] ?? ''
      if (isNarrow)
        return [`  ${strong(name)}`, ...lines(summary, width, '    ')]
          .map((text) => `${text}\n`)
          .join('')
      const indent = ' '.repeat(column + 4)
      const [first = '', ...more] = lines(summary, width, indent)
      const line = `  ${strong(name)}${indent.slice(widthOf(name) + 2)}${first.trimStart()}`
      return [line, ...more].map((text) => `${text}\n`).join('')
    })
    .join('')
}

const lines = (text: string, width: number, indent = '  '): string[] =>
  indented(visibleLine(text), width, indent)

/** Name, default and what may be given in columns, the words below. */
function optionTable(options: readonly OptionDescription[], width: number): string[] {
  if (options.length === 0) return []
  const rows = options.map(
    ({ name, defaultWords, requirement, words, inConfigsOnly }) =>
      [
        visibleLine(name),
        visibleLine(defaultWords ?? 'required'),
        requirement,
        inConfigsOnly ? `in a config: ${words}` : words,
      ] as const,
  )
  const [names, defaults] = ([0, 1] as const).map((column) =>
    Math.max(...[...rows, ['option', 'default'] as const].map((row) => widthOf(row[column]))),
  )
  const head = (name: string, value: string): string =>
    `  ${padEnd(name, names ?? 0)}  ${padEnd(value, defaults ?? 0)}  `
  const indent = ' '.repeat(widthOf(head('', '')))
  return [
    `${head('option', 'default')}may be`,
    ...rows.flatMap(([name, value, requirement, words]) => {
      const [first = '', ...more] = lines(requirement, width, indent)
      return [`${head(name, value)}${first.trimStart()}`, ...more, ...lines(words, width, indent)]
    }),
  ]
}

function exampleLines({ example }: MethodDescription, width: number): string[] {
  const given = Object.entries(example.given).map(
    ([name, value]) => `${name} ${typeof value === 'string' ? value : asCode(value)}`,
  )
  const from = given.length === 0 ? '' : ` for ${given.join(', ')}`
  return [
    ...(example.config === null
      ? []
      : [...example.config.split('\n').map((line) => `  ${visibleLine(line)}`), '']),
    `  ${visibleLine(example.call)}`,
    ...lines(`gives ${asCode(example.value)}${from}`, width, '    '),
  ]
}
