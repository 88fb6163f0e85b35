/** How a spreadsheet's formula may begin; the wide forms count as the narrow ones in some languages. */
const opening = /^[=+\-@＝＋－＠\t\r\n]/

const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

/** Whether a spreadsheet that opens a CSV may run a cell as a formula, as it does `=1+1`; numbers stay numbers. */
export function isFormula(cell: string): boolean {
  // Most cells begin with a letter.
  const first = cell.charCodeAt(0)
  if (first > 64 && first < 0xff00) return false
  return opening.test(cell) && !number.test(cell)
}

/** A cell that a spreadsheet shows instead of running it: a formula gets an apostrophe in front. */
export function withoutFormula(cell: string): string {
  return isFormula(cell) ? `'${cell}` : cell
}
