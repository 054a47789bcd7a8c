// Objects that came twice with one UID and different content: both are kept, a person says which one is shown.
import { Button } from '@blueprintjs/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { z } from 'zod';
import type { DifferingObject } from '../../../../core/imaging/contract.ts';
import { useOnline } from '../../../../renderer/client/link.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { dateTime } from '../../../../renderer/format/time.ts';
import { shownName } from '../../../../renderer/imaging/index.ts';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { ReasonDialog } from '../../../../renderer/parts/reason-dialog.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useSharedText } from '../parts/texts.ts';
import { useArchiveText } from './texts.ts';

type Pair = z.infer<typeof DifferingObject>;

export function Differing() {
  const text = useArchiveText();
  const shared = useSharedText();
  const { client, query } = useApi();
  const queries = useQueryClient();
  const online = useOnline();
  const { show } = useToasts();
  const list = useQuery(query.imaging.differing.queryOptions());
  const [asking, setAsking] = useState<{ pair: Pair; keepId: string; otherId: string } | null>(null);
  const decide = useCommand(client.imaging.decideDiffering, {
    onDone: () => {
      queries.invalidateQueries({ queryKey: query.imaging.key() });
      show({ tone: 'done', title: text('differ.done') });
      setAsking(null);
    },
  });
  const facts = (side: Pair['current']) =>
    text('differ.received', {
      time: dateTime(side.receivedAt),
      source: side.source,
      size: `${(side.length / 1024).toFixed(0)} KB`,
    });
  return (
    <section className="pane pane-whole">
      <Answer of={list}>
        {(pairs) =>
          pairs.length === 0 ? (
            <EmptyPanel glyph="versions" title={text('empty.differing')} hint={text('empty.differing.hint')} />
          ) : (
            <ul className="pane-scroll proposals">
              {pairs.map((pair) => (
                <li key={pair.other.id}>
                  <p className="exam-line">
                    <b>{shownName(pair.patientName)}</b> {pair.seriesDescription}{' '}
                    <span className="number">{pair.sopInstanceUid}</span>
                  </p>
                  {(['current', 'other'] as const).map((side) => (
                    <p key={side} className="exam-line">
                      <em>{text(`differ.${side}`)}</em> {facts(pair[side])}
                      <Button
                        size="small"
                        disabled={!online}
                        title={online ? undefined : shared('offline.off')}
                        onClick={() =>
                          setAsking({
                            pair,
                            keepId: pair[side].id,
                            otherId: pair[side === 'current' ? 'other' : 'current'].id,
                          })
                        }
                      >
                        {text(side === 'current' ? 'differ.keep' : 'differ.take')}
                      </Button>
                    </p>
                  ))}
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
      {asking ? (
        <ReasonDialog
          title={text('differ.title', { name: shownName(asking.pair.patientName) })}
          ready={[text('differ.reason.resent'), text('differ.reason.original')]}
          confirm={text(asking.keepId === asking.pair.current.id ? 'differ.keep' : 'differ.take')}
          busy={decide.isPending}
          onClose={() => setAsking(null)}
          onConfirm={(reason) => decide.mutate({ keepId: asking.keepId, otherId: asking.otherId, reason })}
        />
      ) : null}
    </section>
  );
}
