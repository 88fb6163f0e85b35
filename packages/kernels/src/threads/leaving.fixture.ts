// A process that leaves its workers alone at the end.
import { Machine, Program, UnaryFunction } from '../index.ts'
import { severalThreads } from './several-threads.ts'

const machine = new Machine({ threads: severalThreads(3) })
const threads = await machine.started
const x = machine.write(new Float32Array(1 << 16).fill(4))
const program = new Program({ threads: severalThreads(threads) })
for (let i = 0; i < 5; i++) program.unary(UnaryFunction.tanh, x, x)
program.fill(4, x)
program.unary(UnaryFunction.square, x, x)
if (program.threads !== threads) throw new Error('the program must be worth three threads')
for (let i = 0; i < 3; i++) machine.run(program)
process.stdout.write(`${threads} threads, ${machine.read(x).at(-1)}\n`)
if (process.argv[2] === 'exit') process.exit(3)
if (process.argv[2] === 'throw') throw new Error('on purpose')
