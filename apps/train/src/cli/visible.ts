import type { TextOutput } from './io.ts'

/**
 * Characters that a terminal obeys or does not show: control characters (escape sequences begin with
 * one), line and paragraph separators, marks of writing direction, everything of no width, and halves
 * of characters.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu

/**
 * Text in which every character that a terminal obeys or does not show is escaped, as `\u001b`; line feeds
 * stay. In JSON, where such characters occur only in strings, the value is the same.
 */
export function visible(text: string): string {
  return text.replace(unseen, (character) => (character === '\n' ? character : escaped(character)))
}

/** A name or a message as `visible` shows it, on one line: a line feed becomes `\n`. */
export function visibleLine(text: string): string {
  return visible(text).replaceAll('\n', '\\n')
}

/**
 * An output that escapes what a terminal obeys or does not show. Names of files, columns, classes and keys
 * may come from untrusted files, so everything that a command prints passes through one.
 */
export class VisibleOutput implements TextOutput {
  /** The output itself, for what is no text: a terminal's own sequences, and data for programs. */
  readonly unchanged: TextOutput

  constructor(output: TextOutput) {
    this.unchanged = output
  }

  get isTTY(): boolean | undefined {
    return this.unchanged.isTTY
  }

  get columns(): number | undefined {
    return this.unchanged.columns
  }

  write(text: string): unknown {
    return this.unchanged.write(visible(text))
  }
}

/** The output below a `VisibleOutput`; any other output itself. */
export function unchanged(output: TextOutput): TextOutput {
  return output instanceof VisibleOutput ? output.unchanged : output
}

function escaped(character: string): string {
  const short = { '\t': '\\t', '\r': '\\r' }[character]
  if (short !== undefined) return short
  // As JSON writes it: a character beyond U+FFFF is two.
  return Array.from(
    { length: character.length },
    (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('')
}
