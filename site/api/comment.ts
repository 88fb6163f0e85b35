import ts from 'typescript'

/** A doc comment: its text, and what stands behind its tags. */
export interface Comment {
  readonly text: string
  readonly tags: readonly { readonly name: string; readonly text: string }[]
}

const written = (parts: readonly ts.SymbolDisplayPart[] | undefined): string =>
  ts
    .displayPartsToString(parts ? [...parts] : [])
    .replaceAll(/\{@link(?:code)? ([^}|\s]+)[^}]*\}/g, '`$1`')

/** The comment before the declaration of a symbol. */
export const commentOf = (symbol: ts.Symbol, checker: ts.TypeChecker): Comment => ({
  text: written(symbol.getDocumentationComment(checker)),
  tags: symbol.getJsDocTags(checker).map(({ name, text }) => ({ name, text: written(text) })),
})

/** The words up to the first full stop that ends a sentence. */
export const firstSentence = ({ text }: Comment): string => {
  const [paragraph = ''] = text.split('\n\n')
  const line = paragraph.replaceAll(/\s+/g, ' ')
  return /^.*?[.:](?= |$)/.exec(line)?.[0].replace(/:$/, '.') ?? line
}
