/**
 * What `compute` gives. An error within it that names another operation names `operation`, the one that was called:
 * "max: …" of a composition that takes a maximum.
 */
export function withOperationName<T>(operation: string, compute: () => T): T {
  try {
    return compute()
  } catch (error) {
    if (error instanceof Error) rename(error, operation)
    throw error
  }
}

function rename(error: Error, operation: string): void {
  const { message, stack } = error
  const words = message.replace(/^\w+(?=: )/, operation)
  // Engines print the stack, which begins with the words that it was made with.
  error.message = words
  if (stack) error.stack = stack.replace(message, () => words)
}
