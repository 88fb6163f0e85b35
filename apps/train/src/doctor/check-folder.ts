import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { writeTextAtomic } from '../run/atomic-write.ts'
import type { Finding } from './finding.ts'

const gibibyte = 1024 * 1024 * 1024
/** A run of a small model takes a few megabytes; less than this is soon full. */
const leastFree = 0.1
const plentyFree = 1

/** The disk of a folder that holds runs, or is to: its free space, and whether files can be written as a run does. */
export async function checkFolder(folder: string): Promise<Finding[]> {
  const existing = nearestExisting(folder)
  return [await checkSpace(existing), checkWriting(existing)]
}

function nearestExisting(folder: string): string {
  const above = dirname(folder)
  return existsSync(folder) || above === folder ? folder : nearestExisting(above)
}

async function checkSpace(folder: string): Promise<Finding> {
  const name = 'disk'
  try {
    const { bavail, bsize } = await statfs(folder)
    const free = (bavail * bsize) / gibibyte
    const found = `${free < 10 ? free.toFixed(1) : Math.round(free)} GiB free at ${folder}`
    const advice = 'make room, or name another folder with --output'
    if (free < leastFree) return { name, state: 'fault', found, advice }
    if (free < plentyFree) return { name, state: 'note', found, advice }
    return { name, state: 'ok', found }
  } catch (error) {
    return {
      name,
      state: 'note',
      found: `the free space at ${folder} is not told: ${words(error)}`,
    }
  }
}

function checkWriting(folder: string): Finding {
  const name = 'writing'
  let trial = ''
  try {
    trial = mkdtempSync(join(folder, '.sobolev-doctor-'))
    writeTextAtomic(join(trial, 'file'), 'written\n')
    return { name, state: 'ok', found: `files are written, synced and renamed at ${folder}` }
  } catch (error) {
    const advice = 'change who may write there, or name another folder with --output'
    return { name, state: 'fault', found: words(error), advice }
  } finally {
    if (trial !== '') rmSync(trial, { recursive: true, force: true })
  }
}

const words = (error: unknown): string => (error instanceof Error ? error.message : String(error))
