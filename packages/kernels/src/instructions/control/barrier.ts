import { unshared } from '../../threads/work.ts'
import { instruction } from '../instruction.ts'

/** No thread goes on before all have come here. Programs place it themselves: see threads/schedule.ts. */
export const barrier = instruction({
  opcode: 17,
  kernel: 'control/barrier',
  operands: [],
  methods: {},
  work: () => unshared([], 0),
})
