/** Throws a TypeError where a method was given what the thing that it makes takes: it was passed on, not called. */
export function refuseUncalled(
  isUncalled: boolean,
  method: string,
  example: string,
  got: string,
): void {
  if (isUncalled) throw new TypeError(`${method}: must be called first, ${example}, got ${got}`)
}

const has = (given: unknown, ...names: readonly string[]): boolean =>
  typeof given === 'object' && given !== null && names.every((name) => name in given)

export const isEvaluation = (given: unknown): boolean => has(given, 'losses', 'outputs')

export const isBatch = (given: unknown): boolean => has(given, 'inputs', 'targets')
