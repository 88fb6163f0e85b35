/** What people want of a regularizer, by the name that methods refer to it with. */
export const wants = {
  noise: 'Too sensitive to noise: small changes of the inputs change much',
  adversaries: 'Must withstand adversaries',
  wrongColumns: 'Looks at the wrong columns',
  fewRows: 'Too few rows: good in training, worse on others',
  knownShape: 'Must be monotone, convex or smooth, or have derivatives that are known',
  physics: 'Must obey an equation or a law of conservation',
  otherPlaces: 'Fails on data from elsewhere',
  overconfident: 'Overconfident: probabilities say more than is known',
  wrongLabels: 'Some labels are wrong',
  rareClasses: 'Rare classes are missed',
  diverges: 'Diverges, or trains unsteadily',
  sharpMinima: 'Ends in sharp minima, where weights must be exact',
  lipschitz: 'Must be Lipschitz: a critic, a bound that holds',
  densities: 'Learns a density, a score or a generator',
  hiddenFeatures: 'Hidden features repeat each other, collapse or grow',
  smaller: 'Should be small or sparse',
  forgets: 'Forgets what it was trained on before',
} as const

/** One of the things that people want of a regularizer. */
export type Want = keyof typeof wants
