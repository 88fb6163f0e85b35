import { Rng } from '@sobolev/core'
import type { Ensemble } from '@sobolev/nn'
import type { Config } from '../config/config.ts'
import { listed } from '../config/show.ts'
import type { Notice } from '../data/notice.ts'
import type { Part } from '../data/part.ts'
import { exampleShape, maskOf, sliceBatch } from './batch.ts'
import { ensembleOf } from './ensemble-of.ts'
import { mixingLayers } from './layers-within.ts'
import type { Learner } from './learner.ts'
import { predictorOf } from './predictor.ts'
import { valuesOf } from './stored-weights.ts'

/** A line where all members of an ensemble are going to be one model, and one where they share running statistics. */
export function ensembleNotices(config: Config, learner: Learner, training: Part): Notice[] {
  const ensemble = ensembleOf(config, learner.stepsPerEpoch)
  if (ensemble === null) return []
  const texts = [
    whyOneModel(ensemble, config, learner, training),
    whoseStatistics(ensemble, config, learner),
  ]
  const place = `ensemble.${config.ensemble?.method}`
  return texts.flatMap((text) => (text === null ? [] : [{ place, column: null, text }]))
}

/** What running statistics are of where they are not those of the member that predicts by them. */
function whoseStatistics(
  ensemble: Ensemble,
  config: Config,
  { variables }: Learner,
): string | null {
  const mixing = mixingLayers(config)
  if (mixing.length === 0) return null
  const names = listed(mixing)
  if (ensemble.way === 'sharedWeights')
    return `${names} keeps one running mean and variance for all members, which are right of none of them; layerNorm and groupNorm keep none`
  if (ensemble.way !== 'gatheredWeights') return null
  const gathered = ensemble.gather({}, valuesOf(variables), variables)
  const [member = {}] = ensemble.members(gathered, new Rng(0))
  const isMissing = Object.entries(variables).some(
    ([path, { role }]) => role === 'statistic' && !Object.hasOwn(member, path),
  )
  return isMissing
    ? `${names} keeps the running mean and variance of the weights as training has them, which are not those of drawn weights; layerNorm and groupNorm keep none`
    : null
}

function whyOneModel(
  ensemble: Ensemble,
  config: Config,
  learner: Learner,
  training: Part,
): string | null {
  if (ensemble.way === 'gatheredWeights') {
    const { epochs } = config.training
    const ends = Array.from({ length: epochs }, (_, epoch) => (epoch + 1) * learner.stepsPerEpoch)
    const gathered = ends.filter(ensemble.isDue).length
    return gathered < 2
      ? `gathers weights ${gathered === 0 ? 'never' : 'once'} in ${epochs} epochs, so that it predicts as one model; gather sooner, or train longer`
      : null
  }
  if (ensemble.way !== 'randomPasses' || ensemble.members === 1) return null
  return arePassesAlike(config, learner, training)
    ? 'no layer draws random numbers, so that all its passes are one and spread is 0; put a layer such as dropout into the model'
    : null
}

/** Whether the passes of a few training rows are equal. */
function arePassesAlike(config: Config, learner: Learner, training: Part): boolean {
  const { ensemble } = predictorOf(config, learner, 1)
  if (ensemble === null) return false
  const shape = exampleShape(training, learner.inputShape)
  const { inputs, lengths } = sliceBatch(training, 0, Math.min(8, training.rows), shape)
  const outputs = ensemble.outputsOfMembers(inputs, { training: false, ...maskOf(inputs, lengths) })
  return outputs.max(0).equal(outputs.min(0)).data.every(Boolean)
}
