/** A SHA-256 that is fed piece by piece. */
export interface Sha256 {
  update(data: string | Uint8Array): Sha256
  /** Of all that it was fed with; once. */
  digest(encoding: 'hex'): string
}

/** Which bytes of a file are read, and how many at a time. */
export interface StoredRange {
  readonly blockBytes?: number | undefined
  /** The last byte that is read; all are unless given. */
  readonly end?: number | undefined
}
