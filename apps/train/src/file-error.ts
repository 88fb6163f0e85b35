/** Why a file could not be read, in words. `what`: what the file should have been, such as `config`. */
export function explainFileError(error: unknown, what: string): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  switch (code) {
    case 'ENOENT':
      return `no such ${what}; check the path`
    case 'EISDIR':
      return `must be a ${what}, got a folder; name a file in it`
    case 'EACCES':
    case 'EPERM':
      return `may not be read; check the permissions of the ${what}`
    default:
      return `cannot be read as a ${what}: ${error instanceof Error ? error.message : String(error)}`
  }
}
