import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { slug } from 'github-slugger'
import { type DefaultTheme, defineConfig } from 'vitepress'
import { repositoryLinks, resolveLink, sources } from '../links.ts'
import { repository, sections } from '../pages.ts'
import { staged } from '../stage.ts'

/** Decisions are read one by one, from the list of them. */
const decisions = 'Decisions'
const guides: DefaultTheme.SidebarItem[] = sections().map(({ text, items }) => ({
  text,
  items:
    text === decisions
      ? [{ text: 'Why it is as it is', link: '/guides/#decisions' }]
      : items.map((item) => ({ text: item.text, link: resolveLink(item.file, 'README.md') })),
}))

const list = join(staged, 'api/sidebar.json')
const api: DefaultTheme.SidebarItem[] = existsSync(list)
  ? JSON.parse(readFileSync(list, 'utf8'))
  : []

const base = process.env.SITE_BASE ?? '/'

/** In the page itself: browsers ask for a file again whenever the address changes, as that of the playground does. */
const icon = `data:image/svg+xml,${encodeURIComponent(readFileSync(join(staged, '../icon.svg'), 'utf8'))}`

export default defineConfig({
  title: 'Sobolev',
  description: 'Trains neural networks on their values and on any of their derivatives.',
  lang: 'en',
  base,
  srcDir: '.pages',
  outDir: 'dist',
  cacheDir: 'node_modules/.cache/vitepress',
  cleanUrls: true,
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: icon }]],
  // Pages of the API are large, and the playground makes no request once it is loaded.
  router: { prefetchLinks: false },
  vite: { worker: { format: 'es' } },
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    // Links to headings are those of GitHub.
    anchor: { slugify: slug },
    image: { lazyLoading: true },
    config: repositoryLinks,
  },
  transformPageData: ({ relativePath }) => ({ filePath: sources.get(relativePath) ?? '' }),
  themeConfig: {
    nav: [
      { text: 'Guides', link: '/guides/' },
      { text: 'Playground', link: '/playground' },
      { text: 'Toolkit', link: '/toolkit' },
      { text: 'API', link: '/api/' },
      { text: 'Configs', link: '/config' },
    ],
    sidebar: { '/api/': api, '/': guides },
    outline: { level: [2, 3] },
    search: { provider: 'local' },
    socialLinks: [{ icon: 'github', link: repository }],
    editLink: {
      text: 'Edit this page on GitHub',
      pattern: `${repository}/edit/main/:path`,
    },
  },
})
