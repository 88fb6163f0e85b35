import { InputError } from '../src/errors.ts'
import { mutated } from './mutate.ts'
import { Choices } from './random.ts'
import type { Target } from './target.ts'

/** How an input ended: read, or refused in the program's own words. */
export type Outcome = 'accepted' | 'refused'

/** The input number `index` of a seed: the same one every time. */
export function inputOf(target: Target, seed: number, index: number): Uint8Array {
  const choices = new Choices(seed, index)
  return mutated(choices.of(target.samples), target.words, choices)
}

/**
 * Tries one input.
 *
 * @throws whatever the target throws but `InputError`; an error if a prototype was touched
 */
export function tryCase(target: Target, seed: number, index: number): Promise<Outcome> {
  return tryInput(target, inputOf(target, seed, index))
}

/** The same for an input of one's choice. */
export async function tryInput(target: Target, input: Uint8Array): Promise<Outcome> {
  const before = prototypes()
  let outcome: Outcome = 'accepted'
  try {
    await target.read(input)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    outcome = 'refused'
  }
  if (prototypes() !== before) throw new Error('no prototype must be touched')
  return outcome
}

function prototypes(): string {
  const all = [Object, Array, Function, String, Number, Map, Set, Uint8Array, Error, Promise]
  return all.map(({ prototype }) => Reflect.ownKeys(prototype).map(String).join()).join(';')
}
