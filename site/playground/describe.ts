/** The picture and the run in words. */
import type { Playground } from './playground.ts'

type State = Playground['state']

/** The picture for those who do not see it. */
export function describePicture({ plane, picture, about }: State): string {
  if (plane === null || about === null) return 'The picture of the model, which is being made'
  const rows = `${about.rows.training} rows that are trained on and ${about.rows.validation} for validation`
  const when =
    picture === null || picture.step === 0 ? 'before training' : `after epoch ${picture.epoch}`
  if (plane.up === null)
    return `What the model predicts of ${about.target} over ${plane.across.name} ${when}, and ${rows}`
  const what =
    about.classes.length > 0
      ? `Which of ${about.classes.length} classes of ${about.target} the model predicts`
      : `What the model predicts of ${about.target}`
  return `${what} over ${plane.across.name} and ${plane.up.name} ${when}, and ${rows}`
}

/** How the run stands. */
export function describeRun({ status, about, epochs, ended, fraction }: State): string {
  if (status === 'faulty') return 'cannot train'
  if (status === 'reading' || about === null) return 'reading …'
  const of = `of ${about.epochs}`
  const epoch = epochs.at(-1)?.epoch ?? 0
  if (status === 'training' && about.trainings > 1)
    return `${Math.floor(100 * fraction)} % of ${about.trainings} trainings`
  if (status === 'training')
    return `epoch ${Math.max(epoch, Math.floor(fraction * about.epochs))} ${of}`
  if (status === 'ready') return 'not trained'
  if (status === 'stopped')
    return `stopped in epoch ${Math.min(about.epochs, (ended?.epochs ?? 0) + 1)} ${of}, step ${ended?.steps}`
  const seconds = (ended?.seconds ?? 0).toFixed(1)
  if (ended?.status === 'stoppedEarly')
    return `stopped early after ${ended.epochs} epochs, the best ${ended.bestEpoch}; ${seconds} s`
  if (ended?.status === 'converged') return `converged after ${ended.epochs} epochs; ${seconds} s`
  return `${ended?.epochs} epochs in ${seconds} s`
}
