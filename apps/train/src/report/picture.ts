import { element, fragment, Markup } from './markup.ts'
import { pictureStyle } from './style.ts'
import type { Table } from './table.ts'

/** A drawing with words for those who cannot see it, and its numbers. */
export interface Picture {
  readonly kind: 'picture'
  /** The name of its file, of letters, digits and hyphens; each name once in a page. */
  readonly name: string
  readonly title: string
  /** What it shows, in a sentence or two. */
  readonly description: string
  readonly width: number
  readonly height: number
  readonly drawing: Markup
  /** The numbers that it was drawn from. */
  readonly data: Table
}

/** What every picture needs; `data` are its numbers, which get its name and title. */
export interface PictureParts extends Omit<Picture, 'kind' | 'data'> {
  readonly data: Pick<Table, 'columns' | 'rows'>
}

/** A picture of a drawing. */
export function picture({ data, ...parts }: PictureParts): Picture {
  const { name, title } = parts
  return { kind: 'picture', ...parts, data: { kind: 'table', name, title, ...data } }
}

/** The size of most pictures: letters stay readable where a page is 400 px wide. */
export const pictureSize = { width: 480, height: 300 } as const

/** A picture as an SVG element of a page that has `pictureStyle`. */
export const pictureSvg = (shown: Picture): Markup => svgOf(shown, {})

/** A picture as a file of its own. */
export const pictureFile = (shown: Picture): string => {
  const { width, height } = shown
  const attributes = { xmlns: 'http://www.w3.org/2000/svg', width, height }
  return `${svgOf(shown, attributes, element('style', {}, new Markup(pictureStyle))).text}\n`
}

function svgOf(
  { name, title, description, width, height, drawing }: Picture,
  attributes: Readonly<Record<string, string | number>>,
  style?: Markup,
): Markup {
  const [titleId, descriptionId] = [`${name}-title`, `${name}-description`]
  return element(
    'svg',
    {
      ...attributes,
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'aria-labelledby': titleId,
      'aria-describedby': descriptionId,
    },
    element('title', { id: titleId }, title),
    element('desc', { id: descriptionId }, description),
    fragment(style, drawing),
  )
}

/** A coordinate with as many digits as an eye can tell. */
export const round = (value: number): number => Math.round(value * 10) / 10

/** A name for a file or an element of any text: of letters, digits and hyphens. */
export function slug(text: string): string {
  const words = text.normalize('NFKD').match(/[a-z0-9]+/gi) ?? []
  return words.join('-').toLowerCase() || 'unnamed'
}

/** Names that are each another one: of those that are alike, as `slug` makes of `a_b` and `a-b`, later ones have a number. */
export function distinct(names: readonly string[]): string[] {
  const used = new Set<string>()
  return names.map((base) => {
    let name = base
    for (let number = 2; used.has(name); number++) name = `${base}-${number}`
    used.add(name)
    return name
  })
}
