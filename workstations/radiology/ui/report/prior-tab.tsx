// Earlier exams of the patient: their report against the present text by words, their images beside the present ones.
import { Button } from '@blueprintjs/core';
import type { ReactNode } from 'react';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { partText } from '../../../../core/reporting/exam-corrections.ts';
import type { ExamReportContent } from '../../../../core/reporting/exam-report.ts';
import { day } from '../../../../renderer/format/time.ts';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { ReportChip } from '../parts/chips.tsx';
import { DiffText } from '../parts/diff-text.tsx';
import { useProcedureName } from '../parts/use-procedure-name.ts';
import { useReportText } from './texts.ts';
import { useEditions } from './use-report.ts';

interface PriorTabProps {
  /** What lies in archives of others; it may be nothing. */
  outside: ReactNode;
  priors: readonly ExamDocument[];
  chosen: ExamDocument | null;
  onChoose: (examId: string) => void;
  /** Whether its images stand beside the present ones. */
  shown: boolean;
  onShowImages: () => void;
  content: ExamReportContent;
  off: boolean;
  onUse: (content: ExamReportContent) => void;
  /** Brings back the text that the prior one has replaced; null where there is none. */
  onUndo: (() => void) | null;
}

export function PriorTab({ outside, priors, chosen, onChoose, ...rest }: PriorTabProps) {
  const text = useReportText();
  const nameOf = useProcedureName();
  if (priors.length === 0)
    return (
      <div className="aside-tab prior-tab">
        {outside}
        <EmptyPanel glyph="history" title={text('prior.none')} hint={text('prior.none.hint')} />
      </div>
    );
  return (
    <div className="aside-tab prior-tab" data-testid="prior-tab">
      <ul className="prior-list">
        {priors.map((prior) => (
          <li key={prior.id}>
            <button type="button" aria-pressed={prior.id === chosen?.id} onClick={() => onChoose(prior.id)}>
              <span className="number">{day(prior.acquiredAt ?? prior.requestedAt)}</span>
              <b>{prior.modality}</b>
              <span className="ellipsis">{nameOf(prior)}</span>
              <ReportChip state={prior.report.state} />
            </button>
          </li>
        ))}
      </ul>
      {outside}
      {chosen ? <PriorReport key={chosen.id} prior={chosen} {...rest} /> : null}
    </div>
  );
}

function PriorReport(
  props: Omit<PriorTabProps, 'outside' | 'priors' | 'chosen' | 'onChoose'> & { prior: ExamDocument },
) {
  const text = useReportText();
  const { prior, content, off } = props;
  const editions = useEditions(prior.id);
  const hasImages = prior.objects.some((object) => object.kind === 'study');
  return (
    <div className="aside-scroll">
      <div className="prior-acts">
        <Button size="small" disabled={!hasImages || props.shown} onClick={props.onShowImages}>
          {text(props.shown ? 'prior.imagesShown' : hasImages ? 'prior.images' : 'prior.noImages')}
        </Button>
        <span className="prior-hint">{text('prior.diff')}</span>
      </div>
      <Answer of={editions}>
        {(list) => {
          const report = list.find((each) => each.state === 'final');
          if (!report) return <p className="note">{text('prior.noReport')}</p>;
          return (
            <>
              {(['findings', 'impression', 'fields'] as const).map((part) => {
                const [before, after] = [partText(report.content, part), partText(content, part)];
                if (part === 'fields' && before === '') return null;
                return (
                  <section key={part}>
                    <h3>{text(part)}</h3>
                    {after.trim() ? <DiffText before={before} after={after} /> : <p className="diff-text">{before}</p>}
                  </section>
                );
              })}
              <div className="prior-acts">
                <Button
                  size="small"
                  disabled={off}
                  title={text('prior.use.hint')}
                  onClick={() => props.onUse(report.content)}
                  data-testid="prior-use"
                >
                  {text('prior.use')}
                </Button>
                {props.onUndo ? (
                  <Button size="small" disabled={off} onClick={props.onUndo} data-testid="prior-undo">
                    {text('prior.undo')}
                  </Button>
                ) : null}
              </div>
            </>
          );
        }}
      </Answer>
    </div>
  );
}
