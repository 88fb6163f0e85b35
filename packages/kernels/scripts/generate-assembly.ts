// What the module's code takes from src/instructions: the numbers of instructions and of their functions, and the
// branch from an opcode to the function that computes it. assembly/build.mjs writes both files.
import * as instructions from '../src/instructions/index.ts'
import type { Instruction } from '../src/instructions/instruction.ts'

const sorted: readonly (readonly [string, Instruction<object, never>])[] = Object.entries<
  Instruction<object, never>
>({ ...instructions }).sort(([, a], [, b]) => a.opcode - b.opcode)

/** `logicalNot` → `LOGICAL_NOT` */
const inCapitals = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()

const HEAD = '// Written by build.mjs from src/instructions.\n'

/** assembly/opcodes.generated.ts. Throws where two instructions share a number, or two numbers a name. */
export function opcodes(): string {
  const numbers = new Map<string, number>()
  const add = (name: string, value: number): void => {
    const known = numbers.get(inCapitals(name)) ?? value
    if (known !== value)
      throw new Error(`instructions: ${name} must be one number, got ${known} and ${value}`)
    numbers.set(inCapitals(name), value)
  }
  const names = new Map<number, string>()
  for (const [name, { opcode, constants = {} }] of sorted) {
    if (!(opcode > 0 && opcode < 256) || names.has(opcode))
      throw new Error(
        `instructions: each needs an opcode of its own from 1 to 255, got ${opcode} for ${name} and ${names.get(opcode)}`,
      )
    names.set(opcode, name)
    add(name, opcode)
    for (const [constant, value] of Object.entries(constants)) add(constant, value)
  }
  const lines = [...numbers].map(([name, value]) => `export const ${name} = ${value}\n`)
  return `${HEAD}export * from '../src/dtype-codes'
export * from '../src/fault-codes'
export { BATCH, INNER, OUTER, THREAD } from '../src/threads/cut'
export * from '../src/threads/tasks'
${lines.join('')}`
}

/** assembly/execute.generated.ts */
export function execute(): string {
  const computed = sorted.filter(([, { kernel }]) => kernel !== null)
  const imports = computed.map(([name, { kernel }]) => `import { ${name} } from './${kernel}'\n`)
  const cases = computed.map(
    ([name]) => `    case op.${inCapitals(name)}:\n      return ${name}(instruction)\n`,
  )
  return `${HEAD}import * as op from './opcodes.generated'
import { word } from './machine/instruction'
${imports.join('')}
/** Computes this thread's part of an instruction. Returns 0 or a fault. */
// @ts-ignore: decorator
@inline
export function execute(instruction: usize): i32 {
  switch (word(instruction, 0) & 0xff) {
${cases.join('')}    default:
      return op.FAULT_OPCODE
  }
}
`
}
