/** Puts the changelog of the repository into a package, as npm packs no file from outside of it. Run in the package's folder. */
import { copyFileSync } from 'node:fs'

copyFileSync('../../CHANGELOG.md', 'CHANGELOG.md')
