/**
 * What `compute` gives. An error within it that names another operation names `operation`, the one that was called:
 * "max: …" of a composition that takes a maximum.
 *
 * `others`: the operations whose names are replaced, where `compute` also runs code of the caller's.
 *
 * @default others any operation
 */
export function withOperationName<T>(
  operation: string,
  compute: () => T,
  others?: readonly string[],
): T {
  try {
    return compute()
  } catch (error) {
    if (error instanceof Error) rename(error, operation, others)
    throw error
  }
}

function rename(error: Error, operation: string, others?: readonly string[]): void {
  const { message, stack } = error
  const [other] = /^\w+(?=: )/.exec(message) ?? []
  if (other === undefined || (others && !others.includes(other))) return
  const words = operation + message.slice(other.length)
  // Engines print the stack, which begins with the words that it was made with.
  error.message = words
  if (stack) error.stack = stack.replace(message, () => words)
}
