/** A part of a text: itself, or a reference to something else. */
export type TextPart = string | Reference

/** `${name}` or `${name:-fallback}`. */
export interface Reference {
  /** All of it, as it is written. */
  readonly text: string
  /** A path such as `training.epochs`, or the name of an environment variable. */
  readonly name: string
  readonly isOfEnvironment: boolean
  /** What stands in its place where there is nothing of the name. */
  readonly fallback: string | undefined
}

/** Whether a text holds a reference, or what is escaped because it looks like one. */
export const hasReferences = (text: string): boolean => text.includes('${')

/** A text that means itself, however it looks: `${` is written `$${`. */
export const withoutReferences = (text: string): string => text.split('${').join('$${')

/** What `withoutReferences` was given. */
export const withoutEscapes = (text: string): string => text.split('$${').join('${')

/** The parts of a text with references, or what is wrong with them. `$${` stands for `${`. */
export function partsOfText(text: string): readonly TextPart[] | { readonly message: string } {
  const parts: TextPart[] = []
  let plain = ''
  for (let position = 0; position < text.length; ) {
    if (text.startsWith('$${', position)) {
      plain += '${'
      position += 3
    } else if (text.startsWith('${', position)) {
      const end = text.indexOf('}', position)
      if (end < 0) return { message: `"\${" must be closed by "}"; ${hint}` }
      const reference = referenceIn(text.slice(position, end + 1))
      if ('message' in reference) return reference
      if (plain !== '') parts.push(plain)
      parts.push(reference)
      plain = ''
      position = end + 1
    } else plain += text[position++] ?? ''
  }
  if (plain !== '' || parts.length === 0) parts.push(plain)
  return parts
}

const hint = 'write $${ for the two characters themselves'

function referenceIn(text: string): Reference | { readonly message: string } {
  const inside = text.slice(2, -1)
  const [head = '', ...others] = inside.split(':-')
  const fallback = others.length === 0 ? undefined : others.join(':-')
  const isOfEnvironment = /^\s*env:/.test(head)
  const name = head.replace(/^\s*env:/, '').trim()
  if (name === '' || inside.includes('${'))
    return {
      message: `${text} must be a path such as \${training.epochs}, or a variable such as \${env:DATA_DIR}, with a value for want of it as in \${env:DATA_DIR:-data}; ${hint}`,
    }
  return { text, name, isOfEnvironment, fallback }
}
