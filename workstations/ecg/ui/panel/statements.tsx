// Statements: what is chosen, what machine and device suggest, and the term bank; pairing faults stand where they arise.
import { useEffect, useRef, useState } from 'react';
import { type PairingFault, pairingFaults } from '../../../../core/ecg/flow/pairing.ts';
import type { RecordingDetail } from '../../../../core/ecg/flow/recording.ts';
import type { EcgTerm } from '../../../../core/ecg/flow/terms.ts';
import { type StatementCode, statementTexts } from '../../../../core/ecg/statements/codes.ts';
import type { ReportStatement } from '../../../../core/reporting/exam-report.ts';
import { useMarks } from '../../../../renderer/i18n/marks.ts';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { Glyph } from '../../../../renderer/parts/glyph.tsx';
import { useEcgText } from '../locales/use-ecg-text.ts';
import { findTerms } from './find-terms.ts';

interface StatementsProps {
  detail: RecordingDetail | null;
  terms: readonly EcgTerm[];
  chosen: readonly ReportStatement[];
  /** This person has just begun to write: the bank is typed into at once. */
  begun: boolean;
  /** Null: nothing may be changed. */
  onChange: ((chosen: ReportStatement[]) => void) | null;
}

export function statementOf(term: EcgTerm): ReportStatement {
  return { code: term.code, text: term.zh, textEn: term.en, by: 'person' };
}

/** A machine's suggestion that a person takes over: the statement itself, without 疑似, and whose idea it was. */
function adopted(code: StatementCode, terms: readonly EcgTerm[]): ReportStatement {
  const term = terms.find((one) => one.code === code) ?? statementTexts.get(code);
  return { code, text: term?.zh ?? code, textEn: term?.en ?? code, by: 'machine' };
}

export function useFaultText(): (fault: PairingFault) => string {
  const text = useEcgText();
  const { comma } = useMarks();
  return (fault) => {
    switch (fault.kind) {
      case 'needsPrimary':
        return text('pair.needsPrimary', { term: fault.term });
      case 'wrongPrimary':
        return text('pair.wrongPrimary', { term: fault.term, primaries: fault.primaries.slice(0, 4).join(comma) });
      case 'normalWith':
        return text('pair.normalWith');
      default:
        return fault satisfies never;
    }
  };
}

export function Statements({ detail, terms, chosen, begun, onChange }: StatementsProps) {
  const text = useEcgText();
  const locale = useLocale();
  const faultText = useFaultText();
  const [typed, setTyped] = useState('');
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const finder = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (begun) finder.current?.focus();
  }, [begun]);
  useActions({ title: text('tab.report'), depth: 1 }, [
    {
      id: 'ecg.statements',
      label: text('statements'),
      keys: ['Alt+S'],
      off: onChange ? null : text('off.notWriting'),
      run: () => finder.current?.focus(),
    },
  ]);
  const found = open ? findTerms(terms, typed) : [];
  const faults = pairingFaults(chosen, terms);
  const has = (code: string, words: string) => chosen.some((one) => (code ? one.code === code : one.text === words));
  const take = (statement: ReportStatement) => {
    if (onChange && !has(statement.code, statement.text)) onChange([...chosen, statement]);
    setTyped('');
    setAt(0);
    setOpen(false);
  };
  const machine = detail?.measurement?.statements ?? [];
  const device = detail?.vendor.statements ?? [];
  const word = (one: { text: string; textEn: string } | EcgTerm) =>
    'zh' in one ? (locale === 'en' ? one.en || one.zh : one.zh) : locale === 'en' ? one.textEn || one.text : one.text;
  return (
    <section className="ecg-statements" aria-label={text('statements')}>
      <ol className="ecg-chosen" aria-label={text('statements.chosen')}>
        {chosen.map((one, index) => (
          <li key={`${one.code} ${one.text}`}>
            <span>
              {word(one)} {one.code ? <small>{one.code}</small> : null}
            </span>
            {onChange ? (
              <button
                type="button"
                className="quiet"
                aria-label={`${text('statements.remove')} ${one.text}`}
                onClick={() => onChange(chosen.filter((_, other) => other !== index))}
              >
                <Glyph name="close" size={12} />
              </button>
            ) : null}
          </li>
        ))}
      </ol>
      {faults.map((fault, index) => (
        <p key={index} className="ecg-fault" role="alert">
          <Glyph name="warning" size={12} /> {faultText(fault)}
        </p>
      ))}
      {onChange ? (
        <div className="ecg-term-find">
          <input
            ref={finder}
            type="search"
            value={typed}
            placeholder={text('statements.search')}
            aria-label={text('statements.search')}
            data-testid="term-search"
            // Not by the focus alone: the list would lie over the suggestions and the text.
            onClick={() => setOpen(true)}
            onBlur={() => setOpen(false)}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
              setAt(0);
              setOpen(true);
            }}
            onKeyDown={(event) => {
              const term = found[at];
              if (event.key === 'ArrowDown' && !open) setOpen(true);
              else if (event.key === 'ArrowDown') setAt(Math.min(found.length - 1, at + 1));
              else if (event.key === 'ArrowUp') setAt(Math.max(0, at - 1));
              else if (event.key === 'Enter' && term) take(statementOf(term));
              else if (event.key === 'Escape') event.currentTarget.blur();
              else return;
              event.preventDefault();
            }}
          />
          {open ? (
            <div className="ecg-terms" role="listbox" aria-label={text('statements')}>
              {found.length === 0 ? <p className="ecg-quiet">{text('statements.none')}</p> : null}
              {found.map((term, index) => (
                <div
                  key={term.id}
                  role="option"
                  tabIndex={-1}
                  aria-selected={index === at}
                  // Before the field loses the focus.
                  onMouseDown={(event) => {
                    event.preventDefault();
                    take(statementOf(term));
                  }}
                >
                  <small className="number">{term.code}</small> {word(term)}
                  <em>{term.search}</em>
                </div>
              ))}
            </div>
          ) : null}
        </div>
      ) : null}
      {machine.length > 0 ? (
        <div className="ecg-suggested">
          <span>{text('statements.machine', { word: text('risk.suspected') })}</span>
          {machine.map((one) => (
            <button
              key={one.code}
              type="button"
              disabled={!onChange || has(one.code, one.text)}
              title={[text('measure.confidence', { percent: Math.round(one.confidence * 100) }), ...one.evidence].join(
                '\n',
              )}
              onClick={() => take(adopted(one.code, terms))}
            >
              {word(one)} <small>{Math.round(one.confidence * 100)}%</small>
            </button>
          ))}
        </div>
      ) : null}
      {device.length > 0 ? (
        <div className="ecg-suggested">
          <span>{text('statements.device')}</span>
          {device.slice(0, 8).map((one, index) => (
            <button
              key={index}
              type="button"
              disabled={!onChange || has('', one.text)}
              onClick={() =>
                take({ code: '', text: one.text.slice(0, 190), textEn: one.text.slice(0, 190), by: 'device' })
              }
            >
              {one.text}
            </button>
          ))}
        </div>
      ) : null}
    </section>
  );
}
