import { asciiText } from '#platform'
import { InputError } from '../errors.ts'
import { explainFileError } from '../file-error.ts'
import { InterruptedError } from '../run/interrupted-error.ts'
import type { CsvSource, FileDigest } from './csv-source.ts'
import { otherFormat } from './file-format.ts'

/** A piece of a text file, with `\n` as its only line break. */
export interface TextBlock {
  readonly text: string
  readonly last: boolean
  /** Share of the file read so far, 0 to 1. */
  readonly progress: number
}

/**
 * Streams a UTF-8 file, gzip or not, in blocks of at most 128 KiB. A byte-order mark is dropped; `\r\n` and `\r`
 * become `\n`. Returns the file's digest. Throws `InputError` where it cannot be read as text.
 */
export async function* textBlocks(source: CsvSource): AsyncGenerator<TextBlock, FileDigest> {
  const { place } = source
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let textBytes = 0
  let isAscii = true
  let carriageReturn = ''
  const decoded = (chunk?: Uint8Array): string => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode()
    } catch (error) {
      const message = `must be UTF-8 text, got other bytes before byte ${textBytes}; save the file as UTF-8`
      throw new InputError({ place, message }, { cause: error })
    }
  }
  try {
    const size = await source.size
    for await (const chunk of source.blocks()) {
      const other = textBytes === 0 ? otherFormat(chunk) : null
      if (other !== null) throw new InputError({ place, message: other })
      textBytes += chunk.length
      // Until the first character beyond ASCII no decoder is needed, which is three times as fast.
      const ascii: string | null = isAscii ? asciiText(chunk) : null
      isAscii = ascii !== null
      const text = carriageReturn + (ascii ?? decoded(chunk))
      // A \r at the end of a block may be half of a \r\n.
      carriageReturn = text.endsWith('\r') ? '\r' : ''
      const whole = carriageReturn === '' ? text : text.slice(0, -1)
      yield { text: unifyLines(whole), last: false, progress: size > 0 ? source.bytes / size : 0 }
    }
    yield { text: unifyLines(carriageReturn + decoded()), last: true, progress: 1 }
  } catch (error) {
    if (error instanceof InputError || error instanceof InterruptedError) throw error
    const message = explainFileError(error, 'CSV file')
    throw new InputError({ place, message }, { cause: error })
  }
  return source.digest()
}

/** The digest of a text file, as reading it gives it. Throws `InputError` where it cannot be read as text. */
export async function digestOfText(source: CsvSource): Promise<FileDigest> {
  const blocks = textBlocks(source)
  for (;;) {
    const next = await blocks.next()
    if (next.done) return next.value
  }
}

function unifyLines(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
}
