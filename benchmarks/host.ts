import { cpus } from 'node:os'

/** What a figure was measured on: processor, how many of its cores are free to use, Node. */
export function host(): string {
  const processors = cpus()
  return `${processors[0]?.model.trim() ?? 'unknown processor'}, ${processors.length} cores, Node ${process.versions.node} (${process.platform} ${process.arch})`
}
