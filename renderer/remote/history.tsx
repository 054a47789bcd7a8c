// What happened to a request, step by step, with the reasons that were given; and what the asking side wrote beforehand.
import './remote.css';
import type { RemoteRequest } from '../../core/orders/exam.ts';
import { dateTime } from '../format/time.ts';
import { RemoteLevels } from './levels.tsx';
import { useRemoteText } from './texts.ts';

const known = [
  'request',
  'uploaded',
  'accept',
  'release',
  'return',
  'withdraw',
  'resubmit',
  'forward',
  'takeBack',
  'done',
  'closed',
  'reopened',
  'preliminary',
  'told.phone',
  'told.inPerson',
  'told.message',
  'told.family',
] as const;

/** Images and tracings that came by themselves carry the door or the address that they came by, not a person. */
const isDevice = (by: string): boolean => /^(dicom|dicomweb|[0-9a-f.:]+)$/i.test(by);

export function RemoteHistory({ remote }: { remote: RemoteRequest }) {
  const text = useRemoteText();
  // Between two institutions it is plain whose act each was.
  const passed = remote.history.filter(({ act }) => act === 'forward').length;
  return (
    <section>
      <RemoteLevels remote={remote} />
      <h3>{text('history')}</h3>
      <ol className="remote-history">
        {remote.history.map((step, index) => (
          <li key={index}>
            <span className="number">{dateTime(step.at)}</span>{' '}
            <b>{text(`act.${known.find((each) => each === step.act) ?? 'other'}`)}</b>{' '}
            {step.act === 'uploaded' && isDevice(step.by) ? text('by.device') : step.by}
            {step.institutionName && passed > 0 ? <small> {step.institutionName}</small> : null}
            {step.act === 'forward' && step.toInstitutionName ? ` → ${step.toInstitutionName}` : null}
            {step.reason ? <em>{step.reason}</em> : null}
          </li>
        ))}
      </ol>
    </section>
  );
}

export function WrittenBeforehand({ remote }: { remote: RemoteRequest }) {
  const text = useRemoteText();
  if (!remote.preliminaryFindings && !remote.preliminaryImpression) return null;
  return (
    <section className="remote-beforehand">
      <h3>{text('beforehand')}</h3>
      {(
        [
          ['findings', remote.preliminaryFindings],
          ['impression', remote.preliminaryImpression],
        ] as const
      ).map(([key, value]) =>
        value ? (
          <p key={key}>
            <em>{text(key)}</em>
            {value}
          </p>
        ) : null,
      )}
    </section>
  );
}
