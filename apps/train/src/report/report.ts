import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { count } from '../cli/format-number.ts'
import type { CommandIo } from '../cli/io.ts'
import { fillFile } from '../cli/output-file.ts'
import { pathOf, shownPath, withRelativePaths } from '../cli/paths.ts'
import { startProgress } from '../cli/progress.ts'
import { chooseVectors } from '../cli/vectors.ts'
import { visibleLine } from '../cli/visible.ts'
import type { PartName } from '../data/partition.ts'
import { InputError } from '../errors.ts'
import { findRun } from '../run/find-run.ts'
import { makeFolders } from '../run/make-folders.ts'
import type { StoredRun } from '../run/read-run.ts'
import { writeEvents } from './event-log.ts'
import { type ModelView, viewModel } from './model-sections.ts'
import { GENERATOR, type Page, pageFiles, pageHtml } from './page.ts'
import { runPage } from './run-page.ts'
import { runsPage } from './runs-page.ts'

/** What `sobolev report` is told beside the runs. */
export interface ReportOptions {
  readonly output?: string
  readonly files?: string
  readonly tensorboard?: string
  readonly part?: PartName
  readonly dataChanged?: boolean
  readonly runs: string
  readonly set: readonly string[]
  readonly wide?: boolean
  readonly json?: boolean
  readonly quiet?: boolean
}

/** Writes a page about runs, as `sobolev report`. */
export async function report(
  references: readonly string[],
  options: ReportOptions,
  io: CommandIo,
): Promise<void> {
  chooseVectors(options.wide, io)
  const runs = references.map((reference) =>
    findRun(reference, { workingDirectory: io.cwd, output: options.runs }),
  )
  const [only, ...others] = runs
  if (only === undefined) throw new InputError('report: there must be a run, got none')
  if (others.length > 0) refuseModelOptions(options, runs.length)
  const model = others.length > 0 ? null : await view(only, options, io)
  const page = others.length > 0 ? runsPage(runs) : runPage(only, model)
  const output = outputOf(options, others.length > 0 ? io.cwd : only.path, io)
  await writePage(output, page)
  const files = options.files === undefined ? [] : await writeFiles(pathOf(io, options.files), page)
  const { tensorboard } = options
  const events =
    tensorboard === undefined
      ? []
      : runs.map((run) => writeEvents(run, folderOf(pathOf(io, tensorboard))))
  if (options.json === true) {
    const remarks = model?.remarks ?? []
    const written = { output, runs: runs.map(({ path }) => path), files, events, remarks }
    io.stdout.write(`${JSON.stringify(written, null, 2)}\n`)
    return
  }
  io.stdout.write(`${shownPath(io, output)}\n`)
  if (options.quiet === true) return
  for (const remark of model?.remarks ?? [])
    io.stderr.write(`${visibleLine(`note: ${withRelativePaths(io, remark)}`)}\n`)
  const wrote = (folder: string | undefined, { length }: readonly string[]): void => {
    if (folder === undefined) return
    io.stderr.write(`${shownPath(io, pathOf(io, folder))}: ${count(length, 'file')}\n`)
  }
  wrote(options.files, files)
  wrote(tensorboard, events)
}

/** Refuses options that say how the model of one run is looked at. */
function refuseModelOptions({ part, dataChanged, set }: ReportOptions, runs: number): void {
  const option =
    part !== undefined
      ? `--part ${part}`
      : dataChanged === true
        ? '--data-changed'
        : set[0] && `--set ${set[0]}`
  if (option === undefined) return
  const message = `goes with one run, whose model is looked at on rows, got ${runs}; leave it out`
  throw new InputError({ place: option, message })
}

/** Writes a page as one file, at once. Throws as `fillFile` does. */
export const writePage = (path: string, page: Page): Promise<void> =>
  writeText(path, pageHtml(page))

/**
 * Writes every picture and every table of a page to a folder, and returns their paths.
 *
 * @throws InputError where the folder or a file cannot be made
 */
async function writeFiles(folder: string, page: Page): Promise<string[]> {
  const files = pageFiles(page).map(({ name, text }) => ({
    path: join(folderOf(folder), name),
    text,
  }))
  for (const { path, text } of files) await writeText(path, text)
  return files.map(({ path }) => path)
}

/**
 * The file of a page: the one that is asked for, or `report.html` in `folder` unless another program wrote that.
 *
 * @throws InputError where it did
 */
function outputOf({ output }: { readonly output?: string }, folder: string, io: CommandIo): string {
  if (output !== undefined) return pathOf(io, output)
  const file = join(folder, 'report.html')
  if (existsSync(file) && !readFileSync(file, 'utf8').includes(`content="${GENERATOR}"`)) {
    const message = 'is there already and is no report; name another file with --output'
    throw new InputError({ place: file, message })
  }
  return file
}

async function view(run: StoredRun, options: ReportOptions, io: CommandIo): Promise<ModelView> {
  const { part, dataChanged, set: overrides } = options
  const progress = startProgress(io, 'reading', options.quiet === true)
  const request = { part, dataChanged, overrides, onReading: progress.update }
  return viewModel(run, request, io.signal).finally(progress.stop)
}

function folderOf(path: string): string {
  try {
    makeFolders(path)
    return path
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const message = `the folder cannot be made: ${reason}; name another one`
    throw new InputError({ place: path, message }, { cause: error })
  }
}

const writeText = (path: string, text: string): Promise<void> =>
  fillFile(path, async (write) => write(text))
