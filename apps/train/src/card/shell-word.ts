/** A path as a word of a command line: in quotes where it needs them. */
export const shellWord = (path: string): string =>
  /^[\w@%+=:,./-]+$/.test(path) ? path : JSON.stringify(path)
