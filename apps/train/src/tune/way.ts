import type { ConfigDraft } from './config-draft.ts'

/** How a method stands in a config. */
export interface Way {
  /** Whether the config has the method, by which it may be taken away. */
  readonly isThere: (draft: ConfigDraft) => boolean
  /** Gives the method other options, of those that it has there, and none where it is not. */
  readonly put: (draft: ConfigDraft, change: ChangeOptions) => void
  readonly remove: (draft: ConfigDraft) => void
}

/** The options that a method has of those that it had; null where it was not there. */
export type ChangeOptions = (
  before: Readonly<Record<string, unknown>> | null,
) => Readonly<Record<string, unknown>>
