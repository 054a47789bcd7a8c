// One merge: both records as they are now, what came in since, and undoing it with a reason.
import { Button } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { PatientMerge } from '../../../../core/patient/model.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { dateTime } from '../../../../renderer/format/time.ts';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Answer } from '../../../../renderer/parts/panels.tsx';
import { ReasonDialog } from '../../../../renderer/parts/reason-dialog.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { RecordPair } from './record-pair.tsx';

export function MergeDetail({ id, onUndone }: { id: string; onUndone: (merge: PatientMerge) => void }) {
  const text = useAdminText();
  const { client, query } = useApi();
  const [asking, setAsking] = useState(false);
  const detail = useQuery(query.patient.mergeDetail.queryOptions({ input: { id } }));
  const undo = useCommand(client.patient.unmerge, {
    onDone: (merge) => {
      setAsking(false);
      onUndone(merge);
    },
  });
  const off = detail.data && detail.data.merge.undone === null ? null : text('merge.state.undone');
  useActions({ title: text('merges'), depth: 1 }, [
    { id: 'undo', label: text('merge.undo'), keys: ['F8'], main: true, off, run: () => setAsking(true) },
  ]);
  return (
    <Answer of={detail}>
      {({ merge, from, into, since }) => (
        <>
          <header className="pane-head">
            <h2>{text('merge.detail')}</h2>
            <Button size="small" disabled={off !== null} onClick={() => setAsking(true)} data-testid="merge-undo">
              {text('merge.undo')} <KeyCap name="F8" />
            </Button>
          </header>
          <div className="admin-page">
            <dl className="admin-merge-facts">
              <dt>{text('merge.reason')}</dt>
              <dd>
                {merge.reason} <em>{text('merge.by.at', { by: merge.byName, at: dateTime(merge.at) })}</em>
              </dd>
              {merge.undone ? (
                <>
                  <dt>{text('merge.undone.reason')}</dt>
                  <dd>
                    {merge.undone.reason}{' '}
                    <em>{text('merge.by.at', { by: merge.undone.byName, at: dateTime(merge.undone.at) })}</em>
                  </dd>
                </>
              ) : null}
            </dl>
            <RecordPair
              from={from}
              into={into}
              fromTitle={text('merge.from.title')}
              intoTitle={text('merge.into.title')}
              on={new Date().toISOString()}
            />
            {since.length > 0 ? (
              <p className="admin-trouble" data-testid="merge-since">
                {text('merge.since', { count: since.length })}
                <br />
                {since.map(({ barcode }) => barcode).join('  ')}
              </p>
            ) : null}
          </div>
          {asking ? (
            <ReasonDialog
              title={text('merge.undo')}
              lead={text('merge.undo.lead', {
                from: `${from.number} ${from.name}`,
                into: `${into.number} ${into.name}`,
              })}
              confirm={text('merge.undo')}
              busy={undo.isPending}
              onClose={() => setAsking(false)}
              onConfirm={(reason) => undo.mutate({ mergeId: id, reason })}
              testId="unmerge-dialog"
            />
          ) : null}
        </>
      )}
    </Answer>
  );
}
