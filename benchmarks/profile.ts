/** Where the time of a step goes: every instruction by itself. `npm run bench:profile -- W5`. */
import { host } from './host.ts'
import { compiledStep } from './workloads/compiled-step.ts'

const names = process.argv.slice(2)
console.log(host())
for (const name of names.length > 0 ? names : ['W1', 'W2', 'W5', 'W6'])
  console.log(`\n${name}, with the penalty, one thread\n\n${compiledStep(name).profile()}`)
