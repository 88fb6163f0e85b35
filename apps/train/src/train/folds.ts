import type { Ensemble } from '@sobolev/nn'
import type { Config } from '../config/config.ts'
import type { Part, Parts } from '../data/part.ts'
import { foldRange, rowsWithin, rowsWithout } from '../data/part-rows.ts'
import { InputError } from '../errors.ts'

/** The fold that a member is not trained on, and which its figures are of; null without folds. */
export const foldOf = ({ data: { validation } }: Config, member: number): number | null =>
  validation.kind === 'folds' ? member % validation.folds : null

/** What a member is trained on, and what its figures are of. */
export interface MemberParts {
  readonly part: Part
  readonly validation: Part
}

/** How many rows a member is trained on. */
export function rowsOfMember(
  config: Config,
  { training, validation }: Pick<Parts, 'training' | 'validation'>,
  member: number,
): number {
  const fold = foldOf(config, member)
  if (fold === null) return training.rows
  const { begin, end } = foldRange(validation, fold)
  return training.rows - (end - begin)
}

/** The rows of a member: with folds it trains on all but one, and validates on that. */
export function partsOfMember(config: Config, whole: MemberParts, member: number): MemberParts {
  const fold = foldOf(config, member)
  if (fold === null) return whole
  const range = foldRange(whole.validation, fold)
  return {
    part: rowsWithout(whole.part, range),
    validation: rowsWithin(whole.validation, range),
  }
}

/**
 * Makes sure that each fold has a model that is not trained on it.
 *
 * @throws InputError where the ensemble is of another kind, or has too few members
 */
export function checkFolds({ data, ensemble: written }: Config, ensemble: Ensemble | null): void {
  const { validation } = data
  if (validation.kind !== 'folds') return
  const { folds } = validation
  if (ensemble?.way !== 'separateTrainings')
    throw new InputError(
      `ensemble: must be left out with data.validation.folds, or be deepEnsemble, as each fold has a model of its own, got ${written?.method}`,
    )
  if (ensemble.members < folds)
    throw new InputError(
      `ensemble.${written?.method}.members: must be at least data.validation.folds, ${folds}, as each fold has a model that is not trained on it, got ${ensemble.members}`,
    )
}
