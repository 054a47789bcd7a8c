// What the reader has to know before believing the paper: a time that cannot be, heights that no heart has, leads that this layout leaves out, faults of the file.
import type { TimeDoubt } from '../../core/ecg/flow/taken.ts';
import { leftOut } from '../../core/ecg/paper/arrange.ts';
import type { EcgProblem } from '../../core/ecg/recording.ts';
import type { ScaleDoubt } from '../../core/ecg/signal/plausible-scale.ts';
import { useMarks } from '../i18n/marks.ts';
import { Glyph } from '../parts/glyph.tsx';
import { isProblemCode, useProblemText } from './problem-texts.ts';
import { usePaperText } from './texts.ts';
import type { PaperView } from './view.ts';

interface NoticesProps {
  leads: readonly string[];
  view: PaperView;
  change: (part: Partial<PaperView>) => void;
  doubt: ScaleDoubt | undefined;
  /** The time that the device wrote, `YYYY-MM-DDTHH:mm:ss`, and why it is doubted. */
  time?: { at: string; doubt: TimeDoubt } | null;
  problems: readonly EcgProblem[];
}

/** A clock that was never set is years behind: nobody reads thousands of days. */
const daysToYears = 730;

export function TracingNotices({ leads, view, change, doubt, time = null, problems }: NoticesProps) {
  const text = usePaperText();
  const problemText = useProblemText();
  const { comma } = useMarks();
  const unseen = leftOut(leads, view);
  const kinds = Map.groupBy(problems, ({ code }) => code);
  if (unseen.length === 0 && !doubt && !time && kinds.size === 0) return null;
  const said = (code: string, list: readonly EcgProblem[]) =>
    isProblemCode(code) ? problemText(code) : (list[0]?.text ?? code);
  const ago = (days: number) =>
    days < daysToYears ? text('time.days', { count: days }) : text('time.years', { count: Math.round(days / 365.25) });
  return (
    <ul className="ecg-notices" aria-label={text('notices')} data-testid="ecg-notices">
      {time ? (
        <li className="is-doubt" data-testid="ecg-time-doubt">
          <Glyph name="warning" />{' '}
          {text(`time.${time.doubt.kind}`, {
            time: time.at.slice(0, 16).replace('T', ' '),
            ago: time.doubt.kind === 'earlier' ? ago(time.doubt.days) : '',
          })}
        </li>
      ) : null}
      {doubt ? (
        <li className="is-doubt" data-testid="ecg-scale-doubt">
          <Glyph name="warning" /> {text(`scale.${doubt.kind}`, { median: doubt.medianMv, largest: doubt.largestMv })}
        </li>
      ) : null}
      {unseen.length > 0 ? (
        <li data-testid="ecg-left-out">
          <Glyph name="info" /> {text('leads.leftOut', { leads: unseen.join(' ') })}{' '}
          <button type="button" className="quiet" onClick={() => change({ arrangement: '12x1', shown: null })}>
            {text('leads.showAll')}
          </button>
        </li>
      ) : null}
      {kinds.size > 0 ? (
        <li title={problems.map(({ at, text: detail }) => `${at}: ${detail}`).join('\n')} data-testid="ecg-problems">
          <Glyph name="info" /> {text('problems')} {[...kinds].map(([code, list]) => said(code, list)).join(comma)}
        </li>
      ) : null}
    </ul>
  );
}
