/** Paths with slashes, as `node:path` has them outside of Windows; relative ones start at `/`. */

export const sep = '/'

/** The parts joined, and `.` and `..` worked off; a part that starts with a slash counts as any other. */
export function join(...parts: readonly string[]): string {
  const path = parts.filter((part) => part !== '').join('/')
  const isAbsolute = path.startsWith('/')
  const steps: string[] = []
  for (const step of path.split('/')) {
    if (step === '' || step === '.') continue
    if (step !== '..') steps.push(step)
    else if (steps.length > 0 && steps.at(-1) !== '..') steps.pop()
    else if (!isAbsolute) steps.push(step)
  }
  return `${isAbsolute ? '/' : ''}${steps.join('/')}` || (isAbsolute ? '/' : '.')
}

/** The absolute path to which the parts lead one after the other. */
export function resolve(...parts: readonly string[]): string {
  const last = parts.findLastIndex((part) => part.startsWith('/'))
  return join('/', ...parts.slice(Math.max(0, last)))
}

/** The way from one path to another. */
export function relative(from: string, to: string): string {
  const [start, end] = [from, to].map((path) => resolve(path).split('/').filter(Boolean))
  if (!start || !end) return ''
  const differs = start.findIndex((step, index) => step !== end[index])
  const shared = differs < 0 ? start.length : differs
  return [...start.slice(shared).map(() => '..'), ...end.slice(shared)].join('/')
}

export function dirname(path: string): string {
  const stem = path.replace(/\/+$/, '')
  const end = stem.lastIndexOf('/')
  if (end < 0) return stem === '' && path !== '' ? '/' : '.'
  return stem.slice(0, end).replace(/\/+$/, '') || '/'
}

/** The last step of a path, without an ending that it has. */
export function basename(path: string, ending: string = ''): string {
  const name = path.replace(/\/+$/, '').split('/').at(-1) ?? ''
  return name !== ending && name.endsWith(ending)
    ? name.slice(0, name.length - ending.length)
    : name
}

/** The ending of a path with its dot; empty without one, and for a name that starts with its only dot. */
export function extname(path: string): string {
  const name = basename(path)
  const dot = name.lastIndexOf('.')
  return dot <= 0 || name === '..' ? '' : name.slice(dot)
}
