import type { Variable } from '../tensor/variable.ts'
import { recordingWith } from './recording.ts'

/** The result of `fn`, and the variables that it read: each once, in the order of their first reads. */
export function variablesRead<T>(fn: () => T): { result: T; variables: Variable[] } {
  const variables = new Set<Variable>()
  const reader = {
    watches: () => false,
    record() {},
    read: (variable: Variable) => variables.add(variable),
  }
  return { result: recordingWith(reader, fn), variables: [...variables] }
}
