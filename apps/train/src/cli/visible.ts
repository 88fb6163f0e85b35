import type { TextOutput } from './io.ts'

/**
 * Characters that a terminal obeys or does not show: control characters (escape sequences begin with
 * one), line and paragraph separators, marks of writing direction, everything of no width, and halves
 * of characters.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu

/**
 * Text with `\u001b` and the like in place of every character that a terminal obeys or does not show;
 * line feeds stay. In JSON, where such characters stand only within texts, the value is the same.
 */
export function visible(text: string): string {
  return text.replace(unseen, (character) => (character === '\n' ? character : escaped(character)))
}

/** A name or a message as `visible` shows it, on one line: a line feed becomes `\n`. */
export function visibleLine(text: string): string {
  return visible(text).replaceAll('\n', '\\n')
}

/**
 * An output to which only visible text comes through. Names of files, columns, classes and keys come
 * from files of any origin, so all that a command says goes through one of these.
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
