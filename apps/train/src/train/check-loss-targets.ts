import type { Config } from '../config/config.ts'
import { definitionOf } from '../config/method-reader.ts'
import type { Parts } from '../data/part.ts'
import { InputError } from '../errors.ts'

const requirements = {
  nonNegative: { words: 'at least 0', isMet: (target: number) => target >= 0 },
  positive: { words: 'above 0', isMet: (target: number) => target > 0 },
} as const

/**
 * Makes sure that the targets are such as the loss is defined for.
 *
 * @throws InputError where they are centred although they must keep their sign, or one is too small
 */
export function checkLossTargets(
  { loss, catalogue, data }: Pick<Config, 'loss' | 'catalogue' | 'data'>,
  { training, validation, test }: Parts,
): void {
  if (loss === null) return
  const { targets, link } = definitionOf(catalogue, 'loss', loss.method)
  if (targets === undefined) return
  const { words, isMet } = requirements[targets]
  if (data.scaleTarget) {
    const effect =
      data.scaleTarget === true
        ? 'which standardises them, and then some are below 0'
        : 'of which some are below 0, as they are centred after it'
    const logarithm = link === 'log' ? ', as its outputs are logarithms anyway' : ''
    throw new InputError(
      `data.scaleTarget: must be false for the loss ${loss.method}, whose targets are ${words}, got ${data.scaleTarget}, ${effect}; set data.scaleTarget: false${logarithm}`,
    )
  }
  for (const [name, part] of Object.entries({ training, validation, test })) {
    const position = part?.targets.findIndex((target) => !isMet(target)) ?? -1
    if (part === null || position < 0) continue
    throw new InputError(
      `loss: ${loss.method} needs targets ${words}, got ${part.targets[position]} in row ${(part.stepRows ?? part).rowNumbers[position]} (${name} part); choose another loss or data.target`,
    )
  }
}
