/**
 * Puts the changelog of the repository into a package, as npm packs no file from outside of it. Run in the package's
 * folder. Its links to pages of the repository, which are not packed, become links to them on GitHub.
 */
import { readFileSync, writeFileSync } from 'node:fs'

const { repository } = JSON.parse(readFileSync('package.json', 'utf8'))
const pages = `${repository.url.replace(/^git\+|\.git$/g, '')}/blob/main/`
const changelog = readFileSync('../../CHANGELOG.md', 'utf8')
writeFileSync('CHANGELOG.md', changelog.replaceAll(/\]\((?!https?:|#)/g, `](${pages}`))
