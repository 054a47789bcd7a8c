// What a block is called on the screen: its kind, and of sections and tables which one.
import type { LayoutBlock } from '../../../../core/reporting/paper-layout.ts';
import type { LayoutProblem } from '../../../../core/reporting/paper-rules.ts';
import { type AdminTextKey, useAdminText } from '../locales/use-admin-text.ts';
import { type BlockKind, blocksOf } from './edit.ts';

export function blockKey(block: LayoutBlock): AdminTextKey {
  if (block.kind === 'section') return `layout.part.${block.part}`;
  if (block.kind === 'table') return `layout.source.${block.source}`;
  return `layout.kind.${block.kind}`;
}

export const kindKey = (kind: BlockKind): AdminTextKey => `layout.kind.${kind}`;

/** What cannot lack, as the rules name it. */
const parts: Readonly<Record<string, AdminTextKey>> = {
  masthead: 'layout.kind.masthead',
  findings: 'layout.part.findings',
  impression: 'layout.part.impression',
  amendment: 'layout.part.amendment',
  signatures: 'layout.kind.signatures',
  dates: 'layout.kind.dates',
  verification: 'layout.kind.verification',
  released: 'layout.date.released',
};

/** A problem as a sentence: which block, why, and in figures what there is and what is needed. */
export function useProblemText() {
  const text = useAdminText();
  return (problem: LayoutProblem, layout: Parameters<typeof blocksOf>[0]): string => {
    const { block: id, code, what = '', mm } = problem;
    const place = blocksOf(layout).find(({ block }) => block.id === id);
    const block = place ? text(blockKey(place.block)) : text(`layout.zone.${problem.zone}`);
    const part = parts[what];
    return text(`layout.problem.${code}`, {
      block,
      what: part ? text(part) : what,
      has: mm?.has ?? '',
      needs: mm?.needs ?? '',
    });
  };
}
