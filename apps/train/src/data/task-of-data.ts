import type { DataConfig, Task } from '../config/config.ts'
import { layoutOf } from './dataset.ts'
import { withNamedColumns } from './named-columns.ts'
import { readTable } from './read-table.ts'
import { readingsOf } from './readings.ts'
import { columnOf } from './table.ts'

/**
 * What a config asks a model to learn: what `data.task` says, else what its target is read as, of which the file's other
 * columns are not kept. Throws `InputError` for a file without the target, and for a target that cannot be read.
 */
export async function taskOfData(data: DataConfig): Promise<Task> {
  if (data.task !== null) return data.task
  const table = await readTable({
    ...layoutOf(data),
    path: data.file,
    readings(columns, place) {
      const readings = readingsOf(columns, place, withNamedColumns(data, columns, place))
      return new Map([...readings].filter(([name]) => name === data.target))
    },
  })
  return columnOf(table, data.target).kind === 'numeric' ? 'regression' : 'classification'
}
