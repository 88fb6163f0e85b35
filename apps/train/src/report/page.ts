import { ownVersion } from '../run/package-versions.ts'
import { type Content, element, fragment, Markup } from './markup.ts'
import { distinct, type Picture, pictureFile, pictureSvg, slug } from './picture.ts'
import { pageStyle, pictureStyle } from './style.ts'
import { type Table, tableCsv, tableHtml } from './table.ts'

/** A sentence or more; one after the other they are paragraphs. */
export interface Words {
  readonly kind: 'words'
  readonly text: string
}

/** A text that is shown with its line ends and spaces, such as a config. */
export interface Listing {
  readonly kind: 'listing'
  readonly name: string
  readonly title: string
  readonly text: string
}

/** A piece of a page. */
export type Block = Picture | Table | Words | Listing

/** A part of a page with a heading. */
export interface Section {
  readonly title: string
  readonly blocks: readonly Block[]
}

/** A page of sections. */
export interface Page {
  readonly title: string
  /** Sentences below the title. */
  readonly summary: readonly string[]
  readonly sections: readonly Section[]
}

/** What a page that is served may do beside: run one script, and load itself again without it. */
export interface Live {
  readonly nonce: string
  readonly script: string
  /** Seconds between reloads where scripts are off. */
  readonly reload: number
}

/** A paragraph. */
export const words = (text: string): Words => ({ kind: 'words', text })

/** A listing; see `Listing` for its parts. */
export const listing = (parts: Omit<Listing, 'kind'>): Listing => ({ kind: 'listing', ...parts })

/**
 * A page as one HTML file that needs nothing else: no network, and no script unless it is `live`.
 *
 * @throws RangeError where two pictures, tables or listings have one name
 */
export function pageHtml({ title, summary, sections }: Page, live?: Live): string {
  const shown = sections.filter(({ blocks }) => blocks.length > 0)
  const ids = distinct(shown.map(({ title }) => `section-${slug(title)}`))
  checkNames(shown)
  const contents = shown.map((section, index) =>
    element('li', {}, element('a', { href: `#${ids[index]}` }, section.title)),
  )
  const body = fragment(
    element(
      'header',
      {},
      element('h1', {}, title),
      summary.map((text) => element('p', {}, text)),
    ),
    element('nav', { 'aria-label': 'Sections' }, element('ul', {}, contents)),
    element(
      'main',
      {},
      shown.map((section, index) => sectionHtml(section, ids[index] ?? '')),
    ),
    element('footer', {}, `sobolev ${ownVersion()}`),
  )
  const head = fragment(
    element('meta', { charset: 'utf-8' }),
    element('meta', { 'http-equiv': 'Content-Security-Policy', content: policyOf(live) }),
    element('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    element('meta', { name: 'generator', content: GENERATOR }),
    element('meta', { name: 'referrer', content: 'no-referrer' }),
    // Or a browser asks the server for one.
    element('link', { rel: 'icon', href: 'data:,' }),
    live &&
      element('noscript', {}, element('meta', { 'http-equiv': 'refresh', content: live.reload })),
    element('title', {}, title),
    element('style', {}, new Markup(`${pictureStyle}\n${pageStyle}`)),
  )
  const script = live && element('script', { nonce: live.nonce }, new Markup(live.script))
  const whole = element(
    'html',
    { lang: 'en' },
    element('head', {}, head),
    element('body', {}, body, script),
  )
  return `<!doctype html>\n${whole.text}\n`
}

/** Who wrote a page, which its head says. */
export const GENERATOR = 'sobolev report'

const policyOf = (live: Live | undefined): string =>
  [
    "default-src 'none'",
    live ? `script-src 'nonce-${live.nonce}'` : "script-src 'none'",
    "style-src 'unsafe-inline'",
    'img-src data:',
    ...(live ? ["connect-src 'self'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')

/** The files beside a page: every picture, and the numbers of every picture and table. */
export function pageFiles({ sections }: Page): { readonly name: string; readonly text: string }[] {
  return sections.flatMap(({ blocks }) =>
    blocks.flatMap((block) => {
      if (block.kind === 'table') return [{ name: `${block.name}.csv`, text: tableCsv(block) }]
      if (block.kind !== 'picture') return []
      return [
        { name: `${block.name}.svg`, text: pictureFile(block) },
        { name: `${block.name}.csv`, text: tableCsv(block.data) },
      ]
    }),
  )
}

function sectionHtml({ title, blocks }: Section, id: string): Markup {
  return element(
    'section',
    { id, 'aria-labelledby': `${id}-heading` },
    element('h2', { id: `${id}-heading` }, title),
    element('div', { class: 'blocks' }, blocks.map(blockHtml)),
  )
}

function blockHtml(block: Block): Content {
  switch (block.kind) {
    case 'words':
      return element('p', { class: 'wide' }, block.text)
    case 'table':
      return element('div', { class: isNarrow(block) ? undefined : 'wide' }, tableHtml(block))
    case 'listing':
      return element(
        'div',
        { class: 'wide' },
        element('pre', { tabindex: 0, role: 'group', 'aria-label': block.title }, block.text),
      )
    case 'picture':
      return element(
        'figure',
        {},
        element('h3', {}, block.title),
        pictureSvg(block),
        element(
          'figcaption',
          {},
          element(
            'details',
            { id: `${block.name}-numbers` },
            element('summary', {}, 'Numbers'),
            tableHtml(block.data),
          ),
        ),
      )
  }
}

/** Whether a table fits beside a picture. */
const isNarrow = ({ columns, rows }: Table): boolean =>
  columns.length <= 4 && rows.flat().every((cell) => String(cell).length <= 24)

function checkNames(sections: readonly Section[]): void {
  const names = sections.flatMap(({ blocks }) =>
    blocks.flatMap((block) => (block.kind === 'words' ? [] : [block.name])),
  )
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined)
    throw new RangeError(`page: each name must be there once, got "${twice}" twice`)
}
