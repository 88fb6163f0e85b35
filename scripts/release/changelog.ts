/** The changelog of the repository, in the format of Keep a Changelog: one for all packages, which are released together. */

/** A change that waits for its release: which packages it touches, how much, and the words for who uses them. */
interface Change {
  readonly summary: string
  readonly releases: readonly { readonly name: string; readonly type: string }[]
}

/** A version, the day it is released, and what is new in it. */
export interface Release {
  readonly version: string
  readonly date: string
  readonly changes: readonly Change[]
}

const kinds = ['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security']
const kindOfBump = new Map([
  ['major', 'Changed'],
  ['minor', 'Added'],
  ['patch', 'Fixed'],
])
const unreleased = '## [Unreleased]\n'

/** The words below a heading `## […]`, up to the next one. */
function below(changelog: string, heading: string): string {
  const start = changelog.indexOf(heading)
  if (start < 0) return ''
  const text = changelog.slice(changelog.indexOf('\n', start) + 1)
  const end = text.search(/^## \[/m)
  return (end < 0 ? text : text.slice(0, end)).trim()
}

/** What the changelog says of a version; the words of its release. Throws an Error if it says nothing. */
export function notesOf(changelog: string, version: string): string {
  const notes = below(changelog, `## [${version}]`)
  if (notes === '') throw new Error(`CHANGELOG.md: must say what is new in ${version}`)
  return notes
}

/** Under which heading a change stands: the one that its words begin with, `Removed: …`, or that of its largest bump. */
function kindOf({ summary, releases }: Change): string {
  const named = kinds.find((kind) => summary.startsWith(`${kind}: `))
  const [bump = 'patch'] = [...kindOfBump.keys()].filter((type) =>
    releases.some((release) => release.type === type),
  )
  return named ?? kindOfBump.get(bump) ?? 'Changed'
}

/** A change as an item of a list: `- **core**, **nn**: words`. */
function itemOf({ summary, releases }: Change): string {
  const areas = releases.map(({ name }) => `**${name.replace(/^@sobolev\//, '')}**`).join(', ')
  const kind = kinds.find((each) => summary.startsWith(`${each}: `))
  const words = summary.slice(kind === undefined ? 0 : kind.length + 2).trim()
  return `- ${areas}: ${words.replaceAll(/\n(?=.)/g, '\n  ')}`
}

/** The words below `### kind` among those of a version. */
function partOf(notes: string, kind: string): string {
  const [, text = ''] = notes.split(new RegExp(`^### ${kind}$`, 'm'))
  return (text.split(/^### /m)[0] ?? '').trim()
}

/** Throws an Error if words stand where a release would lose them. */
function checkHeadings(notes: string): void {
  const parts = notes.split(/^### /m)
  const headings = parts.slice(1).map((part) => part.split('\n', 1)[0] ?? '')
  const unknown = headings.filter((heading) => !kinds.includes(heading))
  if (unknown.length > 0 || parts[0]?.trim())
    throw new Error(
      `CHANGELOG.md: what is not released must stand below ${kinds.map((kind) => `### ${kind}`).join(', ')}, got ${unknown[0] ?? parts[0]}`,
    )
}

/**
 * The changelog with what was not released yet, and `changes`, as those of a version. Throws an Error if nothing is new,
 * or if it has that version already.
 */
export function withRelease(changelog: string, { version, date, changes }: Release): string {
  if (changelog.includes(`## [${version}]`))
    throw new Error(`CHANGELOG.md: must not have ${version} yet; is there a changeset?`)
  const written = below(changelog, unreleased)
  checkHeadings(written)
  const parts = kinds.flatMap((kind) => {
    const items = changes.filter((change) => kindOf(change) === kind).map(itemOf)
    const text = [partOf(written, kind), items.join('\n')].filter((words) => words !== '')
    return text.length === 0 ? [] : [`### ${kind}\n\n${text.join('\n')}`]
  })
  if (parts.length === 0) throw new Error('CHANGELOG.md: must have something to release; got none')
  const notes = `## [${version}] - ${date}\n\n${parts.join('\n\n')}`
  const start = changelog.indexOf(unreleased)
  if (start < 0) throw new Error(`CHANGELOG.md: must have a heading ${unreleased.trim()}`)
  const rest = changelog.slice(start + unreleased.length)
  const next = rest.search(/^## \[/m)
  const before = `${changelog.slice(0, start)}${unreleased}\n${notes}\n`
  return next < 0 ? before : `${before}\n${rest.slice(next)}`
}
