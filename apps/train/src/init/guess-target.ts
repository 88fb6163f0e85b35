/** Names that columns to predict usually have, the surest first. */
const usualNames = [
  ...['target', 'label', 'labels', 'class', 'classes', 'y', 'outcome', 'response'],
  ...['species', 'diagnosis', 'survived', 'churn', 'default', 'price', 'quality'],
]

/** The column that is likely to be predicted, and why, for someone who has not said so. */
export function guessTarget(columns: readonly string[]): {
  readonly name: string
  readonly reason: string
} {
  const plain = columns.map((name) => name.toLowerCase().trim())
  for (const usual of usualNames) {
    const name = columns[plain.indexOf(usual)]
    if (name !== undefined) return { name, reason: 'by its name' }
  }
  return { name: columns.at(-1) ?? '', reason: 'as it is the last' }
}
