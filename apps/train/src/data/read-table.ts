import { readCsv } from './read-csv.ts'
import type { Table, TableRequest } from './table.ts'
import { TableBuilder } from './table-builder.ts'

/** Reads a CSV file into typed columns. Throws `InputError` for whatever does not fit. */
export async function readTable(request: TableRequest): Promise<Table> {
  const builder = new TableBuilder(request)
  const source = await readCsv(request.path, request, builder)
  return builder.finish(source)
}
