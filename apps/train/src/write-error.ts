const reasons = new Map([
  ['ENOSPC', 'the disk is full; make room'],
  ['EDQUOT', 'the quota of this disk is used up; make room'],
  ['EROFS', 'the disk is read-only; write to another'],
  ['EACCES', 'permission is denied; check the permissions of its folder'],
  ['EPERM', 'permission is denied; check the permissions of its folder'],
  ['EIO', 'the disk reports a fault; write to another'],
  ['EFBIG', 'it is larger than files may be here; look at the limits of the system'],
  ['ENOENT', 'its folder is gone; leave it in place while the program runs'],
])

/**
 * A file that could not be written, which is no fault of the input: a full disk, a missing permission.
 * It is printed without a stack and ends the process with exit code 1.
 */
export class WriteError extends Error {
  override readonly name: string = 'WriteError'
}

/** Does some writing to a file; an error of the system becomes a `WriteError` that names the file. */
export function writingTo<T>(path: string, write: () => T): T {
  try {
    return write()
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error
    const message = `${path}: cannot be written: ${explainWriteFailure(error)}`
    throw new WriteError(message, { cause: error })
  }
}

/** Why a file could not be written, in words, with the way out. */
export function explainWriteFailure(error: Error): string {
  const code = 'code' in error ? String(error.code) : ''
  const reason = reasons.get(code)
  return reason === undefined ? error.message : reason.replace(';', ` (${code});`)
}
