/** Checks that every link, picture and script of the built site leads to a file there, and every fragment to an element. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The file that a server shows at an address; undefined where there is none. */
export function fileAt(folder: string, path: string): string | undefined {
  const file = join(folder, decodeURIComponent(path))
  const candidates = [join(file, 'index.html'), `${file}.html`, file]
  return candidates.find((candidate) => existsSync(candidate) && statSync(candidate).isFile())
}

/** What links of a page lead nowhere: `page: link`. `base` is the address of the site on its host. */
export function brokenLinks(folder: string, base = '/'): string[] {
  const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.html'),
  )
  const texts = new Map(pages.map((page) => [page, readFileSync(join(folder, page), 'utf8')]))
  const ids = new Map<string, Set<string>>()
  const idsOf = (file: string): Set<string> => {
    const known = ids.get(file) ?? new Set(allOf(readFileSync(file, 'utf8'), 'id'))
    ids.set(file, known)
    return known
  }
  return pages.flatMap((page) => {
    const text = texts.get(page) ?? ''
    const links = new Set([...allOf(text, 'href'), ...allOf(text, 'src')])
    return [...links].flatMap((link) => {
      if (/^[a-z]+:/.test(link)) return []
      const [target = '', fragment = ''] = link.split('#')
      const isWithin = target.startsWith(base)
      const path = isWithin ? target.slice(base.length) : join(dirname(page), target)
      if (target.startsWith('/') && !isWithin) return [`${page}: ${link}`]
      const file = target === '' ? join(folder, page) : fileAt(folder, path)
      const leads =
        file !== undefined && (fragment === '' || idsOf(file).has(decodeURIComponent(fragment)))
      return leads ? [] : [`${page}: ${link}`]
    })
  })
}

const entities: Readonly<Record<string, string>> = { '&amp;': '&', '&quot;': '"', '&#39;': "'" }

/** The values of an attribute in HTML. */
const allOf = (html: string, attribute: string): string[] =>
  [...html.matchAll(new RegExp(`\\s${attribute}="([^"]*)"`, 'g'))].map(([, value = '']) =>
    value.replaceAll(/&(?:amp|quot|#39);/g, (entity) => entities[entity] ?? entity),
  )
