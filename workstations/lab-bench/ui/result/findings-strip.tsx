// What stands in the way of the review, the gravest first: blocks, what a person must confirm, notes.
import { memo, useState } from 'react';
import type { ReviewFinding } from '../../../../core/lab/contract.ts';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { Glyph, type GlyphName } from '../../../../renderer/parts/glyph.tsx';
import { useResultText } from './texts.ts';

const levels: readonly ReviewFinding['level'][] = ['block', 'confirm', 'note'];
const glyphs: Record<ReviewFinding['level'], GlyphName> = { block: 'refuse', confirm: 'warning', note: 'info' };
const shownAtFirst = 3;

interface FindingsStripProps {
  findings: readonly ReviewFinding[];
  onSelect: (testCode: string) => void;
}

export const FindingsStrip = memo(function FindingsStrip({ findings, onSelect }: FindingsStripProps) {
  const text = useResultText();
  const locale = useLocale();
  const [all, setAll] = useState(false);
  if (findings.length === 0) return null;
  const sorted = [...findings].sort((a, b) => levels.indexOf(a.level) - levels.indexOf(b.level));
  const shown = all ? sorted : sorted.slice(0, shownAtFirst);
  return (
    <ul className="result-findings" data-testid="result-findings">
      {shown.map((finding) => (
        <li key={`${finding.kind} ${finding.testCode} ${finding.text}`} className={`result-finding-${finding.level}`}>
          <button
            type="button"
            tabIndex={-1}
            disabled={finding.testCode === null}
            onClick={() => finding.testCode && onSelect(finding.testCode)}
          >
            <Glyph name={glyphs[finding.level]} size={12} />
            <b>{text(`finding.${finding.level}`)}</b>
            <span>{locale === 'en' ? (finding.textEn ?? finding.text) : finding.text}</span>
          </button>
        </li>
      ))}
      {sorted.length > shownAtFirst ? (
        <li>
          <button type="button" className="result-more" onClick={() => setAll(!all)} aria-expanded={all}>
            {all ? text('finding.less') : text('finding.more', { count: sorted.length - shownAtFirst })}
          </button>
        </li>
      ) : null}
    </ul>
  );
});
