// The program in Node: calls one of its functions with what a file holds, and writes what it returned.
import { readFileSync } from 'node:fs'
import { describe, make, refuse, take } from './program.js'

const program = { describe, make, refuse, take }
const [name, file] = process.argv.slice(2)
const result = program[name](JSON.parse(readFileSync(file, 'utf8')))
process.stdout.write(JSON.stringify(result))
