import { CST, Lexer, Parser } from 'yaml'

/** What a config may be at most; the largest that people write stay far below. */
export const yamlLimits = {
  bytes: 1_000_000,
  /** Words, signs, blanks and comments. */
  tokens: 200_000,
  anchors: 1000,
  aliases: 1000,
  depth: 64,
  /** With aliases expanded. */
  values: 10_000,
} as const

/** Where a text passes a limit, and what must hold. */
export interface PassedLimit {
  /** The position in the text. */
  readonly offset: number
  readonly message: string
}

/**
 * The first limit that a YAML text passes, or `undefined`. It stops there, so that time and memory
 * stay within the limits, whatever the text; composing a text that has not passed here is no danger.
 */
export function passedLimit(text: string): PassedLimit | undefined {
  const { bytes, tokens, anchors, aliases, depth } = yamlLimits
  if (text.length > bytes || new TextEncoder().encode(text).length > bytes) {
    return { offset: 0, message: tooLong }
  }
  const parser = new Parser()
  const limited = { token: tokens, anchor: anchors, alias: aliases }
  for (const token of new Lexer().lex(text)) {
    const type = CST.tokenType(token)
    if (limited.token-- === 0) return passed(parser, tooMany(tokens, 'words and signs'))
    if (type === 'anchor' && limited.anchor-- === 0) {
      return passed(parser, tooMany(anchors, 'anchors (&name)'))
    }
    if (type === 'alias' && limited.alias-- === 0) {
      return passed(parser, tooMany(aliases, 'aliases (*name)'))
    }
    // Documents are of no interest here: the parser runs for its stack.
    for (const _ of parser.next(token));
    // A level takes two entries at most; `readYaml` counts levels exactly.
    if (parser.stack.length > 2 * depth + 2) return passed(parser, tooDeep)
  }
  return undefined
}

/** What an error says of a config that nests too deep. */
export const tooDeep: string = `a config must nest at most ${yamlLimits.depth} deep; make it flatter`

/** What an error says of a config that is too long to be read. */
export const tooLong: string = `a config must have at most ${grouped(yamlLimits.bytes)} bytes; check the path, or leave out what is no part of it`

/** What an error says of a config whose aliases make it too large. */
export const tooManyValues: string = `a config must hold at most ${grouped(yamlLimits.values)} values, each alias counting as all that it stands for; make it smaller`

function tooMany(limit: number, what: string): string {
  return `a config must have at most ${grouped(limit)} ${what}; make it smaller`
}

function passed({ offset }: Parser, message: string): PassedLimit {
  return { offset, message }
}

function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',')
}
