import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { root } from './packed.mjs'
import { checkFiles } from './tarballs.mjs'

const folder = mkdtempSync(join(tmpdir(), 'tarball-'))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const sound = {
  'package.json': JSON.stringify({
    name: '@sobolev/small',
    version: '0.2.0',
    main: './dist/index.js',
    dependencies: { '@sobolev/kernels': '0.2.0', yaml: '2.9.1' },
    peerDependencies: { '@sobolev/core': '^0.2.0' },
  }),
  'dist/index.js': 'export {}\n',
  'README.md': '[License](LICENSE)\n',
  LICENSE: 'MIT\n',
  'CHANGELOG.md': '# Changelog\n',
}

/** What is said of a package of these files. */
function faultsOf(files) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return () => checkFiles(folder)
}

it('finds nothing wrong with a package that has all it names', () => {
  expect(faultsOf(sound)()).toBe(5)
})

const { 'dist/index.js': _, ...withoutModule } = sound
it.each([
  ['lacks what its manifest names', withoutModule, './dist/index.js is not there'],
  [
    'asks for another version of a sibling',
    { ...sound, 'package.json': sound['package.json'].replace('"0.2.0","yaml"', '"0.1.0","yaml"') },
    '@sobolev/kernels must be 0.2.0, got 0.1.0',
  ],
  [
    'asks for another version of a peer',
    { ...sound, 'package.json': sound['package.json'].replace('^0.2.0', '^0.1.0') },
    '@sobolev/core must be ^0.2.0, got ^0.1.0',
  ],
  ['ships a test', { ...sound, 'dist/sum.test.js': '' }, 'dist/sum.test.js is packed'],
  [
    'names a folder of this machine',
    { ...sound, 'dist/index.js': `// ${join(root, 'packages')}\n` },
    'dist/index.js: names ',
  ],
  ['has a link that leads nowhere', { ...sound, 'README.md': '[x](gone.md)\n' }, 'gone.md is not'],
])('says of a package that it %s', (_, files, words) => {
  expect(faultsOf(files)).toThrow(words)
})
