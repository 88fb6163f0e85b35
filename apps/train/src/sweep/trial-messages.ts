import type { Outcome } from './outcome.ts'
import type { TrialOrder } from './trial-order.ts'

/** What a process that runs trials is told. */
export type ToTrialProcess =
  | { readonly kind: 'run'; readonly order: TrialOrder; readonly command: readonly string[] }
  | { readonly kind: 'stop'; readonly signal: string }

/** What it tells of the trial at hand. */
export type FromTrialProcess =
  | { readonly kind: 'step'; readonly fraction: number }
  /** `null`: another process is at it. */
  | { readonly kind: 'outcome'; readonly outcome: Outcome | null }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'error'; readonly name: string; readonly message: string }
