import { parseNumber } from './parse-number.ts'

/** Whether every text is a finite number, and there is one. */
function allNumbers(texts: readonly string[]): boolean {
  return texts.length > 0 && texts.every((text) => Number.isFinite(parseNumber(text)))
}

/** Distinct texts in order: by value where all are numbers, else by UTF-16 code unit. */
export function inOrder(texts: Iterable<string>): string[] {
  const distinct = [...new Set(texts)]
  const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
  if (!allNumbers(distinct)) return distinct.sort(byText)
  return distinct.sort((a, b) => parseNumber(a) - parseNumber(b) || byText(a, b))
}
