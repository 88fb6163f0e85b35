/**
 * Asks what a change is for its users, and writes it to .changeset for the next release.
 *
 *     npm run changeset
 *     npm run changeset -- --minor @sobolev/nn --message "`fourierFeatures`."
 */
import { changesets } from './changesets.mjs'

try {
  changesets.run(process.argv.slice(2))
} catch (error) {
  // What the command itself says of a fault, it has said.
  if (error.status === undefined) process.stderr.write(`${error.message}\n`)
  process.exitCode = error.status ?? 1
}
