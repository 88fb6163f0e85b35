/** What was looked at, and how it is. */
export interface Finding {
  readonly name: string
  /** `note`: it works, but something could be better; `fault`: something does not work. */
  readonly state: 'ok' | 'note' | 'fault'
  readonly found: string
  /** The way out. */
  readonly advice?: string
}
