/** What keeps bytes from being read as a safetensors file. */
export class SafetensorsError extends Error {
  override readonly name: string = 'SafetensorsError'
  /** What is wrong, in words that follow the name of the file: `cut off: 7 bytes, too short for a header`. */
  readonly reason: string

  constructor(reason: string, options?: ErrorOptions) {
    super(`safetensors: ${reason}`, options)
    this.reason = reason
  }
}
