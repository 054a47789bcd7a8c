// Millimetres to points, exactly: the one factor on which a ruler laid on the paper depends.

/** 72 points to the inch of 25.4 mm (ISO 32000-1 8.3.2.3). */
export const pointsPerMm = 72 / 25.4;
export const pt = (mm: number): number => mm * pointsPerMm;

/** A4 landscape, mm. */
export const page = { width: 297, height: 210, side: 12, top: 8, bottom: 7 } as const;
export const contentMm = page.width - 2 * page.side;
