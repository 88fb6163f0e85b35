import { join } from 'node:path'
import { writePage } from '../report/report.ts'
import { tableCsv } from '../report/table.ts'
import { writeTextAtomic } from '../run/atomic-write.ts'
import { jsonText } from '../run/json-text.ts'
import { bestConfig } from './best-config.ts'
import type { TuneStart } from './start-tuning.ts'
import { effectTable, tunePage } from './tune-page.ts'
import type { TunePlan } from './tune-plan.ts'
import type { TuneResults } from './tune-results.ts'
import { pointText, type TuneOptions } from './tune-sweep.ts'

/** What a search was, beside what it came to. */
export interface TuneParts {
  readonly start: TuneStart
  readonly plan: TunePlan
  readonly options: TuneOptions
  /** Sentences to be read before the figures. */
  readonly remarks: readonly string[]
}

/**
 * Writes what a search came to into its folder: the best config, a page, and the figures for programs.
 *
 * @returns the path of the config
 */
export async function writeTune(
  results: TuneResults,
  { start, plan, options, remarks }: TuneParts,
): Promise<string> {
  const { folder, path, set } = options
  const { verdict, winner } = results
  const file = join(folder, 'best.yaml')
  const best = await bestConfig({
    ...{ start, path, set, file, parameters: winner.parameters },
    remarks: [
      `Found by sobolev tune. ${verdict}`,
      `What it does: ${pointText(winner.parameters)}.`,
      ...remarks,
    ],
  })
  writeTextAtomic(file, best)
  writeTextAtomic(join(folder, 'tune.json'), jsonText({ ...results, plan, best: file }))
  writeTextAtomic(join(folder, 'effects.csv'), tableCsv(effectTable(results)))
  await writePage(
    join(folder, 'report.html'),
    tunePage(results, { plan, leftOut: start.leftOut, best, remarks }),
  )
  return file
}
