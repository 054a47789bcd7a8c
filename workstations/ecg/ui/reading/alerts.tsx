// Open danger alerts above everything else of the station: who has answered, and what the doctor says to them.
import { Button } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { EcgAlert } from '../../../../core/ecg/flow/alert.ts';
import { byUrgency, isUnheard } from '../../../../renderer/alerts/shown.ts';
import { useFold } from '../../../../renderer/alerts/use-fold.tsx';
import { useLink } from '../../../../renderer/client/link.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { useRights } from '../../../../renderer/client/session.tsx';
import { clock, dateTime } from '../../../../renderer/format/time.ts';
import { marksOf } from '../../../../renderer/i18n/marks.ts';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { Glyph } from '../../../../renderer/parts/glyph.tsx';
import { ReasonDialog } from '../../../../renderer/parts/reason-dialog.tsx';
import { useSound } from '../../../../renderer/parts/use-sound.ts';
import { useEcgText } from '../locales/use-ecg-text.ts';
import { RiskMark } from '../queue/risk.tsx';

interface AlertsProps {
  muted: boolean;
  onOpen: (examId: string) => void;
  /** All of them, with what was done. */
  onLog: () => void;
}

export function Alerts({ muted, onOpen, onLog }: AlertsProps) {
  const text = useEcgText();
  const { client, query } = useApi();
  const playSound = useSound();
  const alerts = useQuery({
    ...query.ecg.alerts.queryOptions({ input: { state: 'open', days: 3 } }),
    refetchInterval: 15_000,
  });
  const reached = useCommand(client.ecg.alertReached, { handles: ['NOT_FOUND', 'RIGHT_MISSING', 'STATE_REFUSED'] });
  const told = useRef(new Set<string>());
  const rows = alerts.data ?? [];
  useEffect(() => {
    for (const alert of rows) {
      if (told.current.has(alert.id)) continue;
      told.current.add(alert.id);
      // A muted list still sounds for danger: only the tone of ordinary arrivals is off. Who switched off all sounds hears none.
      if (alert.level === 'critical' || !muted) playSound(alert.level === 'critical' ? 'critical' : 'attention');
      reached.mutate({ alertId: alert.id });
    }
  }, [rows, muted, playSound, reached]);
  const link = useLink();
  const isCut = link !== null && !link.online;
  const fold = useFold(byUrgency(rows), { id: 'ecg-alerts-more', title: text('alerts.title'), keys: 'Ctrl+Alt+A' });
  if (rows.length === 0 && !isCut) return null;
  return (
    <section className="ecg-alerts" role="alert" data-testid="ecg-alerts">
      {isCut ? (
        <p className="ecg-alerts-cut" data-testid="ecg-alerts-not-live">
          <Glyph name="offline" /> {text('alerts.notLive', { time: dateTime(link.dataAsOf ?? link.since) })}
        </p>
      ) : null}
      <div className={fold.isFolded ? 'ecg-alerts-rows is-folded' : 'ecg-alerts-rows'}>
        {fold.shown.map((alert, index) => (
          <OneAlert key={alert.id} alert={alert} onOpen={onOpen}>
            {index === 0 ? fold.button : null}
          </OneAlert>
        ))}
      </div>
      {fold.isFolded ? null : (
        <button type="button" className="ecg-alerts-log" onClick={onLog} data-testid="ecg-alerts-log">
          {text('alerts.log')}
        </button>
      )}
    </section>
  );
}

interface OneAlertProps {
  alert: EcgAlert;
  onOpen: (examId: string) => void;
  /** How many more there are, on the first. */
  children: ReactNode;
}

function OneAlert({ alert, onOpen, children }: OneAlertProps) {
  const text = useEcgText();
  const locale = useLocale();
  const can = useRights();
  const { client } = useApi();
  const [dismissing, setDismissing] = useState(false);
  const acknowledge = useCommand(client.ecg.acknowledgeAlert);
  const decide = useCommand(client.ecg.decideAlert, { onDone: () => setDismissing(false) });
  const words =
    alert.findings.map((one) => (locale === 'en' ? one.en : one.zh)).join(marksOf(locale).semicolon) || alert.text;
  const answered = alert.recipients.find((one) => one.acknowledgedAt !== null)?.acknowledgedBy ?? '';
  const { examId } = alert;
  return (
    <article className={alert.level === 'critical' ? 'is-critical' : ''} data-testid="ecg-alert">
      <RiskMark level={alert.level} suspected={alert.by === 'machine'} />
      {children}
      <strong>{alert.patientName || text('alert.nameless')}</strong>
      <span className="ellipsis">{words}</span>
      <time>{clock(alert.raisedAt)}</time>
      <small>
        {text(`alert.state.${isUnheard(alert) ? 'unheard' : alert.state}`, { name: answered })} ·{' '}
        {text('alert.reached', {
          reached: alert.recipients.filter((one) => one.reachedAt !== null).length,
          total: alert.recipients.length,
        })}
      </small>
      {examId ? <Button size="small" text={text('alert.open')} onClick={() => onOpen(examId)} /> : null}
      {can('ecg.write') ? (
        <>
          {alert.state === 'raised' ? (
            <Button
              size="small"
              intent="primary"
              text={text('alert.acknowledge')}
              loading={acknowledge.isPending}
              onClick={() => {
                acknowledge.mutate({ alertId: alert.id, note: '' });
                if (examId) onOpen(examId);
              }}
            />
          ) : null}
          <Button
            size="small"
            intent="danger"
            text={text('alert.confirm')}
            loading={decide.isPending}
            onClick={() =>
              decide.mutate({ alertId: alert.id, expectedVersion: alert.version, verdict: 'confirmed', reason: '' })
            }
          />
          <Button size="small" text={text('alert.dismiss')} onClick={() => setDismissing(true)} />
        </>
      ) : null}
      {dismissing ? (
        <ReasonDialog
          title={text('alert.dismiss.title')}
          confirm={text('alert.dismiss')}
          busy={decide.isPending}
          onClose={() => setDismissing(false)}
          onConfirm={(reason) =>
            decide.mutate({
              alertId: alert.id,
              expectedVersion: alert.version,
              verdict: 'dismissed',
              reason,
              level: 'attention',
            })
          }
        />
      ) : null}
    </article>
  );
}
