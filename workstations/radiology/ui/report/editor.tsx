// The text of the report: technique, findings, impression, positive or negative. Words come in where the cursor stands.
import { Fragment, type ReactNode, type RefObject, useImperativeHandle, useRef } from 'react';
import type { ExamReportContent } from '../../../../core/reporting/exam-report.ts';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Glyph } from '../../../../renderer/parts/glyph.tsx';
import { useSharedText } from '../parts/texts.ts';
import { insertedAt } from './content.ts';
import { useReportText } from './texts.ts';

export type TextPart = 'method' | 'findings' | 'impression';

export interface EditorHandle {
  /** Puts words at the cursor of a part; without a part where the cursor was last. */
  insert: (words: string, part?: TextPart) => void;
  focus: (part: TextPart) => void;
}

interface EditorProps {
  content: ExamReportContent;
  off: boolean;
  onChange: (part: Partial<ExamReportContent>) => void;
  onLeave: () => void;
  handle: RefObject<EditorHandle | null>;
  /** The structured fields, where the printed report has them. */
  afterFindings: ReactNode;
}

const parts: readonly TextPart[] = ['method', 'findings', 'impression'];

export function Editor({ content, off, onChange, onLeave, handle, afterFindings }: EditorProps) {
  const text = useReportText();
  const shared = useSharedText();
  const areas = useRef<Partial<Record<TextPart, HTMLTextAreaElement | null>>>({});
  const last = useRef<TextPart>('findings');

  useImperativeHandle(handle, () => ({
    insert(words, part) {
      if (off) return;
      const to = part ?? last.current;
      const area = areas.current[to];
      const before = content[to];
      const here = last.current === to && area ? area.selectionStart : before.length;
      const until = last.current === to && area ? area.selectionEnd : here;
      const gap = here > 0 && here === before.length && !before.endsWith('\n') && words.length > 12 ? '\n' : '';
      const after = insertedAt(before, gap + words, here, until);
      onChange({ [to]: after.text });
      last.current = to;
      // The area has the new text only when it was drawn again.
      requestAnimationFrame(() => {
        area?.focus();
        area?.setSelectionRange(after.cursor, after.cursor);
      });
    },
    focus(part) {
      const area = areas.current[part];
      area?.focus();
      area?.setSelectionRange(area.value.length, area.value.length);
    },
  }));

  return (
    <div className="report-text">
      {parts.map((part) => (
        <Fragment key={part}>
          <label className={`report-part part-${part}`}>
            <span>{text(part)}</span>
            <textarea
              ref={(area) => {
                areas.current[part] = area;
              }}
              value={content[part]}
              readOnly={off}
              rows={part === 'method' ? 1 : part === 'findings' ? 8 : 3}
              maxLength={part === 'method' ? 4000 : part === 'findings' ? 20_000 : 10_000}
              onChange={(event) => onChange({ [part]: event.currentTarget.value })}
              onFocus={() => {
                last.current = part;
              }}
              onBlur={onLeave}
              onKeyDown={(event) => {
                if (event.key === 'Escape') event.currentTarget.blur();
              }}
              data-testid={`report-${part}`}
            />
          </label>
          {part === 'findings' ? afterFindings : null}
        </Fragment>
      ))}
      <div className="report-positivity" role="radiogroup" aria-label={text('positivity')}>
        <span>{text('positivity')}</span>
        {([false, true] as const).map((value) => (
          <button
            key={String(value)}
            type="button"
            role="radio"
            aria-checked={content.positive === value}
            disabled={off}
            className={value ? 'is-positive' : 'is-negative'}
            onClick={() => onChange({ positive: value })}
            data-testid={value ? 'report-positive' : 'report-negative'}
          >
            <Glyph name={value ? 'add' : 'yes'} size={12} /> {shared(value ? 'positive' : 'negative')}{' '}
            <KeyCap name={value ? 'Alt+=' : 'Alt+-'} />
          </button>
        ))}
      </div>
    </div>
  );
}
