/**
 * Builds the packages, and asks TypeScript's language service for the words at every exported name, every member and
 * every key of options: `check:packages` does the same of the packages as they are installed.
 *
 *     npm run check:comments
 */
import { installTools, root, run } from './consumer/packed.mjs'

installTools()
const built = ['core', 'nn', 'kernels'].map((name) => `--filter=@sobolev/${name}`)
run('npx', ['turbo', 'run', 'build', ...built, '--output-logs=errors-only'], root)
const { checkComments } = await import('./consumer/comments.mjs')
const { checkHover } = await import('./consumer/hover.mjs')
checkHover(root)
process.stdout.write(`${checkComments(root)} names, members and keys of options have words\n`)
