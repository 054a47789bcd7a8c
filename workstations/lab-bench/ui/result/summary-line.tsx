// The specimen in figures: how many results are there, how many stand out, and why nothing can be changed where that is so.
import { Glyph } from '../../../../renderer/parts/glyph.tsx';
import { countMarks, type LineView } from './line-view.ts';
import { useResultText } from './texts.ts';

export function SummaryLine({ views, locked }: { views: readonly LineView[]; locked: string | null }) {
  const text = useResultText();
  const { abnormal, critical, missing } = countMarks(views);
  const done = views.filter((view) => view.kind === 'value').length;
  return (
    <div className="result-summary" data-testid="result-summary">
      <span>{text('summary.tests', { done, total: views.length })}</span>
      {critical > 0 ? (
        <b className="result-summary-critical">
          <i aria-hidden>‼</i> {text('summary.critical', { count: critical })}
        </b>
      ) : null}
      {abnormal > 0 ? <b>{text('summary.abnormal', { count: abnormal })}</b> : null}
      {missing > 0 ? <span>{text('summary.missing', { count: missing })}</span> : null}
      {locked ? (
        <span className="result-locked">
          <Glyph name="lock" size={11} /> {locked}
        </span>
      ) : null}
    </div>
  );
}
