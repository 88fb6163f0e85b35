import { afterAll, describe, expect, test } from 'vitest'
import {
  compile,
  GradientTape,
  gather,
  logSoftmax,
  matmul,
  pick,
  Rng,
  range,
  setThreads,
  type Tensor,
  tensor,
  Variable,
} from '../../index.ts'

afterAll(() => setThreads(1))

const bits = (x: Tensor): string => Buffer.from(new Uint8Array(x.data.buffer)).toString('base64')

/** A training step with an input-gradient penalty, dropout, a gathered batch and Adam. */
function training(sizes: readonly number[], batch: number) {
  const rng = new Rng(3)
  const layers = sizes.slice(1).map((n, i) => ({
    w: new Variable(
      rng
        .split(`w${i}`)
        .normal([sizes[i] ?? 0, n])
        .mul(0.2),
    ),
    b: new Variable(rng.split(`b${i}`).normal([n]).mul(0.1)),
  }))
  const variables = layers.flatMap(({ w, b }) => [w, b])
  const momenta = variables.map(({ value }) => new Variable(value.mul(0)))
  const rows = rng.split('rows').normal([3 * batch, sizes[0] ?? 0])
  const labels = rng
    .split('labels')
    .uniform([batch])
    .mul(sizes.at(-1) ?? 1)
    .cast('int32')
  const order = rng.split('order').permutation(3 * batch)
  const indices = gather(order, labels.mul(0).add(1))
  const step = (random: Rng): Tensor => {
    const x = gather(rows, indices)
    const keep = random
      .uniform([batch, sizes[1] ?? 0])
      .greater(0.25)
      .cast('float32')
    const loss = (input: Tensor): Tensor => {
      const z = layers.reduce((h, { w, b }, i) => {
        const next = matmul(h, w).add(b)
        if (i === layers.length - 1) return next
        return i === 0 ? next.tanh().mul(keep) : next.softplus()
      }, input)
      return pick(logSoftmax(z), labels).neg().mean()
    }
    const tape = new GradientTape()
    const total = tape.record(() => {
      const inner = new GradientTape()
      inner.watch(x)
      const value = inner.record(() => loss(x))
      return value.add(inner.gradient(value, x).square().sum().mul(0.1))
    })
    const gradients = tape.gradient(total, variables)
    for (const [i, variable] of variables.entries()) {
      const [momentum, gradient] = [momenta[i], gradients[i]]
      if (!momentum || !gradient) continue
      momentum.assign(momentum.value.mul(0.9).add(gradient))
      variable.assign(variable.value.sub(momentum.value.mul(0.05)))
    }
    return total
  }
  return { step, variables: [...variables, ...momenta] }
}

describe.each([
  [[64, 128, 96, 10], 128],
  [[37, 67, 131, 7], 101],
])('a training step of %j, batch %i', (sizes, batch) => {
  test('has the same bits on one, two and three threads, and eagerly', async () => {
    const runs = await Promise.all([0, 1, 2, 3].map(() => Promise.resolve(training(sizes, batch))))
    const results: string[][] = []
    for (const [threads, { step, variables }] of runs.entries()) {
      if (threads > 0) expect(await setThreads(threads)).toBe(threads)
      const f = threads === 0 ? step : compile(step)
      const losses = [1, 2, 3].map((seed) => bits(f(new Rng(seed))))
      results.push([...losses, ...variables.map(({ value }) => bits(value))])
    }
    for (const result of results) expect(result).toEqual(results[0])
  })
})

test('variables move along when the number of threads changes between calls', async () => {
  const [still, moving] = [training([32, 96, 64, 5], 96), training([32, 96, 64, 5], 96)]
  const f = compile(moving.step)
  for (const [seed, threads] of [1, 3, 2, 1, 3].entries()) {
    await setThreads(threads)
    expect(bits(f(new Rng(seed)))).toBe(bits(still.step(new Rng(seed))))
  }
  expect(moving.variables.map(({ value }) => bits(value))).toEqual(
    still.variables.map(({ value }) => bits(value)),
  )
})

test('an index out of range is named on any number of threads', async () => {
  const table = new Rng(1).normal([50, 300])
  const take = compile((indices: Tensor) => gather(table, indices).exp().sum())
  const good = new Rng(2).permutation(50)
  for (const threads of [1, 2]) {
    await setThreads(threads)
    expect(() => take(good.add(1))).toThrow(/gather: an index lies outside/)
    expect(Number.isFinite(take(good).item())).toBe(true)
  }
})

test('refuses numbers of threads that cannot be, and stays as it was', async () => {
  const before = await setThreads(2)
  expect(() => setThreads(0)).toThrow(/threads must be a whole number from 1 to 64, got 0/)
  expect(compile((x: Tensor) => x.add(1))(new Rng(1).normal([2])).shape).toEqual([2])
  expect(before).toBe(2)
  expect(await setThreads('auto')).toBeGreaterThanOrEqual(1)
})

test('an index out of range changes no variable, whichever thread finds it', async () => {
  expect(await setThreads(2)).toBe(2)
  const rows = new Rng(4).normal([512, 512])
  const w = new Variable(new Rng(5).normal([512, 512]))
  const step = compile((indices: Tensor) => {
    const picked = gather(rows, indices)
    w.assign(w.mul(0.5))
    return picked.exp().sum()
  })
  // What stands where programs keep it, and not what was read before.
  const kept = compile(() => w.mul(1).add(0))
  const good = range(512)
  step(good)
  const before = bits(kept())
  for (const bad of [0, 300, 511]) {
    const indices = tensor(
      [...good.data].map((index) => (index === bad ? 512 : index)),
      {
        dtype: 'int32',
      },
    )
    for (let run = 0; run < 20; run++) expect(() => step(indices)).toThrow(/gather: an index/)
    expect(bits(kept())).toBe(before)
  }
  step(good)
  expect(bits(kept())).not.toBe(before)
})
