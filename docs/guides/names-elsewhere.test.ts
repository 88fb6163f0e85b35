import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as core from '@sobolev/core'
import * as nn from '@sobolev/nn'
import { describe, expect, it } from 'vitest'

const page = readFileSync(join(import.meta.dirname, 'names-elsewhere.md'), 'utf8')

/** What stands before the dot of a method in the tables. */
const receivers: Readonly<Record<string, object>> = {
  x: core.Tensor.prototype,
  rng: core.Rng.prototype,
  tape: core.GradientTape.prototype,
  model: nn.Sequential.prototype,
}

const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| ---') && !/\| here \|$/.test(line))
const namesOf = (row: string): string[] =>
  [...(row.split(' | ').at(-1) ?? '').matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)

const exists = (name: string): boolean => {
  const [receiver = '', method] = name.split('.')
  if (method === undefined) return name in core || name in nn
  return receivers[receiver] !== undefined && method in receivers[receiver]
}

describe('every name on our side exists', () => {
  it.each(rows.map((row) => [row.split(' | ').slice(0, 2).join(' '), row]))('%s', (_, row) => {
    expect(namesOf(row).length).toBeGreaterThan(0)
    expect(namesOf(row).filter((name) => !exists(name))).toEqual([])
  })

  it('of more than a hundred, and one that does not would be found', () => {
    expect(rows.flatMap(namesOf).length).toBeGreaterThan(100)
    expect(['x.nothing', 'nothing', 'y.sum'].filter(exists)).toEqual([])
  })
})
