// Which layout a report is printed with (RAD-40): that of the institution where the exam was done and of the device type, unless its writer chose another.
import type { StoredPaperLayout } from './paper-layout.ts';

/** A remote request is made by the institution where the exam was done: the same layout at home and when read elsewhere. */
export interface LayoutOccasion {
  service: 'radiology' | 'ecg';
  institutionId: string;
  modality: string;
}

function fits({ layout }: StoredPaperLayout, { service, institutionId, modality }: LayoutOccasion): boolean {
  const { institutionIds, modalities } = layout;
  return (
    layout.active &&
    layout.service === service &&
    (institutionIds.length === 0 || institutionIds.includes(institutionId)) &&
    (modalities.length === 0 || modalities.some((one) => one.toUpperCase() === modality.toUpperCase()))
  );
}

/** An institution says more than a device type: the paper carries its name. */
const closeness = ({ layout }: StoredPaperLayout): number =>
  (layout.institutionIds.length > 0 ? 2 : 0) + (layout.modalities.length > 0 ? 1 : 0);

/** Those that may be taken, the closest first: then the lower rank, then the name, then the id, so that all machines agree. */
export function layoutsFor(layouts: readonly StoredPaperLayout[], occasion: LayoutOccasion): StoredPaperLayout[] {
  const order = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0);
  return layouts
    .filter((one) => fits(one, occasion))
    .toSorted(
      (left, right) =>
        closeness(right) - closeness(left) ||
        left.layout.rank - right.layout.rank ||
        order(left.layout.name, right.layout.name) ||
        order(left.id, right.id),
    );
}

/** The one that is taken; null is the layout that ships. A choice that may no longer be taken is passed over. */
export function takenLayout(
  layouts: readonly StoredPaperLayout[],
  occasion: LayoutOccasion,
  chosenId: string | null,
): StoredPaperLayout | null {
  const allowed = layoutsFor(layouts, occasion);
  return allowed.find(({ id }) => id === chosenId) ?? allowed[0] ?? null;
}
