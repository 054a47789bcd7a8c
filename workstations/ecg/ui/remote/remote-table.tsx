// The requests as rows: danger, state, person, from where or to whom, who reads, who has it open, how long it waits.
import { shortTime } from '../../../../renderer/format/time.ts';
import { Glyph, type GlyphName } from '../../../../renderer/parts/glyph.tsx';
import { type StateTone, ToneChip } from '../../../../renderer/parts/state-chip.tsx';
import { useEcgText } from '../locales/use-ecg-text.ts';
import { RiskMark } from '../queue/risk.tsx';
import { riskOf, waitingMs, waitText } from '../queue/rows.ts';
import type { Direction, RemoteExam, RemoteStateFilter } from './remote-rows.ts';

const look: Record<Exclude<RemoteStateFilter, 'all'>, { tone: StateTone; glyph: GlyphName }> = {
  uploading: { tone: 'working', glyph: 'working' },
  waiting: { tone: 'waiting', glyph: 'time' },
  accepted: { tone: 'working', glyph: 'yes' },
  returned: { tone: 'withdrawn', glyph: 'undo' },
  done: { tone: 'final', glyph: 'final' },
  withdrawn: { tone: 'withdrawn', glyph: 'close' },
};

interface TableProps {
  rows: readonly RemoteExam[];
  direction: Direction;
  selectedId: string | null;
  now: number;
  onSelect: (examId: string) => void;
  onOpen: () => void;
}

export function RemoteTable({ rows, direction, selectedId, now, onSelect, onOpen }: TableProps) {
  const text = useEcgText();
  return (
    <div className="ecg-remote-rows">
      <table>
        <thead>
          <tr>
            {(
              [
                'risk',
                'state',
                'name',
                'exam',
                direction === 'received' ? 'from' : 'to',
                'by',
                'at',
                'reader',
                'wait',
              ] as const
            ).map((key) => (
              <th key={key}>{text(`remote.column.${key}`)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((exam) => {
            const { remote } = exam;
            const waits = remote.state === 'waiting' || remote.state === 'accepted' ? waitingMs(exam, now) : null;
            const wait = waits === null ? null : waitText(waits);
            return (
              <tr
                key={exam.id}
                aria-selected={exam.id === selectedId}
                className={`risk-${riskOf(exam)}`}
                onClick={() => onSelect(exam.id)}
                onDoubleClick={onOpen}
                data-testid="ecg-remote-row"
              >
                <td>
                  <RiskMark level={riskOf(exam)} size={12} />
                </td>
                <td>
                  <ToneChip {...look[remote.state]} word={text(`remote.state.${remote.state}`)} />
                </td>
                <td>
                  <strong>{exam.patient.name}</strong>
                  {exam.priority === 'routine' ? null : (
                    <em className="ecg-urgent"> {text(`priority.${exam.priority}`)}</em>
                  )}
                </td>
                <td>{exam.procedureName}</td>
                <td>{direction === 'received' ? remote.fromInstitutionName : remote.toInstitutionName}</td>
                <td>{remote.requestedBy}</td>
                <td className="number">{shortTime(remote.requestedAt, new Date(now))}</td>
                <td>
                  {exam.lock ? (
                    <span title={text('queue.lockedBy', { name: exam.lock.personName })}>
                      <Glyph name="lock" size={11} /> {exam.lock.personName}
                    </span>
                  ) : (
                    (exam.assignedTo?.personName ?? exam.report.author)
                  )}
                </td>
                <td className="number">{wait ? text(wait.key, { count: wait.count }) : ''}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
