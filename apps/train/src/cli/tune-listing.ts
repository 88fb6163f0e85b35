import { jsonText } from '../run/json-text.ts'
import type { TuneStart } from '../tune/start-tuning.ts'
import type { CommandIo } from './io.ts'

/** Prints what a search would try, and what does not go with the config. */
export function listIngredients(
  { ingredients, leftOut }: TuneStart,
  { json }: { readonly json?: boolean },
  io: CommandIo,
): void {
  const tried = ingredients.map(({ name, isThere, choices }) => ({
    name,
    isThere,
    choices: choices.map((choice) => ({ name: choice.name, strengths: choice.strengths })),
  }))
  if (json === true) {
    io.stdout.write(jsonText({ tried, leftOut }))
    return
  }
  const lines = tried.map(({ name, isThere, choices }) => {
    const ways = choices.map((choice) => choice.name).join(' or ')
    const words = ways === name ? name : `${name}: ${ways}`
    return `${words}${isThere ? ' (there already: other strengths, or without)' : ''}\n`
  })
  const others = leftOut.map(({ name, reason }) => `  ${name}: ${reason}\n`)
  const rest = others.length === 0 ? '' : `\ndo not go with the config:\n${others.join('')}`
  io.stdout.write(`${lines.join('')}${rest}`)
}
