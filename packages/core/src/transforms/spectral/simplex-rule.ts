/** A Gauss–Legendre rule on [0, 1]: the points below ½ with their weights; those above ½ mirror them. */
type Half = readonly (readonly [point: number, weight: number])[]
const FOUR: Half = [
  [0.06943184420297371, 0.17392742256872692],
  [0.33000947820757187, 0.32607257743127305],
]
const SIX: Half = [
  [0.03376524289842399, 0.08566224618958518],
  [0.16939530676686773, 0.1803807865240693],
  [0.38069040695840156, 0.23395696728634552],
]

/** Two quadrature rules for ∫ f(x₀ + Σⱼ pⱼ (xⱼ − x₀)) over the simplex of k + 1 points x₀ to xₖ. */
export interface SimplexRule {
  /** The points of both rules, as p₁ to pₖ. */
  readonly places: readonly (readonly number[])[]
  /** The weights of each rule; 0 at the points of the other. */
  readonly fine: readonly number[]
  readonly coarse: readonly number[]
}

/** Quadrature rules for a simplex of `k` dimensions, by Duffy's map from the cube; the weights of each sum to 1 / k!. */
export function simplexRule(k: number): SimplexRule {
  const [fine, coarse] = [SIX, FOUR].map((half) => onSimplex(half, k))
  if (!fine || !coarse) throw new RangeError('simplexRule: needs two rules')
  return {
    places: [...fine, ...coarse].map(({ place }) => place),
    fine: [...fine.map(({ weight }) => weight), ...coarse.map(() => 0)],
    coarse: [...fine.map(() => 0), ...coarse.map(({ weight }) => weight)],
  }
}

interface Node {
  readonly place: readonly number[]
  readonly weight: number
}

function onSimplex(half: Half, k: number): Node[] {
  const line = [...half, ...half.map(([point, weight]) => [1 - point, weight] as const)]
  let cube: { readonly us: readonly number[]; readonly weight: number }[] = [{ us: [], weight: 1 }]
  for (let axis = 0; axis < k; axis++)
    cube = cube.flatMap(({ us, weight }) =>
      line.map(([point, more]) => ({ us: [...us, point], weight: weight * more })),
    )
  return cube.map(({ us, weight }) => {
    // 1 ≥ t₁ ≥ … ≥ tₖ ≥ 0 with tᵢ = u₁ … uᵢ; the map shrinks volumes by Π t₁ … tₖ₋₁.
    let product = 1
    const ts = us.map((u) => {
      product *= u
      return product
    })
    const shrunk = ts.slice(0, -1).reduce((total, t) => total * t, weight)
    return { place: ts.map((t, i) => t - (ts[i + 1] ?? 0)), weight: shrunk }
  })
}
