// The way of a request over several levels (多级): who asked, who sent it on and why, where it lies now.
import type { RemoteRequest } from '../../core/orders/exam.ts';
import { levelsOf } from '../../core/orders/remote-levels.ts';
import { shortTime } from '../format/time.ts';
import { RemoteChip } from './marks.tsx';
import { useRemoteText } from './texts.ts';

/** 清溪镇卫生院 → 县医院 → 市医院 */
export function wayText(remote: RemoteRequest): string {
  const between = levelsOf(remote).map(({ institutionName }) => institutionName);
  return [remote.fromInstitutionName, ...between, remote.toInstitutionName].join(' → ');
}

/** Nothing while only two institutions take part: the request says both. */
export function RemoteLevels({ remote }: { remote: RemoteRequest }) {
  const text = useRemoteText();
  const levels = levelsOf(remote);
  if (levels.length === 0) return null;
  const now = new Date();
  return (
    <>
      <h3>{text('levels')}</h3>
      <ol className="remote-levels" data-testid="remote-levels">
        <li>
          <b>{remote.fromInstitutionName}</b> <small>{text('level.from')}</small>
          <span>
            {remote.requestedBy} {shortTime(remote.requestedAt, now)}
          </span>
        </li>
        {levels.map((level) => (
          <li key={level.institutionId}>
            <b>{level.institutionName}</b> <small>{text('level.on')}</small>
            <span>
              {level.sentOnBy} {shortTime(level.sentOnAt, now)}
            </span>
            <em>{level.reason}</em>
          </li>
        ))}
        <li>
          <b>{remote.toInstitutionName}</b> <small>{text('level.to')}</small>
          <span>
            <RemoteChip state={remote.state} />
          </span>
        </li>
      </ol>
    </>
  );
}
