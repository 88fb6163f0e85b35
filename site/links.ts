/** Where the links of a Markdown file lead on the site: to a page, or to the file on GitHub. */
import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pages, repository, root } from './pages.ts'

const known = pages()
const addresses = new Map(known.map(({ source, address }) => [source, address]))

/** The file that a page is made of. */
export const sources = new Map(known.map(({ source, address }) => [`${address}.md`, source]))

/** The address of a page on the site, as a link writes it. */
const linked = (address: string): string => `/${address.replace(/(^|\/)index$/, '$1')}`

/**
 * A link of the file `source`, as the site writes it. Links into the repository on GitHub are taken for relative ones.
 * Throws where there is no such file.
 */
export function resolveLink(link: string, source: string): string {
  const [target = '', hash] = link.split('#')
  const blob = new RegExp(`^${repository}/(?:blob|tree)/main/`)
  if (target === '' || (/^[a-z]+:/.test(target) && !blob.test(target))) return link
  // `#readme` is how npm and GitHub link to the text below the files.
  const fragment = hash === undefined || hash === 'readme' ? '' : `#${hash}`
  const file = (
    blob.test(target) ? target.replace(blob, '') : join(dirname(source), decodeURI(target))
  ).replace(/\/$/, '')
  const address = addresses.get(file) ?? addresses.get(join(file, 'README.md'))
  if (address !== undefined) return `${linked(address)}${fragment}`
  if (!existsSync(join(root, file)))
    throw new Error(`${source}: a link must lead to a file of the repository, got ${link}`)
  const kind = statSync(join(root, file)).isDirectory() ? 'tree' : 'blob'
  return `${repository}/${kind}/main/${file}${fragment}`
}

/** A picture of the file `source`, as the site writes it: `stage.ts` puts the pictures of the repository there. */
export const resolvePicture = (link: string, source: string): string =>
  /^[a-z]+:|^\//.test(link) ? link : `/pictures/${join(dirname(source), link)}`

/** What this needs of a token of markdown-it. */
interface Token {
  readonly type: string
  readonly children: readonly Token[] | null
  attrGet(name: string): string | null
  attrSet(name: string, value: string): void
}

/** What this needs of markdown-it. */
interface MarkdownIt {
  readonly core: {
    readonly ruler: {
      push(
        name: string,
        rule: (state: { tokens: Token[]; env: { relativePath?: string } }) => void,
      ): void
    }
  }
}

/** Makes markdown-it write links and pictures of the repository's files as the site has them. */
export function repositoryLinks(markdown: MarkdownIt): void {
  markdown.core.ruler.push('repository-links', ({ tokens, env }) => {
    const source = sources.get(env.relativePath ?? '')
    if (source === undefined) return
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      const href = token.type === 'link_open' ? token.attrGet('href') : null
      if (href !== null) token.attrSet('href', resolveLink(href, source))
      const picture = token.type === 'image' ? token.attrGet('src') : null
      if (picture !== null) token.attrSet('src', resolvePicture(picture, source))
    }
  })
}
