import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { parseMetrics } from '../run/metrics-log.ts'
import type { Domain } from './domain.ts'
import type { Outcome } from './outcome.ts'
import type { Sweep } from './sweep.ts'
import { trialName } from './trials.ts'

/** What the lines of a journal do, by the numbers that Optuna gives them. */
const operations = {
  createStudy: 0,
  setStudyUserAttribute: 2,
  createTrial: 4,
  setTrialParameter: 5,
  setTrialStateValues: 6,
  setTrialIntermediateValue: 7,
  setTrialUserAttribute: 8,
} as const

const directions = { minimize: 1, maximize: 2 } as const
const states = { finished: 1, failed: 3, diverged: 3 } as const

/**
 * The trials of a sweep as a journal of Optuna, which its `JournalStorage` and optuna-dashboard read: parameters,
 * values, the objective of every epoch, and what belongs to the run as attributes. Lists and maps are written as JSON.
 */
export function journalText(
  sweep: Sweep,
  { outcomes, name }: { readonly outcomes: readonly Outcome[]; readonly name: string },
): string {
  const lines: object[] = []
  const add = (operation: keyof typeof operations, fields: object): void => {
    lines.push({ op_code: operations[operation], worker_id: 'sobolev', ...fields })
  }
  const { metric, direction } = sweep.objective
  add('createStudy', { study_name: name, directions: [directions[direction]] })
  add('setStudyUserAttribute', { study_id: 0, user_attr: { objective: metric } })
  for (const [trial_id, outcome] of outcomes.entries()) {
    const { started, seconds, state, validation } = outcome
    add('createTrial', { study_id: 0, datetime_start: timeOf(started) })
    for (const { path, domain } of sweep.parameters) {
      const parameter = distributed(domain, outcome.parameters[path])
      if (parameter !== null) add('setTrialParameter', { trial_id, param_name: path, ...parameter })
    }
    for (const { epoch, value } of epochsOf(sweep, outcome))
      add('setTrialIntermediateValue', { trial_id, step: epoch, intermediate_value: value })
    const { index, point, round, seed, digest, run, message } = outcome
    const attributes = { index, point, round, seed, digest, run, message }
    for (const [key, value] of Object.entries(attributes))
      if (value !== null) add('setTrialUserAttribute', { trial_id, user_attr: { [key]: value } })
    const value = validation[metric]
    const isComplete = state === 'finished' && typeof value === 'number'
    add('setTrialStateValues', {
      trial_id,
      state: isComplete ? states.finished : states.failed,
      values: isComplete ? [value] : null,
      datetime_complete: timeOf(new Date(Date.parse(started) + 1000 * seconds).toISOString()),
    })
  }
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('')
}

/** A parameter's distribution and value as Optuna stores them; null where the domain does not hold the value. */
function distributed(
  domain: Domain,
  value: unknown,
): { readonly param_value_internal: number; readonly distribution: string } | null {
  if (domain.kind === 'values') {
    const choices = domain.values.map(choiceOf)
    const position = choices.indexOf(choiceOf(value))
    const attributes = { choices }
    const distribution = JSON.stringify({ name: 'CategoricalDistribution', attributes })
    return position < 0 ? null : { param_value_internal: position, distribution }
  }
  if (domain.kind !== 'range' || typeof value !== 'number') return null
  const { low, high, isLog, isInteger } = domain
  const name = isInteger ? 'IntDistribution' : 'FloatDistribution'
  const attributes = { log: isLog, step: isInteger ? 1 : null, low, high }
  return { param_value_internal: value, distribution: JSON.stringify({ name, attributes }) }
}

const choiceOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : value

const epochSchema = z.object({
  epoch: z.number(),
  validation: z.record(z.string(), z.number().nullable()),
})

/** The objective after each epoch of a trial's run. */
function epochsOf(
  { folder, objective }: Sweep,
  { index, run }: Outcome,
): { readonly epoch: number; readonly value: number }[] {
  const file = join(folder, trialName(index), run ?? '', 'metrics.jsonl')
  if (run === null || !existsSync(file)) return []
  return parseMetrics(readFileSync(file, 'utf8')).flatMap((line) => {
    const record = epochSchema.safeParse(line)
    const value = record.success ? record.data.validation[objective.metric] : null
    return record.success && typeof value === 'number' ? [{ epoch: record.data.epoch, value }] : []
  })
}

/** A time as Python writes it, in UTC with an offset. */
const timeOf = (iso: string): string => iso.replace('Z', '+00:00')
