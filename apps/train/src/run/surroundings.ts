import type { Environment } from './environment.ts'
import type { StoredEnvironment } from './stored-records.ts'

/** Something that a run had otherwise than it is here. */
export interface Difference {
  readonly what: string
  readonly recorded: string
  readonly here: string
}

/**
 * What differs between the process that began a run and this one; what a run of an earlier version does not tell of
 * is left out. Packages and code may change the weights; all else does not.
 */
export function surroundingsDiffer(
  recorded: StoredEnvironment,
  current: Pick<Environment, 'packages' | 'code' | 'dtype'> & Partial<Environment>,
): { readonly program: Difference[]; readonly machine: Difference[] } {
  const compare = (what: string, before: unknown, now: unknown): Difference[] =>
    before === undefined || String(before) === String(now)
      ? []
      : [{ what, recorded: String(before), here: String(now) }]
  const packages = Object.entries(current.packages).flatMap(([name, version]) =>
    compare(name, recorded.packages[name], version),
  )
  const { node, platform, architecture, processor, processors, vectorBits, threads } = current
  return {
    program: [
      ...packages,
      ...compare('code', recorded.code, current.code),
      ...compare('dtype', recorded.dtype, current.dtype),
    ],
    machine: [
      ...compare('node', recorded.node, node),
      ...compare('platform', recorded.platform, platform),
      ...compare('architecture', recorded.architecture, architecture),
      ...compare('processor', recorded.processor, processor),
      ...compare('processors', recorded.processors, processors),
      ...compare('vectorBits', recorded.vectorBits, vectorBits),
      ...compare('threads', recorded.threads, threads),
    ],
  }
}

/** What differs between the data files that a run was trained on and those of today, in their order. */
export function dataDiffer(
  recorded: readonly DataFile[],
  current: readonly DataFile[],
): Difference[] {
  const count = Math.max(recorded.length, current.length)
  const digest = (file: DataFile | undefined): string =>
    file ? `sha256 ${file.sha256}` : 'no such file'
  return Array.from({ length: count }, (_, index) => index).flatMap((index): Difference[] => {
    const [before, today] = [recorded[index], current[index]]
    if (before?.sha256 === today?.sha256) return []
    const what = today?.path ?? before?.path ?? ''
    return [{ what, recorded: digest(before), here: digest(today) }]
  })
}

interface DataFile {
  readonly path: string
  readonly sha256: string
}

/** A difference in words. */
export const differenceText = ({ what, recorded, here }: Difference): string =>
  `${what}: the run had ${recorded}, here is ${here}`
