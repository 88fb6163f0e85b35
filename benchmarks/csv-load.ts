/**
 * The process that `csv.ts` measures: loads one file and prints how long it took and how much memory it
 * needed, as one line of JSON. Arguments: the file, and `table` or `dataset`.
 */
import { Rng } from '@sobolev/core'
import { dataSchema } from '../apps/train/src/config/data-schema.ts'
import { loadDataset } from '../apps/train/src/data/dataset.ts'
import { readTable } from '../apps/train/src/data/read-table.ts'
import type { Reading } from '../apps/train/src/data/reading.ts'

/** What one load took. `peak` and `before`: resident bytes at most, and before the load. */
export interface LoadCost {
  readonly seconds: number
  readonly before: number
  readonly peak: number
}

const data = dataSchema.parse({ file: process.argv[2], target: 'y', task: 'regression' })
const validation = { kind: 'fraction', fraction: 0.2, stratify: false } as const

/** A column whose type is to be found out. */
const unknown: Reading = {
  ...{ kind: 'infer', purpose: 'input' },
  ...{ decimal: null, thousands: null, dates: [] },
}

const loads: Readonly<Record<string, () => Promise<unknown>>> = {
  table: () =>
    readTable({
      ...{ path: data.file, missingValues: data.missingValues, delimiter: null, header: true },
      readings: (columns) => new Map(columns.map((name) => [name, unknown])),
      onProgress: () => {},
    }),
  dataset: () =>
    loadDataset(
      { data: { ...data, validation, methodColumns: [], test: null } },
      { rng: new Rng(1), onProgress: () => {} },
    ),
}

const load = loads[process.argv[3] ?? '']
if (load === undefined) throw new RangeError('csv-load: the load must be table or dataset')
const before = process.memoryUsage.rss()
const start = performance.now()
await load()
const seconds = (performance.now() - start) / 1000
const cost: LoadCost = { seconds, before, peak: process.resourceUsage().maxRSS * 1024 }
console.log(JSON.stringify(cost))
