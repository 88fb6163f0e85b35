/** Text of a page or a picture in which everything from outside is escaped. */
export class Markup {
  readonly text: string

  /** @param text markup that is right already; `element` and `fragment` make it of anything else */
  constructor(text: string) {
    this.text = text
  }
}

/** What an element holds: markup as it is, and anything else as text. */
export type Content = Markup | string | number | null | undefined | readonly Content[]

/** Attributes by name; those that are undefined or false are left out, and true has no value. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>

/** Elements of HTML without an end. */
const isVoid = /^(meta|br|hr|link|img)$/

/** An element of HTML or SVG. Attributes and texts may be anything: they are escaped. */
export function element(name: string, attributes: Attributes, ...content: Content[]): Markup {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined && value !== false)
    .map(([key, value]) => (value === true ? ` ${key}` : ` ${key}="${escaped(String(value))}"`))
    .join('')
  const within = fragment(...content).text
  if (isVoid.test(name)) return new Markup(`<${name}${written}>`)
  return new Markup(`<${name}${written}>${within}</${name}>`)
}

/** Pieces one after the other. */
export const fragment = (...content: Content[]): Markup => new Markup(content.map(textOf).join(''))

function textOf(content: Content): string {
  if (content instanceof Markup) return content.text
  if (content === null || content === undefined) return ''
  return typeof content === 'object' ? content.map(textOf).join('') : escaped(String(content))
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text that is only text, within an element and within quotes; characters that XML does not allow become �. */
function escaped(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: XML forbids them.
      .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
      .replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')
  )
}
