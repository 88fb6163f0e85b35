import { describe, expect, it } from 'vitest'
import { notesOf, withRelease } from './changelog.ts'

const before = `# Changelog

## [Unreleased]

### Added

- **core**: what was written by hand.

## [0.1.0] - 2026-12-01

### Added

- All of it.
`
const nn = { name: '@sobolev/nn', type: 'minor' }
const core = { name: '@sobolev/core', type: 'patch' }
const release = {
  version: '0.2.0',
  date: '2027-01-02',
  changes: [
    { summary: '`fourierFeatures`,\nas a layer.\n', releases: [nn] },
    { summary: 'A wrong shape is told.', releases: [core] },
    { summary: 'Removed: what nobody used.', releases: [core, nn] },
  ],
}

describe('withRelease', () => {
  it('puts what was not released, and the changesets, below the version', () => {
    expect(withRelease(before, release)).toBe(`# Changelog

## [Unreleased]

## [0.2.0] - 2027-01-02

### Added

- **core**: what was written by hand.
- **nn**: \`fourierFeatures\`,
  as a layer.

### Removed

- **core**, **nn**: what nobody used.

### Fixed

- **core**: A wrong shape is told.

## [0.1.0] - 2026-12-01

### Added

- All of it.
`)
  })

  it('makes the first version of what is written already', () => {
    const first = before.slice(0, before.indexOf('## [0.1.0]'))
    const made = withRelease(first, { version: '0.1.0', date: '2026-12-01', changes: [] })
    expect(made).toContain('## [Unreleased]\n\n## [0.1.0] - 2026-12-01\n\n### Added\n\n- **core**')
  })

  it('refuses a version that is there, and one in which nothing is new', () => {
    expect(() => withRelease(before, { ...release, version: '0.1.0' })).toThrow(
      'must not have 0.1.0 yet',
    )
    const empty = '## [Unreleased]\n\n## [0.1.0] - 2026-12-01\n'
    expect(() => withRelease(empty, { ...release, changes: [] })).toThrow(
      'must have something to release',
    )
  })
})

it.each(['### Quicker\n\n- All.', 'Words.'])('withRelease loses no words: %s', (words) => {
  const changelog = `## [Unreleased]\n\n${words}\n\n### Added\n\n- **core**: more.\n`
  expect(() => withRelease(changelog, release)).toThrow('must stand below ### Added')
})

it('notesOf gives the words of a version alone', () => {
  expect(notesOf(withRelease(before, release), '0.1.0')).toBe('### Added\n\n- All of it.')
  expect(() => notesOf(before, '0.2.0')).toThrow('must say what is new in 0.2.0')
})
