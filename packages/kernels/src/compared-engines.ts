/** An engine in which joined vectors were compared with plain ones, function by function. */
export interface ComparedEngine {
  /** The version of V8, as far as Node keeps it within one major version. */
  readonly v8: string
  readonly architecture: string
  /** The Node that was compared. */
  readonly node: string
  /** The day of the comparison. */
  readonly date: string
}

/** The engines that changed no bit when they joined vectors. `npm run compare:wide` compares another and adds it. */
export const comparedEngines: readonly ComparedEngine[] = [
  { v8: '13.6', architecture: 'x64', node: '24.21.0', date: '2026-11-28' },
  { v8: '14.6', architecture: 'x64', node: '26.10.0', date: '2026-11-28' },
]
