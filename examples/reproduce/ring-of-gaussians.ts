import { compile, GradientTape, grad, norm, Rng, relu, type Tensor, tensor } from '@sobolev/core'
import { adam, box, constrain, Dense, Optimizer, Sequential } from '@sobolev/nn'
import type { Reproduction } from './reproduction.ts'

const modes = 8
const radius = 2
const deviation = 0.05
const noises = 2
const units = 128
const batch = 256
const criticSteps = 5
const generatorSteps = 1500
const clipping = box({ minimum: -0.01, maximum: 0.01, includes: 'all' })

const centres = tensor(
  Array.from({ length: modes }, (_, mode) => {
    const angle = (2 * Math.PI * mode) / modes
    return [radius * Math.cos(angle), radius * Math.sin(angle)]
  }),
)

/** Points [n, 2] of the ring. */
function samples(rng: Rng, count: number): Tensor {
  const mode = rng.split('mode').uniform([count]).mul(modes).floor().cast('int32')
  return centres.gather(mode).add(rng.split('spread').normal([count, 2]).mul(deviation))
}

const perceptron = (rng: Rng, outputs: number): Sequential => {
  const layer = (name: string, inputs: number, size: number): Dense =>
    new Dense(inputs, size, { rng: rng.split(name) })
  return new Sequential([
    ...[layer('a', 2, units), relu, layer('b', units, units), relu],
    ...[layer('c', units, units), relu, layer('d', units, outputs)],
  ])
}

/** What a generator has learned: points, and how many of the modes it gives. */
interface Learned {
  readonly points: Tensor
  /** With at least a hundredth of the points within four deviations each. */
  readonly modes: number
  /** The share of points within four deviations of a mode. */
  readonly near: number
}

/** What holds the critic's slopes: nothing, weights of at most 0.01 as before the paper, or its penalty. */
type Hold = 'nothing' | 'clipping' | 'penalty'

/** Trains a generator of points and a critic that tells them from the ring. */
function adversaries(hold: Hold, seed: number): Learned {
  const weight = hold === 'penalty' ? 10 : 0
  const rng = new Rng(seed)
  const generator = perceptron(rng.split('generator'), 2)
  const critic = perceptron(rng.split('critic'), 1)
  const mode = { training: false } as const
  const score = (points: Tensor): Tensor => critic.call(points, mode)
  const generate = (source: Rng, count: number): Tensor =>
    generator.call(source.split('noise').normal([count, noises]), mode)
  const options = { learningRate: 5e-4, beta1: 0.5, beta2: 0.9 }
  const [ofCritic, ofGenerator] = [critic, generator].map(
    (model) => new Optimizer(adam(options), model.variables()),
  )
  const stepOfCritic = compile((source: Rng) => {
    const real = samples(source.split('real'), batch)
    const fake = generate(source, batch)
    const between = source.split('between').uniform([batch, 1])
    const points = real.mul(between).add(fake.mul(between.neg().add(1)))
    const tape = new GradientTape()
    const value = tape.record(() => {
      const slopes = norm(grad((x: Tensor) => score(x).sum())(points), 2, 1)
      const penalty = slopes.sub(1).square().mean()
      return score(fake).mean().sub(score(real).mean()).add(penalty.mul(weight))
    })
    ofCritic?.apply(tape.gradient(value, critic.trainableVariables()))
    if (hold === 'clipping') constrain([clipping], critic)
  })
  const stepOfGenerator = compile((source: Rng) => {
    const tape = new GradientTape()
    const value = tape.record(() => score(generate(source, batch)).mean().neg())
    ofGenerator?.apply(tape.gradient(value, generator.trainableVariables()))
  })
  for (let number = 0; number < generatorSteps; number++) {
    const source = rng.split('step').split(number)
    for (let index = 0; index < criticSteps; index++) stepOfCritic(source.split(index))
    stepOfGenerator(source.split('generator'))
  }
  const points = generate(rng.split('seen'), 2000)
  return { points, ...coverage(points) }
}

/** How many modes points [n, 2] are near to, and how many points are near one. */
function coverage(points: Tensor): { modes: number; near: number } {
  const count = points.shape[0] ?? 0
  const away = points.expandDims(1).sub(centres)
  const isNear = norm(away, 2, 2)
    .less(4 * deviation)
    .cast('float32')
  const shares = isNear.mean(0)
  return {
    modes: shares.greaterEqual(0.01).cast('float32').sum().item(),
    near: isNear.sum().item() / count,
  }
}

function run(seed: number): Record<string, number> {
  const kept = adversaries('penalty', seed)
  return {
    'modes with clipped weights in place of the penalty': adversaries('clipping', seed).modes,
    'modes with neither': adversaries('nothing', seed).modes,
    'modes with the penalty': kept.modes,
    'share of points near a mode, with the penalty': kept.near,
  }
}

const scale = 40
const half = 130

function circles({ data }: Tensor, radius: number, attributes: string): string {
  const place = (value = 0): string => (half + scale * value).toFixed(1)
  return Array.from({ length: data.length / 2 }, (_, index) => {
    const [x, y] = [data[2 * index], data[2 * index + 1]]
    return `<circle${attributes} cx="${place(x)}" cy="${place(y)}" r="${radius}"/>`
  }).join('')
}

/** The points that two generators give, over the ring. */
function draw(): string {
  const panels = (['clipping', 'penalty'] as const).map((hold, index) => {
    const { points } = adversaries(hold, 1)
    const dots = circles(points, 1.2, '')
    const ring = circles(centres, 4 * deviation * scale, ' class="mode"')
    const title = hold === 'clipping' ? 'with clipped weights' : 'with the penalty'
    return `<g transform="translate(${index * 2 * half} 24)">${ring}${dots}</g><text x="${index * 2 * half + half}" y="16" text-anchor="middle">${title}</text>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${4 * half} ${2 * half + 24}" width="${4 * half}" height="${2 * half + 24}">
<title>Points of two generators and the eight modes that they are to give</title>
<style>text{font:600 14px system-ui,sans-serif;fill:#57606a}circle{fill:#b2182b;fill-opacity:.5}.mode{fill:none;stroke:#2166ac}</style>
${panels.join('\n')}
</svg>
`
}

export const ringOfGaussians: Reproduction = {
  name: 'ring-of-gaussians',
  source:
    'Gulrajani, Ahmed, Arjovsky, Dumoulin & Courville 2017, “Improved training of Wasserstein GANs”, section 2.3 and figure 1',
  setup:
    'Eight Gaussians of deviation 0.05 on a ring of radius 2; generator and critic 2-3×128 with ReLU, 5 steps of the critic to one of the generator, 1,500 of those, Adam (5e-4, β 0.5 and 0.9), batches of 256; the penalty (‖∇D‖ − 1)² between real and generated points, weight 10.',
  figures: [
    {
      name: 'modes with clipped weights in place of the penalty',
      published: null,
      band: { most: 4 },
    },
    { name: 'modes with neither', published: null, band: {} },
    { name: 'modes with the penalty', published: null, band: { least: 8 } },
    {
      name: 'share of points near a mode, with the penalty',
      published: null,
      band: { least: 0.5 },
    },
  ],
  picture: { file: 'ring-of-gaussians.svg', draw },
  remarks:
    'The paper shows pictures and gives no numbers: what its penalty takes the place of is the clipping of weights. With neither, training finds all modes or none, as the seed has it.',
  run,
}
