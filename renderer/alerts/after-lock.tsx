// Back at a locked screen on which alarms stood: which they are, the longest waiting first, and one key to the first of them.
import { Button } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../client/provider.tsx';
import { useRights, useSession } from '../client/session.tsx';
import { useTestName } from '../critical/use-test-name.ts';
import { directionArrow } from '../critical/words.ts';
import { clock } from '../format/time.ts';
import { marksOf } from '../i18n/marks.ts';
import { useLocale } from '../i18n/text.tsx';
import { Glyph } from '../parts/glyph.tsx';
import { Modal } from '../parts/modal.tsx';
import { Answer } from '../parts/panels.tsx';
import { parseRoute, routeAddress } from '../shell/route.ts';
import './alerts.css';
import { alertsOver, stageOf } from './shown.ts';
import { useAlertText } from './texts.ts';

interface Waiting {
  id: string;
  raisedAt: string;
  patient: string;
  place: string;
  what: string;
  /** Where it is answered; null: by the strip that stands on this person's screen. */
  address: string | null;
}

const days = 3;

/** What stands unanswered for this person, asked anew: a colleague may have answered while the password was typed. */
function useStanding() {
  const { client } = useApi();
  const can = useRights();
  const { person } = useSession();
  const locale = useLocale();
  const text = useAlertText();
  const testName = useTestName();
  const telephones = can('lab.view') || can('critical.document');
  return useQuery({
    queryKey: ['after-lock', person.id, locale],
    queryFn: async (): Promise<Waiting[]> => {
      const [alerts, listed, mine] = await Promise.all([
        client.ecg.alerts({ state: 'mine', days }),
        telephones ? client.critical.list({ state: 'open', days }) : null,
        client.critical.mine({ days }),
      ]);
      const reads = can('ecg.write') || can('ecg.review');
      const dangers = alertsOver(alerts, [], new Set(), { name: person.name, reads }).filter(
        (alert) => stageOf(alert) === 'danger',
      );
      const ofExams = new Set(dangers.map(({ examId }) => examId));
      const wards = mine.rows.map(({ critical }) => critical).filter(({ state }) => state !== 'withdrawn');
      const open = (listed?.rows ?? []).filter(({ state }) => state === 'open');
      const criticals = [...new Map([...open, ...wards].map((one) => [one.id, one])).values()];
      const { station } = parseRoute(location.hash);
      return [
        ...dangers.map(({ id, raisedAt, patientName, departmentName, findings, text: said, examId }) => ({
          ...{ id, raisedAt, patient: patientName || text('nameless'), place: departmentName },
          what: findings.map((one) => (locale === 'en' ? one.en : one.zh)).join(marksOf(locale).semicolon) || said,
          address: !can('ecg.view')
            ? null
            : examId === null
              ? routeAddress('ecg', 'unmatched')
              : routeAddress('ecg', 'reading', { exam: examId }),
        })),
        ...criticals
          .filter(({ area, subjectId }) => !(area === 'ecg' && ofExams.has(subjectId)))
          .map((one) => ({
            ...{ id: one.id, raisedAt: one.raisedAt, patient: one.patientName, place: one.departmentName },
            what: [testName(one), directionArrow(one.direction), one.value, one.unit].filter(Boolean).join(' '),
            address: telephones && station !== '' ? routeAddress(station, 'critical') : null,
          })),
      ].toSorted((one, other) => Date.parse(one.raisedAt) - Date.parse(other.raisedAt));
    },
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
}

export function AfterLock({ onClose }: { onClose: () => void }) {
  const text = useAlertText();
  const standing = useStanding();
  const open = (address: string) => {
    location.hash = address;
    onClose();
  };
  return (
    <Modal
      title={text('afterLock')}
      onClose={onClose}
      width={760}
      tone="critical"
      testId="after-lock"
      footer={<Button text={text('later')} onClick={onClose} data-testid="after-lock-later" />}
      hint={text('afterLock.hint')}
    >
      <Answer of={standing}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="after-lock-none">{text('afterLock.none')}</p>
          ) : (
            <ul className="after-lock">
              {rows.map(({ id, raisedAt, patient, place, what, address }, index) => (
                <li key={id} data-testid="after-lock-row">
                  <Glyph name="warning" />
                  <time>{clock(raisedAt)}</time>
                  <strong>{patient}</strong>
                  <span>{place}</span>
                  <b>{what}</b>
                  {address === null ? null : (
                    <Button
                      intent="danger"
                      size="small"
                      autoFocus={index === 0}
                      text={text('afterLock.open')}
                      onClick={() => open(address)}
                      data-testid="after-lock-open"
                    />
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </Modal>
  );
}
