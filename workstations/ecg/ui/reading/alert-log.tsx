// Alerts on record (ECG-35): when each was raised, whom it reached, who answered, when it was escalated and how it ended.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { EcgAlert } from '../../../../core/ecg/flow/alert.ts';
import { isUnheard } from '../../../../renderer/alerts/shown.ts';
import { AlertSteps } from '../../../../renderer/alerts/steps.tsx';
import { useAlertText } from '../../../../renderer/alerts/texts.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { dateTime } from '../../../../renderer/format/time.ts';
import { useMarks } from '../../../../renderer/i18n/marks.ts';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { useEcgText } from '../locales/use-ecg-text.ts';
import { RiskMark } from '../queue/risk.tsx';

const spans = ['3', '30', '366'] as const;

export function AlertLog({ onOpen, onClose }: { onOpen: (examId: string) => void; onClose: () => void }) {
  const text = useAlertText();
  const words = useEcgText();
  const locale = useLocale();
  const { semicolon } = useMarks();
  const { query } = useApi();
  const [days, setDays] = useState<(typeof spans)[number]>('30');
  const [openId, setOpenId] = useState<string | null>(null);
  const alerts = useQuery(query.ecg.alerts.queryOptions({ input: { state: 'all', days: Number(days) } }));
  const wordsOf = (alert: EcgAlert) =>
    alert.findings.map((one) => (locale === 'en' ? one.en : one.zh)).join(semicolon) || alert.text;
  return (
    <Modal title={text('log.title')} onClose={onClose} width={860} testId="alert-log">
      <Segments
        label={text('log.days')}
        value={days}
        onChange={setDays}
        options={spans.map((value) => ({
          value,
          label: value === '366' ? words('queue.years', { count: 1 }) : words('queue.days', { count: value }),
        }))}
      />
      <div className="alert-log">
        <Answer of={alerts}>
          {(rows) =>
            rows.length === 0 ? (
              <EmptyPanel glyph="warning" title={text('log.none')} />
            ) : (
              <ul>
                {rows.map((alert) => {
                  const answered = alert.recipients.find(({ acknowledgedAt }) => acknowledgedAt !== null);
                  return (
                    <li key={alert.id} data-testid="alert-log-row">
                      <button
                        type="button"
                        aria-expanded={openId === alert.id}
                        onClick={() => setOpenId(openId === alert.id ? null : alert.id)}
                      >
                        <RiskMark level={alert.level} suspected={alert.by === 'machine'} />
                        <time>{dateTime(alert.raisedAt)}</time>
                        <strong>{alert.patientName || text('nameless')}</strong>
                        <span className="ellipsis" title={wordsOf(alert)}>
                          {wordsOf(alert)}
                        </span>
                        <span>
                          {words(`alert.state.${isUnheard(alert) ? 'unheard' : alert.state}`, {
                            name: answered?.acknowledgedBy ?? '',
                          })}
                          {alert.escalations > 0 ? ` · ${text('log.escalations', { count: alert.escalations })}` : ''}
                        </span>
                      </button>
                      {openId === alert.id ? (
                        <>
                          <AlertSteps alert={alert} />
                          {alert.examId ? (
                            <button
                              type="button"
                              className="link"
                              onClick={() => {
                                onOpen(alert.examId ?? '');
                                onClose();
                              }}
                            >
                              {text('open')}
                            </button>
                          ) : null}
                        </>
                      ) : null}
                    </li>
                  );
                })}
              </ul>
            )
          }
        </Answer>
      </div>
    </Modal>
  );
}
