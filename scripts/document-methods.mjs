/**
 * Puts what the methods of `@sobolev/nn` say of themselves before their declarations in `dist`, and what their options
 * say before these, for editors to show.
 * Declaration maps go on leading to the sources.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Documents every method that `dist/index.js` exports. */
export async function documentMethods(dist) {
  const { catalogue, citation, describeMethod } = await import(
    pathToFileURL(join(dist, 'index.js')).href
  )
  const comments = new Map(
    catalogue.definitions.map((definition) => {
      const method = describeMethod(definition)
      const { name } = method
      const exported = method.kind === 'layer' ? name.charAt(0).toUpperCase() + name.slice(1) : name
      return [exported, { lines: comment(method, citation(method.paper)), options: method.options }]
    }),
  )
  const files = await readdir(dist, { recursive: true })
  for (const file of files.filter((name) => name.endsWith('.d.ts') && !name.startsWith('commonjs')))
    await documentFile(join(dist, file), comments)
}

const sentence = (text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`

/** The comment of one option, a line. */
function optionComment({ words, requirement, defaultWords }) {
  const given = defaultWords === null ? '' : `, ${defaultWords} unless given`
  return `/** ${sentence(`${words}; ${requirement}${given}`.replaceAll('*/', '*\\/'))} */`
}

const definitionComment =
  '/** What it says of itself: its options, formula, example, costs and paper. */'

function comment({ summary, formula, options, example, when, notes }, paper) {
  const offered = options
    .filter(({ inConfigsOnly }) => !inConfigsOnly)
    .map(
      (option) =>
        `- \`${option.name}\`: ${option.words}; ${option.requirement}${option.defaultWords === null ? '' : `, ${option.defaultWords} unless given`}`,
    )
  const value = JSON.stringify(example.value)
  const parts = [summary, formula, offered.join('\n'), when, notes ?? '', paper]
  const text = `${parts.filter((part) => part !== '').join('\n\n')}\n\n@example\n${example.call} // ${value}`
  const lines = text.replaceAll('*/', '*\\/').split('\n')
  return ['/**', ...lines.map((line) => ` * ${line}`.trimEnd()), ' */']
}

/** Writes comments before the declarations of methods, in place of those that stand there, as from a build before. */
async function documentFile(file, comments) {
  const text = await readFile(file, 'utf8')
  const lines = text.split('\n')
  const map = JSON.parse(await readFile(`${file}.map`, 'utf8'))
  const mappings = map.mappings.split(';')
  /** Writes a comment before a line, in place of one that is there; returns where the line is then. */
  const write = (comment, line) => {
    const previous = lines[line - 1]?.trim() ?? ''
    const isBlock = previous === '*/'
    const begin = isBlock
      ? lines.findLastIndex((other, at) => at < line && other.trim() === '/**')
      : line - Number(/^\/\*\*.*\*\/$/.test(previous))
    lines.splice(begin, line - begin, ...comment)
    mappings.splice(begin, line - begin, ...comment.map(() => ''))
    return begin + comment.length
  }
  const declared = lines.flatMap((line) => declarationOf(line) ?? [])
  const options = new Map(
    declared
      .flatMap((name) => comments.get(name)?.options ?? [])
      .map((option) => [option.name, optionComment(option)]),
  )
  for (let at = 0; at < lines.length; at++) {
    const method = comments.get(declarationOf(lines[at]))
    if (method !== undefined) at = write(method.lines, at)
    const [, indent = '', key] =
      /^( {4}| {8})(?:static )?(?:readonly )?(\w+)\??: /.exec(lines[at]) ?? []
    if (key === undefined || !isOptionOrDefinition(lines, at, indent)) continue
    const words =
      key === 'definition'
        ? definitionComment
        : (options.get(key) ?? wordsOfTable(lines, at, indent))
    if (words !== undefined) at = write([`${indent}${words}`], at)
  }
  const documented = lines.join('\n')
  if (documented === text) return
  await writeFile(file, documented)
  await writeFile(`${file}.map`, JSON.stringify({ ...map, mappings: mappings.join(';') }))
}

/** The name that a line declares for all to use. */
const declarationOf = (line) => /^export declare (?:const|class) (\w+)/.exec(line)?.[1]

/**
 * Whether a property is a key of options, or a definition: in the type of a constant, in that of what a constructor
 * takes, or static.
 */
function isOptionOrDefinition(lines, at, indent) {
  const head =
    lines.findLast((line, above) => above < at && /^(?:export |declare )/.test(line)) ?? ''
  if (indent.length === 4)
    return (
      /^(?:export )?declare const /.test(head) || /^ {4}static readonly definition/.test(lines[at])
    )
  const member = lines.findLast((line, above) => above < at && /^ {4}\w/.test(line)) ?? ''
  return /^ {4}constructor\(/.test(member)
}

/** The words of an option that a table of several methods has, as its type says them. */
function wordsOfTable(lines, at, indent) {
  const end = lines.findIndex((line, below) => below > at && line.startsWith(`${indent}}`))
  const found = lines
    .slice(at, end)
    .map((line) => /^ {8}readonly words: ("(?:[^"\\]|\\.)*");$/.exec(line)?.[1])
    .find((text) => text !== undefined)
  return found === undefined ? undefined : `/** ${sentence(JSON.parse(found))} */`
}
