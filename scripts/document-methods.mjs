/**
 * Puts what the methods of `@sobolev/nn` say of themselves before their declarations in `dist`, for editors to show.
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
      return [exported, comment(method, citation(method.paper))]
    }),
  )
  const files = await readdir(dist, { recursive: true })
  for (const file of files.filter((name) => name.endsWith('.d.ts') && !name.startsWith('commonjs')))
    await documentFile(join(dist, file), comments)
}

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
  for (let at = 0; at < lines.length; at++) {
    const [, name] = /^export declare (?:const|class) (\w+)/.exec(lines[at]) ?? []
    const written = comments.get(name)
    if (written === undefined) continue
    const begin = lines[at - 1] === ' */' ? lines.lastIndexOf('/**', at) : at
    lines.splice(begin, at - begin, ...written)
    mappings.splice(begin, at - begin, ...written.map(() => ''))
    at = begin + written.length
  }
  const documented = lines.join('\n')
  if (documented === text) return
  await writeFile(file, documented)
  await writeFile(`${file}.map`, JSON.stringify({ ...map, mappings: mappings.join(';') }))
}
