// Findings before a review: what blocks, what must be confirmed, what is only to be known.
import type { ReviewFinding } from '../../../../core/lab/contract.ts';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { Glyph, type GlyphName } from '../../../../renderer/parts/glyph.tsx';
import { useBenchText } from '../locales/use-bench-text.ts';

const glyphs: Record<ReviewFinding['level'], GlyphName> = { block: 'refuse', confirm: 'warning', note: 'info' };
const order: Record<ReviewFinding['level'], number> = { block: 0, confirm: 1, note: 2 };

export function isCriticalFinding(finding: ReviewFinding): boolean {
  return finding.kind === 'critical' || finding.kind === 'criticalNotCalled';
}

export function FindingList({ findings }: { findings: readonly ReviewFinding[] }) {
  const text = useBenchText();
  const locale = useLocale();
  const sorted = findings.toSorted((a, b) => order[a.level] - order[b.level]);
  return (
    <ul className="findings" data-testid="findings">
      {sorted.map((finding, index) => (
        <li
          key={`${finding.testCode} ${finding.kind} ${index}`}
          className={`finding-${finding.level} ${isCriticalFinding(finding) ? 'is-critical' : ''}`}
          data-kind={finding.kind}
        >
          <Glyph name={glyphs[finding.level]} />
          <b>{text(`finding.${finding.level}`)}</b>
          <span>{locale === 'en' ? (finding.textEn ?? finding.text) : finding.text}</span>
        </li>
      ))}
    </ul>
  );
}
