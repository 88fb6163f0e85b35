import { type DefaultTreeAdapterMap, html, parse } from 'parse5'

type Node = DefaultTreeAdapterMap['node']
type Element = DefaultTreeAdapterMap['element']

/** A page as a browser reads it. */
export class ParsedPage {
  readonly elements: readonly Element[]
  /** What a browser would have to mend. */
  readonly errors: readonly string[]

  constructor(text: string) {
    const errors: string[] = []
    const document = parse(text, { onParseError: ({ code }) => errors.push(code) })
    this.elements = elementsIn(document)
    this.errors = errors
  }

  /** All elements of a name. */
  named(name: string): Element[] {
    return this.elements.filter(({ tagName }) => tagName === name)
  }

  /** Whatever is wrong with the page: ids twice, pictures without words, references to other files. */
  faults(): string[] {
    const ids = this.elements.flatMap((each) => attribute(each, 'id') ?? [])
    const references = this.elements.flatMap((each) =>
      ['aria-labelledby', 'aria-describedby'].flatMap((name) => attribute(each, name) ?? []),
    )
    return [
      ...this.errors,
      ...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `id ${id} twice`),
      ...references.filter((id) => !ids.includes(id)).map((id) => `no id ${id}`),
      ...this.named('svg').flatMap((svg) =>
        ['title', 'desc']
          .filter((name) => textOf(elementsIn(svg).find(({ tagName }) => tagName === name)) === '')
          .map((name) => `a picture without ${name}`),
      ),
      ...this.elements.flatMap(externals),
    ]
  }
}

/** The text within a node. */
export function textOf(node: Node | undefined): string {
  if (node === undefined) return ''
  if ('value' in node) return node.value
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : ''
}

/** The value of an attribute. */
export const attribute = ({ attrs }: Element, name: string): string | undefined =>
  attrs.find((each) => each.name === name)?.value

function externals(element: Element): string[] {
  const isRunning = element.tagName === 'script' || element.tagName === 'iframe'
  return [
    ...(isRunning ? [`a ${element.tagName}`] : []),
    ...element.attrs
      .filter(
        ({ name, value }) =>
          /^(src|href|xlink:href|action)$/.test(name) && !/^(#|data:)/.test(value),
      )
      .map(({ name, value }) => `${name}="${value}"`),
    ...element.attrs
      .filter(({ name }) => /^on/.test(name))
      .map(({ name }) => `an attribute ${name}`),
    ...(element.tagName === 'style' && /url\(|@import/.test(textOf(element))
      ? ['a style that loads']
      : []),
    ...(element.namespaceURI === html.NS.SVG || element.namespaceURI === html.NS.HTML
      ? []
      : ['another namespace']),
  ]
}

function elementsIn(node: Node): Element[] {
  const children = 'childNodes' in node ? node.childNodes.flatMap(elementsIn) : []
  return 'tagName' in node ? [node, ...children] : children
}
