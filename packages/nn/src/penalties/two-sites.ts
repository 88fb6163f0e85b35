/**
 * Two examples with the target 0, each of a site of its own, at which f(x) = 2 x₁ − x₂ is 1 and 2, its losses 1 and 4: what
 * penalties that compare environments show their value for.
 */
export const twoSites = {
  inputs: [
    [1, 1],
    [1, 0],
  ],
  targets: [[0], [0]],
  columns: {
    site: [
      [1, 0],
      [0, 1],
    ],
  },
}
