/** Puts the changelog of the repository into the package that is being packed; run in the package's folder. */
import { copyFileSync } from 'node:fs'

copyFileSync('../../CHANGELOG.md', 'CHANGELOG.md')
