/**
 * Returns `compute()`. An error in it that begins with the name of another operation, such as "max: …" in a function
 * that takes a maximum, gets the name of `operation` instead: the one that the user called.
 *
 * `others` (default: any): the only operations whose names are replaced, for when `compute` runs a user's code too.
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
