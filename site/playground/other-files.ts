/** The files of the repository that the page can do without at first. */
import tabularClassification from '../../apps/train/presets/tabular-classification.yaml?raw'
import tabularRegression from '../../apps/train/presets/tabular-regression.yaml?raw'
import smallClassification from '../../apps/train/presets/tabularSmall-classification.yaml?raw'
import smallRegression from '../../apps/train/presets/tabularSmall-regression.yaml?raw'
import friedman from '../../datasets/friedman1.csv?raw'
import heat from '../../datasets/heat.csv?raw'
import heatInside from '../../datasets/heat-inside.csv?raw'
import styblinskiTang from '../../datasets/styblinski-tang.csv?raw'
import twoSpirals from '../../datasets/two-spirals.csv?raw'

export const others: Readonly<Record<string, string>> = {
  '/datasets/two-spirals.csv': twoSpirals,
  '/datasets/styblinski-tang.csv': styblinskiTang,
  '/datasets/heat.csv': heat,
  '/datasets/heat-inside.csv': heatInside,
  '/datasets/friedman1.csv': friedman,
  '/package/presets/tabular-classification.yaml': tabularClassification,
  '/package/presets/tabular-regression.yaml': tabularRegression,
  '/package/presets/tabularSmall-classification.yaml': smallClassification,
  '/package/presets/tabularSmall-regression.yaml': smallRegression,
}
