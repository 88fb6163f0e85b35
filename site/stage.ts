/** Puts the pages of the site, and their pictures, where VitePress reads them. */
import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pages, root } from './pages.ts'

/** What VitePress reads: copies, never committed. */
export const staged = join(import.meta.dirname, '.pages')

/** The folders of the repository whose pictures pages show. */
const pictures = ['docs/figures', 'docs/cards/pictures']

/** Copies all pages and pictures, in place of those of the last time. */
export function stagePages(): void {
  rmSync(staged, { recursive: true, force: true })
  for (const { source, address } of pages()) {
    const target = join(staged, `${address}.md`)
    mkdirSync(dirname(target), { recursive: true })
    cpSync(join(root, source), target)
  }
  mkdirSync(join(staged, 'public'), { recursive: true })
  for (const folder of pictures)
    cpSync(join(root, folder), join(staged, 'public/pictures', folder), {
      recursive: true,
      filter: (file) => !/\.[a-z]+$/.test(file) || /\.(?:svg|png)$/.test(file),
    })
}
