import type { Ensemble } from '@sobolev/nn'
import type { Config } from '../config/config.ts'
import { InputError } from '../errors.ts'
import { MethodBuilder } from './method-builder.ts'

/** The ensemble of a config, or null. Only training needs to know how many steps an epoch has. */
export const ensembleOf = (config: Config, stepsPerEpoch: number): Ensemble | null =>
  config.ensemble &&
  new MethodBuilder(config.catalogue, stepsPerEpoch).method('ensemble', config.ensemble)

/** Throws an InputError for settings that an ensemble has no use for. */
export function refuseBesideEnsemble(config: Config, ensemble: Ensemble | null): void {
  const reasons: Partial<
    Record<Ensemble['way'], { readonly key: 'from' | 'average'; why: string }>
  > = {
    separateTrainings: { key: 'from', why: 'draws the first weights of each member' },
    gatheredWeights: { key: 'average', why: 'makes members of the weights themselves' },
  }
  const reason = ensemble && reasons[ensemble.way]
  if (!reason || config[reason.key] === null) return
  throw new InputError(
    `${reason.key}: must be left out with ensemble: ${config.ensemble?.method}, which ${reason.why}`,
  )
}
