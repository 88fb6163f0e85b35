import type { Notice } from '../data/notice.ts'
import { type Part, rowsOf } from '../data/part.ts'
import type { Checkpoint } from '../run/checkpoint.ts'
import { weightsDigest } from '../run/digest.ts'
import { baselinesOf } from './baselines.ts'
import type { CalibrationResult } from './calibrate.ts'
import { figureRemarks } from './figure-remarks.ts'
import type { FigureRemarks, Figures } from './figures.ts'
import type { Progressed } from './fit.ts'
import { memberCount } from './member-tensors.ts'
import type { Prepared } from './prepare.ts'
import type { RunResult } from './records.ts'

/** How a run ended, beside what was prepared for it. */
export interface RunEnd extends Progressed {
  readonly bestEpoch: number
  /** The name of the file of the final weights, and its content. */
  readonly checkpoint: RunResult['checkpoint']
  readonly final: Checkpoint
  readonly calibration?: CalibrationResult
  /** What was found out about penalties while training went on. */
  readonly notices: readonly Notice[]
  readonly training: RunResult['training']
  readonly test: RunResult['test']
  readonly tables: RunResult['tables']
  readonly seconds: number
}

/** The result of a run that ended in order. */
export function resultOf(
  prepared: Prepared,
  { path }: { readonly path: string },
  end: RunEnd,
): RunResult {
  const { config, dataset, measures, trainer } = prepared
  const remarksOf = (part: Part | null): FigureRemarks =>
    part === null ? {} : figureRemarks(part.targets, dataset.preprocessing.target, measures)
  const baselines = (part: Part | null): Figures =>
    part === null ? {} : baselinesOf(part.targets, dataset.preprocessing.target, measures).figures
  const { evaluations, stopped } = end
  const members = memberCount(end.final.weights.keys())
  return {
    status: statusOf(end, config.training.epochs),
    name: config.name,
    run: path,
    seed: config.seed,
    from: config.from,
    rows: rowsOf(dataset),
    features: dataset.features.length,
    parameters: trainer.learner.parameters,
    ...(members > 1 && { members }),
    notices: [...dataset.notices, ...end.notices],
    epochs: end.epoch,
    bestEpoch: end.bestEpoch,
    steps: end.step,
    ...(evaluations !== undefined && { evaluations }),
    ...(stopped !== undefined && { stopped }),
    checkpoint: end.checkpoint,
    validation: end.final.description.validation,
    training: end.training,
    test: end.test,
    tables: end.tables,
    classes: dataset.classes,
    baselines: { validation: baselines(dataset.validation), test: baselines(dataset.test) },
    remarks: { validation: remarksOf(dataset.validation), test: remarksOf(dataset.test) },
    ...(end.calibration && { calibration: end.calibration }),
    digest: weightsDigest(end.final.weights),
    seconds: end.seconds,
  }
}

function statusOf({ interrupted, stopped, epoch }: RunEnd, epochs: number): RunResult['status'] {
  if (interrupted) return 'interrupted'
  if (stopped !== undefined) return 'converged'
  return epoch === epochs ? 'finished' : 'stoppedEarly'
}
