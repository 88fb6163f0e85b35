import { relative } from 'node:path'

/** A path as a message names it: relative to the working directory where that is shorter. */
export function displayPath(path: string): string {
  const near = relative(process.cwd(), path)
  return near !== '' && near.length < path.length ? near : path
}
