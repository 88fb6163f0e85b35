import { jsonText } from '../run/json-text.ts'
import type { TuneStart } from '../tune/start-tuning.ts'
import { aligned } from './figure-list.ts'
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
    choices: choices.map((choice) => ({ name: choice.name, tried: choice.words })),
  }))
  if (json === true) {
    io.stdout.write(jsonText({ tried, leftOut }))
    return
  }
  const lines = tried.flatMap(({ name, isThere, choices }) =>
    choices.map((choice): [string, string] => [
      choice.name === name ? name : `${name}: ${choice.name}`,
      `${choice.tried.replace(/\.$/, '')}${isThere ? '; there already: without it, too' : ''}`,
    ]),
  )
  const others = leftOut.map(({ name, reason }): [string, string] => [name, reason])
  const rest = others.length === 0 ? '' : `\ndo not go with the config\n${aligned(others)}`
  io.stdout.write(`tried\n${aligned(lines)}${rest}`)
}
