// What was done about an alert (ECG-35): each recipient with when it was reached and answered, and every step in its order.
import type { EcgAlert } from '../../core/ecg/flow/alert.ts';
import { dateTime } from '../format/time.ts';
import { useAlertText } from './texts.ts';

export function AlertSteps({ alert }: { alert: EcgAlert }) {
  const text = useAlertText();
  return (
    <div className="alert-steps" data-testid="alert-steps">
      <ul className="alert-recipients">
        {alert.recipients.map((one) => (
          <li key={`${one.role} ${one.personId ?? one.place}`} data-reached={one.reachedAt !== null}>
            <b>{text(`role.${one.role}`)}</b> <span>{one.name}</span>
            <span>
              {one.reachedAt === null
                ? text('waiting')
                : text('reachedAt', { time: dateTime(one.reachedAt), name: one.reachedBy })}
            </span>
            {one.acknowledgedAt === null ? null : (
              <span>{text('acknowledgedAt', { time: dateTime(one.acknowledgedAt), name: one.acknowledgedBy })}</span>
            )}
          </li>
        ))}
      </ul>
      <ol>
        {alert.steps.map(({ kind, at, by, role, note }, index) => (
          <li key={`${at} ${kind} ${index}`} data-step={kind}>
            <time>{dateTime(at)}</time> <b>{text(`step.${kind}`)}</b>{' '}
            <span>{by && !(kind === 'raised' && alert.by === 'machine') ? by : text('machine')}</span>{' '}
            {role ? <small>{text(`role.${role}`)}</small> : null} {note ? <q>{note}</q> : null}
          </li>
        ))}
      </ol>
    </div>
  );
}
