// Why a study is in the trash, until when it can be restored, and what keeps it.
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { dateTime } from '../../../../renderer/format/time.ts';
import { Answer } from '../../../../renderer/parts/panels.tsx';
import { useKeepingText } from './keeping-texts.ts';
import type { Study } from './matching.ts';

export function TrashFacts({ study }: { study: Study }) {
  const text = useKeepingText();
  const { query } = useApi();
  const list = useQuery(query.imaging.trash.queryOptions());
  return (
    <Answer of={list}>
      {(entries) => {
        const entry = entries.find((each) => each.studyUid === study.uid);
        if (!entry) return null;
        const said = { person: entry.person || '—', time: dateTime(entry.removedAt), reason: entry.reason || '—' };
        return (
          <div className="trash-facts" data-testid="trash-facts">
            <p>{text(entry.byPolicy ? 'trash.policy' : 'trash.by', said)}</p>
            <p className="note">
              {entry.kept
                ? text(`trash.kept.${entry.kept}`)
                : entry.automatic
                  ? text('trash.until', { time: dateTime(entry.purgeAt) })
                  : text('trash.manual')}
            </p>
          </div>
        );
      }}
    </Answer>
  );
}
