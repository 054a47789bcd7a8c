// What was said about the quality of an exam, newest first: who, when, what stood before.
import type { ExamQuality, QualityChange, QualityState } from '../../../../core/quality/model.ts';
import { dateTime } from '../../../../renderer/format/time.ts';
import { useQualityText } from './texts.ts';
import { useReasons } from './use-reasons.ts';

export function QualityHistory({ quality }: { quality: ExamQuality }) {
  const text = useQualityText();
  if (quality.history.length === 0) return null;
  return (
    <section className="quality-history">
      <h3>{text('history')}</h3>
      <ol data-testid="quality-history">
        {quality.history.toReversed().map((change, index) => (
          <Change key={quality.history.length - index} change={change} />
        ))}
      </ol>
    </section>
  );
}

function Change({ change }: { change: QualityChange }) {
  const text = useQualityText();
  const { nameOf } = useReasons(change.part === 'report' ? 'report' : 'images');
  const said = (state: QualityState | null): string => {
    if (state === null) return change.part === 'repeats' ? '' : text('grade.none');
    const value =
      change.part === 'repeats'
        ? text('repeats.count', { count: state.value })
        : text(`grade.${state.value === 'B' || state.value === 'C' || state.value === 'reject' ? state.value : 'A'}`);
    return [value, state.reasons.map(nameOf).join('、'), state.note].filter(Boolean).join('　');
  };
  const edition = change.edition === null ? '' : ` ${text('edition', { edition: change.edition })}`;
  return (
    <li>
      <span className="number">{dateTime(change.at)}</span> <b>{change.by.personName}</b>{' '}
      <em>
        {text(`history.${change.part}`)}
        {edition}
      </em>
      <span>
        {change.before === null ? null : (
          <>
            <del>{said(change.before)}</del>
            {' → '}
          </>
        )}
        {change.after === null ? text('history.taken') : said(change.after)}
      </span>
    </li>
  );
}
