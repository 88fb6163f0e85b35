import { relative, workingDirectory } from '#platform'

/** A path as a message names it: relative to the working directory where that is shorter. */
export function displayPath(path: string): string {
  const near = relative(workingDirectory(), path)
  return near !== '' && near.length < path.length ? near : path
}
