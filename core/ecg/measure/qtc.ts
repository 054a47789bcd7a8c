// QT corrected for rate, four formulas; the value is never kept without the name of its formula.

export type QtcFormula = 'bazett' | 'fridericia' | 'framingham' | 'hodges';
export type Qtc = Record<QtcFormula, number>;

/** What a value is called where a line has room for few letters; two values under one name can be compared. */
export const qtcNames: Readonly<Record<QtcFormula, string>> = {
  bazett: 'QTcB',
  fridericia: 'QTcF',
  framingham: 'QTcFra',
  hodges: 'QTcH',
};

/** The formula by its author, as a report names it. */
export const qtcAuthors: Readonly<Record<QtcFormula, string>> = {
  bazett: 'Bazett',
  fridericia: 'Fridericia',
  framingham: 'Framingham',
  hodges: 'Hodges',
};

/** `qtMs` and `rrMs` in milliseconds. Bazett QT/RR^1/2, Fridericia QT/RR^1/3, Framingham QT+154(1-RR), Hodges QT+1.75(HR-60), RR in seconds. */
export function correctedQt(qtMs: number, rrMs: number): Qtc {
  const rr = rrMs / 1000;
  return {
    bazett: qtMs / Math.sqrt(rr),
    fridericia: qtMs / Math.cbrt(rr),
    framingham: qtMs + 154 * (1 - rr),
    hodges: qtMs + 1.75 * (60 / rr - 60),
  };
}
