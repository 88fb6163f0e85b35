import type { Workload } from '../workloads/workload.ts'
import { TOLERANCE } from './agreement.ts'
import type { Result } from './race.ts'
import { median, shown, table } from './table.ts'

/** What all contenders did at one version of a workload. */
export interface Heat {
  readonly workload: Workload
  readonly penalty: boolean
  readonly results: readonly Result[]
}

const best = (sorted: readonly number[]): number => sorted[0] ?? Number.NaN

const titleOf = ({ workload, penalty }: Heat): string =>
  workload.loss === 'heat'
    ? workload.name
    : `${workload.name}, ${penalty ? 'with' : 'without'} the penalty`

/** The family's fastest contender, by median; none if none was measured. */
function fastest({ results }: Heat, family: string): Result | undefined {
  return results
    .filter((result) => result.family === family && result.turns.length > 0)
    .sort((a, b) => median(a.turns) - median(b.turns))[0]
}

const isSobolev = (family: string): boolean => family.startsWith('Sobolev')

const unique = (items: readonly string[]): string[] => [...new Set(items)]

/** Who computes the same first step, in words. */
function agreement(results: readonly Result[]): string {
  const measured = results.filter(({ turns }) => turns.length > 0)
  const off = measured.filter(({ agrees }) => !agrees).map(({ label }) => label)
  const same = `loss and gradient norms of the first step agree within ${TOLERANCE}`
  return off.length === 0
    ? `Checked first: ${same}.`
    : `Checked first: ${same}, but not those of ${off.join('; ')}.`
}

/** One table for a workload: milliseconds a step, and how many times as long as the fastest Sobolev. */
export function heatTable(heat: Heat): string {
  const { workload, results } = heat
  const ours = results.filter(({ family, turns }) => isSobolev(family) && turns.length > 0)
  const unit = Math.min(...ours.map(({ turns }) => median(turns)))
  const rows = results.map(({ label, turns, remark }) => [
    label,
    shown(median(turns)),
    shown(best(turns)),
    shown(median(turns) / unit),
    remark,
  ])
  const head = ['', 'median ms', 'best ms', '× Sobolev', 'remark']
  return [
    `### ${titleOf(heat)}`,
    `${workload.description}. ${agreement(results)}`,
    table(head, rows),
  ].join('\n\n')
}

/**
 * Sobolev's time in parts of each family's, the fastest configuration of each side by median; in
 * brackets by the best turn; a star where the other computes something else.
 */
export function ratioTables(heats: readonly Heat[]): string {
  const families = unique(heats.flatMap(({ results }) => results.map(({ family }) => family)))
  const rivals = families.filter((family) => !isSobolev(family))
  return families
    .filter(isSobolev)
    .map((ours) => {
      const rows = heats.map((heat) => [
        titleOf(heat),
        ...rivals.map((rival) => ratio(fastest(heat, ours), fastest(heat, rival))),
      ])
      return `### ${ours}, in parts of\n\n${table(['', ...rivals], rows)}`
    })
    .join('\n\n')
}

function ratio(ours: Result | undefined, rival: Result | undefined): string {
  if (!ours || !rival) return '–'
  const parts = (of: (turns: readonly number[]) => number): string =>
    shown(of(ours.turns) / of(rival.turns), 2)
  return `${parts(median)} (${parts(best)})${rival.agrees ? '' : ' *'}`
}
