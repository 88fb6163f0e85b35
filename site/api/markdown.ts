/** The pages of the API reference as Markdown. */
import { type Comment, firstSentence } from './comment.ts'
import type { Entry, Member } from './read.ts'
import { wrapped } from './signature.ts'

/** Where a name stands on the site. */
export type Addresses = ReadonlyMap<string, string>

/** Text for a page, where `<` and `{{` would be taken for a component of Vue, outside of code. */
const prose = (text: string): string =>
  text
    .split(/(```[\s\S]*?```|`[^`]*`)/)
    .map((part, index) =>
      index % 2 === 1 ? part : part.replaceAll('<', '&lt;').replaceAll('{{', '{&#123;'),
    )
    .join('')

const code = (text: string): string =>
  text.includes('`') ? `\`\` ${text} \`\`` : `\`${text.replaceAll(/\s*\n\s*/g, ' ')}\``

const block = (text: string, language = 'ts'): string => `\`\`\`${language}\n${text}\n\`\`\``

const tagTitles: Readonly<Record<string, string>> = {
  throws: '**Throws** ',
  returns: '**Returns** ',
  see: '**See** ',
  deprecated: '**Deprecated** ',
}

function tagged(comment: Comment): string[] {
  return comment.tags.flatMap(({ name, text }) => {
    if (name === 'example') return [block(text.replace(/^```\w*\n|\n```$/g, ''))]
    if (name === 'default') return [`Default: ${code(text)}.`]
    if (name === 'param') return [prose(text.replace(/^(\w+)\s+(?:-\s*)?/, '`$1`: '))]
    const title = tagTitles[name]
    return title === undefined ? [] : [`${title}${prose(text)}`]
  })
}

const described = (comment: Comment): string =>
  [prose(comment.text), ...tagged(comment)].filter((part) => part !== '').join('\n\n')

const linkTo = (name: string, addresses: Addresses): string => {
  const address = addresses.get(name)
  return address === undefined ? code(name) : `[\`${name}\`](${address})`
}

/** The exported names that a text of types mentions, but for its own. */
function mentioned(text: string, self: string, addresses: Addresses): string {
  const names = new Set(text.match(/\b[A-Z]\w+\b/g) ?? [])
  names.delete(self)
  const links = [...names].filter((name) => addresses.has(name)).sort()
  return links.map((name) => linkTo(name, addresses)).join(' · ')
}

const indented = (text: string): string => text.replaceAll(/\n(?=.)/g, '\n  ')

const memberItem = ({ signatures, comment }: Member): string => {
  const text = described(comment)
  const shown = signatures.map(code).join('<br>')
  return `- ${shown}${text === '' ? '' : `\\\n  ${indented(text)}`}`
}

/** A name with its signature, words and members, under a heading of its own. */
function entryText(entry: Entry, addresses: Addresses): string {
  const { name, signatures, comment, members, parents, operations } = entry
  const types = [...signatures, ...members.flatMap((member) => member.signatures)].join('\n')
  const links = mentioned(types, name, addresses)
  const extended = parents.map((parent) => linkTo(parent.replace(/<.*/s, ''), addresses)).join(', ')
  const parts = [
    // Names that differ in their case alone, `tensor` and `Tensor`, have addresses of their own.
    `## ${name} {#${name}}`,
    block(signatures.map(wrapped).join('\n')),
    described(comment),
    parents.length === 0 ? '' : `Extends ${extended}.`,
    members.map(memberItem).join('\n'),
    operations.length === 0
      ? ''
      : `The operations as methods: ${operations.map((operation) => linkTo(operation, addresses)).join(' · ')}`,
    links === '' ? '' : `<div class="mentioned">\n\n${links}\n\n</div>`,
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

const frontmatter = '---\neditLink: false\n---\n\n'

/** The page of some of a package's names. */
export function pageText(
  title: string,
  specifier: string,
  entries: readonly Entry[],
  addresses: Addresses,
): string {
  const [first] = entries
  const head = `# ${title} {#page}\n\nFrom \`${specifier}\`, as in \`import { ${first?.name ?? ''} } from '${specifier}'\`.`
  const names = entries.map(({ name }) => `[\`${name}\`](#${name})`).join(' · ')
  const texts = entries.map((entry) => entryText(entry, addresses))
  return `${frontmatter}${[head, names, ...texts].join('\n\n')}\n`
}

/** The names of a package, with a sentence each. */
export function indexText(
  specifier: string,
  pages: readonly { readonly title: string; readonly entries: readonly Entry[] }[],
  addresses: Addresses,
): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|')
  const tables = pages.map(({ title, entries }) => {
    const rows = entries.map(
      (entry) =>
        `| ${linkTo(entry.name, addresses)} | ${cell(prose(firstSentence(entry.comment)))} |`,
    )
    return `## ${title}\n\n| | |\n| --- | --- |\n${rows.join('\n')}`
  })
  return `${frontmatter}# ${specifier}\n\n${tables.join('\n\n')}\n`
}
