// The alert over whatever screen is open: who, what, since when, and what this person has to do. It takes no key away from what is being typed.
import { Button } from '@blueprintjs/core';
import { useState } from 'react';
import type { EcgAlert } from '../../core/ecg/flow/alert.ts';
import { clock } from '../format/time.ts';
import { marksOf } from '../i18n/marks.ts';
import { useLocale } from '../i18n/text.tsx';
import { useActions } from '../keys/actions.tsx';
import { KeyCap } from '../parts/field.tsx';
import { Glyph } from '../parts/glyph.tsx';
import { byUrgency, isUnheard, stageOf } from './shown.ts';
import { AlertSteps } from './steps.tsx';
import { useAlertText } from './texts.ts';
import { useFold } from './use-fold.tsx';

interface PopupProps {
  alerts: readonly EcgAlert[];
  /** Null for one who cannot open tracings at this window. */
  onOpen: ((examId: string) => void) | null;
  onAnswer: (alert: EcgAlert) => void;
  onLater: () => void;
}

export function AlertPopup({ alerts: given, onOpen, onAnswer, onLater }: PopupProps) {
  const text = useAlertText();
  const alerts = byUrgency(given);
  const [first] = alerts;
  const fold = useFold(alerts, { id: 'ecg-alert-more', title: text('title'), keys: 'Ctrl+Alt+D' });
  const isCalm = alerts.every((alert) => stageOf(alert) === 'retracted');
  useActions({ title: text('title'), depth: 0 }, [
    {
      id: 'ecg-alert-answer',
      label: text('acknowledge'),
      keys: ['Ctrl+Alt+Y'],
      run: () => first && onAnswer(first),
      main: true,
    },
    { id: 'ecg-alert-later', label: text('later'), keys: ['Ctrl+Alt+X'], run: onLater },
  ]);
  return (
    <aside
      className={`critical-popup alert-popup ${isCalm ? 'is-calm' : ''} ${fold.isFolded ? 'is-folded' : ''}`}
      role="alertdialog"
      aria-label={text('title')}
      data-testid="ecg-alert-popup"
    >
      <header>
        <Glyph name={isCalm ? 'undo' : 'warning'} size={18} />
        <strong>{text(isCalm ? 'title.retracted' : 'title')}</strong>
        <b>{alerts.length}</b>
        {fold.button}
        <button type="button" className="quiet" onClick={onLater}>
          {text('later')} <KeyCap name="Ctrl+Alt+X" />
        </button>
      </header>
      {fold.shown.map((alert) => (
        <Row key={alert.id} alert={alert} isFirst={alert === first} onOpen={onOpen} onAnswer={onAnswer} />
      ))}
    </aside>
  );
}

interface RowProps extends Pick<PopupProps, 'onOpen' | 'onAnswer'> {
  alert: EcgAlert;
  isFirst: boolean;
}

function Row({ alert, isFirst, onOpen, onAnswer }: RowProps) {
  const text = useAlertText();
  const locale = useLocale();
  const [open, setOpen] = useState(false);
  const { examId, state, retraction } = alert;
  const words =
    alert.findings.map((one) => (locale === 'en' ? one.en : one.zh)).join(marksOf(locale).semicolon) || alert.text;
  const unheard = isUnheard(alert);
  const place = alert.recipients.find(({ role }) => role === 'reader')?.name;
  const answered = alert.recipients.find(
    ({ role, acknowledgedAt }) => role === 'reader' && acknowledgedAt !== null,
  )?.acknowledgedBy;
  return (
    <article data-testid="ecg-alert-popup-row" data-state={state}>
      <div className="critical-who">
        <strong>{alert.patientName || text('nameless')}</strong>
        <span>{alert.departmentName}</span>
        <span className="number">{alert.accession}</span>
        <span>{clock(alert.raisedAt)}</span>
      </div>
      <div className="alert-words">{words}</div>
      <div className={unheard ? 'alert-state is-unheard' : 'alert-state'}>
        {state === 'dismissed'
          ? text('dismissed', { name: retraction?.by ?? '', reason: retraction?.reason ?? '' })
          : state === 'acknowledged'
            ? text('acknowledged', { name: answered ?? '' })
            : unheard
              ? text('unheard', { place: place || text('place.here') })
              : text(state)}
      </div>
      <div className="critical-do">
        <Button size="small" variant="minimal" onClick={() => setOpen(!open)} data-testid="ecg-alert-steps">
          {text(open ? 'steps.hide' : 'steps')}
        </Button>
        {onOpen && examId ? (
          <Button size="small" onClick={() => onOpen(examId)}>
            {text('open')}
          </Button>
        ) : null}
        <Button
          size="small"
          intent={state === 'dismissed' ? 'none' : 'danger'}
          onClick={() => onAnswer(alert)}
          data-testid="ecg-alert-answer"
        >
          {text('acknowledge')} {isFirst ? <KeyCap name="Ctrl+Alt+Y" /> : null}
        </Button>
      </div>
      {open ? <AlertSteps alert={alert} /> : null}
    </article>
  );
}
