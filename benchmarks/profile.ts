/**
 * Where the time of a step goes: every instruction by itself. `npm run bench:profile -- W5`, and
 * `-- W5 --wide` with 256-bit vectors, where there are any.
 */
import { useWideVectors } from '@sobolev/core'
import { host } from './host.ts'
import { compiledStep } from './workloads/compiled-step.ts'
import { workloads } from './workloads/workload.ts'

const wide = process.argv.includes('--wide') && useWideVectors()
const names = process.argv.slice(2).filter((word) => word !== '--wide')
console.log(`${host()}, ${wide ? 256 : 128}-bit vectors`)
for (const name of names.length > 0 ? names : workloads.map(({ name }) => name))
  console.log(`\n${name}, with the penalty, one thread\n\n${compiledStep(name).profile()}`)
