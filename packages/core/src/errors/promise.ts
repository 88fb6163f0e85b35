/** Whether a function gave what it will only have later: a promise, or anything that can be awaited. */
export const isPromise = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
