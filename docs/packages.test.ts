import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
const home = 'https://github.com/sobolev-js/sobolev'
const folders = ['packages', 'apps'].flatMap((parent) =>
  readdirSync(join(root, parent))
    .map((name) => join(parent, name))
    .filter((folder) => existsSync(join(root, folder, 'package.json'))),
)

/** Where the links of a page lead, without what stands behind #. */
const linksOf = (page: string): string[] =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(
    ([, link = '']) => link,
  )

describe.each(folders)('%s', (folder) => {
  const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))

  it('says where it comes from and what it is about', () => {
    expect(manifest).toMatchObject({
      repository: { type: 'git', url: `git+${home}.git`, directory: folder },
      homepage: `${home}/tree/main/${folder}#readme`,
      bugs: `${home}/issues`,
      author: expect.any(String),
      license: 'MIT',
      publishConfig: { access: 'public' },
      description: expect.any(String),
    })
    expect(manifest.keywords.length).toBeGreaterThan(3)
    expect(manifest.files).toContain('CHANGELOG.md')
    expect(existsSync(join(root, folder, 'LICENSE'))).toBe(true)
  })

  const packed: readonly string[] = manifest.files
  // The changelog is copied into the folder to be packed.
  const pages = packed.filter((file) => file.endsWith('.md') && file !== 'CHANGELOG.md')

  it.each(['README.md', ...pages])('the links of %s lead somewhere from a package too', (page) => {
    const links = linksOf(join(folder, page))
    const inRepository = links
      .filter((link) => link.startsWith(home))
      .map((link) => link.replace(/^.*\/(?:blob|tree)\/main\//, ''))
    const inPackage = links
      .filter((link) => !/^https?:/.test(link))
      .filter((link) => !['README.md', ...packed].some((file) => `${link}/`.startsWith(`${file}/`)))
    expect({
      lost: inRepository.filter((path) => !existsSync(join(root, path))),
      inPackage,
    }).toEqual({
      lost: [],
      inPackage: [],
    })
  })
})

it('what works on the tensors of core takes core as a peer, so that there is one copy', () => {
  const { dependencies = {}, peerDependencies } = JSON.parse(
    readFileSync(join(root, 'packages/nn/package.json'), 'utf8'),
  )
  expect(dependencies).not.toHaveProperty('@sobolev/core')
  expect(peerDependencies).toHaveProperty('@sobolev/core')
})
