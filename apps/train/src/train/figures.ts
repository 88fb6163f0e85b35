/** Figures by name, such as `{ loss: 0.1, accuracy: 0.9 }`. */
export type Figures = Readonly<Record<string, number>>

/** Figures of a part by name; `null` where a part does not allow one, such as the AUC of one class. */
export type PartFigures = Readonly<Record<string, number | null>>

/** What there is to know about figures of a part, by their names. */
export type FigureRemarks = Readonly<Record<string, string>>
