import {
  citation,
  kinds,
  type MethodDescription,
  type MethodGroup,
  type WantGroup,
} from '@sobolev/nn'
import { costSentences, type MeasuredCosts } from '../apps/train/src/cli/measured-costs.ts'
import { cell, code, optionsOf, table } from './markdown.ts'

/** What is known of methods beside what their files say. */
export interface CardFigures {
  readonly costs: MeasuredCosts
  /** The caption of a method's picture; undefined where it has none. */
  readonly captionOf: (method: MethodDescription) => string | undefined
}

type Place = Pick<MethodDescription, 'kind' | 'name'>

/** The file of the cards of a kind: `batch-transforms.md`. */
export const pageOf = (kind: MethodDescription['kind']): string =>
  `${kinds[kind].plural.replaceAll(' ', '-')}.md`

/** The file of a method's picture, beside the cards: `pictures/penalty-inputGradient.svg`. */
export const pictureOf = ({ kind, name }: Place): string => `pictures/${kind}-${name}.svg`

/** A link to a method's card from the folder above the cards. */
const linkTo = ({ kind, name }: Place): string =>
  `[\`${name}\`](cards/${pageOf(kind)}#${name.toLowerCase()})`

/** The methods of a kind that regularize. */
export const regularizersIn = ({ methods }: MethodGroup): MethodDescription[] =>
  methods.filter(({ advice }) => advice !== null)

/** A page with the cards of those methods of a kind that regularize. */
export function cardPage(group: MethodGroup, figures: CardFigures): string {
  const { plural, summary, key } = kinds[group.kind]
  const methods = regularizersIn(group)
  const links = methods.map(({ name }) => `[\`${name}\`](#${name.toLowerCase()})`)
  return `<!-- Written by npm run catalogue, of what the methods' files say. -->

# Cards: ${plural}

${cell(summary)} In a config: \`${key}\`. The ones that regularize; [the toolkit](../toolkit.md) says which to take for what, [costs](../../benchmarks/costs.md) how costs were measured.

${links.join(' · ')}

${methods.map((method) => card(method, figures)).join('\n')}`
}

function card(method: MethodDescription, { costs, captionOf }: CardFigures): string {
  const {
    name,
    summary,
    formula,
    facts,
    options,
    example,
    cost,
    when,
    advice,
    tuning,
    notes,
    paper,
  } = method
  const measured = costSentences(costs, method)
  const caption = captionOf(method)
  const optional = (title: string, text: string): string[][] =>
    text === '' ? [] : [[title, cell(text)]]
  const rows = [
    ...optional('for', advice?.wants.map((want) => `${want}.`).join(' ') ?? ''),
    ...optional('when', when),
    ...optional('begin with', advice?.suggested ?? ''),
    ...optional('not with', advice?.notWith ?? ''),
    ...optional('limits', advice?.limits ?? ''),
    ...optional('tried by `sobolev tune`', tuning ?? ''),
    ...optional('facts', facts.join(' ')),
    ['cost', cell(cost)],
    ['measured', cell(measured.length === 0 ? notMeasured : measured.join(' '))],
    ...(options.length === 0 ? [] : [['options', optionsOf(method)]]),
    ...optional('notes', notes ?? ''),
    ['paper', cell(citation(paper))],
    ...optional('also called', method.aliases.join(', ')),
  ]
  const picture =
    caption === undefined ? '' : `![${name}: ${caption}](${pictureOf(method)})\n\n*${caption}*\n\n`
  const yaml = example.config === null ? '' : `\`\`\`yaml\n${example.config}\n\`\`\`\n`
  return `## ${name}

${cell(summary)}

${code(formula)}

${picture}${table(['', ''], rows)}
${yaml}`
}

const notMeasured = 'not yet: npm run bench:costs measures it.'

/** What people want, each with the methods that are taken for it, those first that are taken for it first of all. */
export function wantSections(groups: readonly WantGroup[]): string {
  return groups
    .map(({ want, words, first, also }) => {
      const rows = first.map((method) => [linkTo(method), cell(method.summary)])
      const others = also.map(
        (method) => `${linkTo(method)}${repeats(also, method) ? ` (${method.kind})` : ''}`,
      )
      const later = others.length === 0 ? '' : `\nFor something else first: ${others.join(', ')}.\n`
      return `### ${cell(words)}\n\n\`sobolev explain ${want}\`\n\n${table(['', ''], rows)}${later}`
    })
    .join('\n')
}

/** Whether a list has methods of two kinds with one name. */
const repeats = (methods: readonly MethodDescription[], { name }: Place): boolean =>
  methods.filter((other) => other.name === name).length > 1
