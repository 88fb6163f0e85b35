/**
 * `sobolev train configs/two-moons.yaml`, the whole process, against the same training as a plain
 * script in other frameworks. `npm run bench:startup`; PYTHON and SOBOLEV_NODES as for `npm run bench`.
 */
import { host } from './host.ts'
import { nodeBinaries } from './race/contender.ts'
import { measureStartup } from './race/startup.ts'

const nodes = (process.env.SOBOLEV_NODES ?? '').split(',').filter((path) => path !== '')
const rounds = process.argv.includes('--quick') ? 1 : 5
console.log(`From launch to the end, best of ${rounds}\n${host()}\n`)
console.log(
  await measureStartup(await nodeBinaries(nodes), process.env.PYTHON ?? 'python3', rounds),
)
