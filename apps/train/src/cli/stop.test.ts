import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readCheckpoint } from '../run/checkpoint.ts'
import { weightsDigest } from '../run/digest.ts'
import { parseMetrics } from '../run/metrics-log.ts'
import { blobs, blobsConfig, Project, plane } from './project.fixture.ts'

const project = new Project()
beforeAll(() => {
  project.write('blobs.csv', blobs(80))
  project.write('blobs.yaml', blobsConfig)
  project.write('plane.csv', plane(80))
  project.write(
    'plane.yaml',
    'data: { file: plane.csv, target: height }\nmodel: { layers: [{ dense: { units: 8 } }] }\n' +
      'penalties: { inputGradient: 0.01 }\ntraining: { epochs: 50, batchSize: 16 }\n',
  )
})
afterAll(() => project.remove())

describe('a signal', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s during training ends the run in order with %i', async (signal, exitCode) => {
    const io = project.io({
      onWrite: (text, own) => {
        if (text.includes(' 2/1000')) own.interrupt(signal)
      },
    })
    const { code, out, err } = await project.run(
      ['train', 'blobs.yaml', '--json', '--set', 'training.epochs=1000'],
      io,
    )
    expect(code).toBe(exitCode)
    expect(err).toMatch(/error: stopped after 8 steps/)
    const result = JSON.parse(out)
    expect(result).toMatchObject({ status: 'interrupted', epochs: 2, steps: 8 })
    const { weights, description } = readCheckpoint(`${result.run}/last.safetensors`)
    expect(description.step).toBe(8)
    expect(weightsDigest(weights)).toBe(result.digest)
  })

  test('before training leaves no run folder', async () => {
    const before = project.runs()
    const io = project.io()
    io.interrupt('SIGINT')
    const { code, out, err } = await project.run(['train', 'blobs.yaml'], io)
    expect([code, out, err]).toEqual([130, '', 'error: interrupted\n'])
    expect(project.runs()).toEqual(before)
  })
})

describe('a loss that is no number', () => {
  test('stops with 3 and names step, term and the last good checkpoint, which is good', async () => {
    const { code, out, err } = await project.run([
      ...['train', 'plane.yaml', '--json', '--set', 'name=diverging'],
      ...['--set', 'optimizer={sgd: {learningRate: 1e+30}}'],
    ])
    expect([code, out]).toEqual([3, ''])
    const words =
      /error: step (\d+) \(epoch (\d+)\): the (loss|penalty inputGradient) is (NaN|Infinity)/
    expect(err).toMatch(words)
    expect(err).toMatch(/Lower the learning rate/)
    const path = /the last good checkpoint is (\S+) \(/.exec(err)?.[1] ?? ''
    expect(path).toMatch(/^runs\/diverging\//)
    const { weights } = readCheckpoint(project.path(path))
    for (const { data } of weights.values()) expect(data.every(Number.isFinite)).toBe(true)
  })

  test('in the middle of training: the checkpoint is of the epoch before', async () => {
    // The learning rate jumps after two epochs.
    const { code, err } = await project.run([
      ...['train', 'plane.yaml', '--set', 'name=late'],
      ...[
        '--set',
        'optimizer={sgd: {learningRate: {stepDecay: {from: 0.1, every: 2, factor: 1e+35}}}}',
      ],
    ])
    expect(code).toBe(3)
    const epoch = Number(/\(epoch (\d+)\)\. Lower/.exec(err)?.[1])
    const run = project.runs().find((path) => path.includes('/late/')) ?? ''
    const records = parseMetrics(project.read(`${run}/metrics.jsonl`))
    expect(epoch).toBeGreaterThanOrEqual(2)
    expect(records).toHaveLength(epoch)
    const last = readCheckpoint(project.path(`${run}/last.safetensors`))
    expect(last.description.epoch).toBe(epoch)
    expect(existsSync(project.path(`${run}/best.safetensors`))).toBe(true)
  })
})
