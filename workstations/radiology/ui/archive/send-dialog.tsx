// Sends chosen studies to a DICOM peer: which one, and what is agreed with it; the rest is shown among the transfers.
import { Button, Radio, RadioGroup } from '@blueprintjs/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { shownName } from '../../../../renderer/imaging/index.ts';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import type { Study } from './matching.ts';
import { usePeerText } from './peer-texts.ts';

const named = 5;

export function SendDialog({ studies, onClose }: { studies: readonly Study[]; onClose: () => void }) {
  const text = usePeerText();
  const { client, query } = useApi();
  const queries = useQueryClient();
  const { show } = useToasts();
  const peers = useQuery(query.dicom.transferPeers.queryOptions());
  const able = (peers.data ?? []).filter(({ asks }) => asks.includes('send'));
  const [chosen, setChosen] = useState<string | null>(null);
  const aet = chosen ?? able[0]?.aet ?? null;
  const send = useCommand(client.dicom.sendStudies, {
    onDone: (made) => {
      queries.invalidateQueries({ queryKey: query.dicom.transfers.key() });
      show({ tone: 'done', title: text('send.begun', { aet: made.aet }) });
      onClose();
    },
  });
  const confirm = () => {
    if (aet === null || send.isPending) return;
    send.mutate({ aet, studyUids: studies.map(({ uid }) => uid) });
  };
  return (
    <Modal
      title={text('send.title', { count: studies.length })}
      onClose={onClose}
      onConfirm={confirm}
      testId="send-dialog"
      footer={
        <Button
          type="submit"
          intent="primary"
          disabled={aet === null}
          loading={send.isPending}
          data-testid="send-confirm"
        >
          {text('send.confirm')} <KeyCap name="Ctrl+Enter" />
        </Button>
      }
    >
      <ul className="send-studies">
        {studies.slice(0, named).map((study) => (
          <li key={study.uid}>
            <b>{shownName(study.patientName) || study.patientId}</b> {study.modalities.join(' ')} {study.description}{' '}
            <span className="number">{study.instanceCount}</span>
          </li>
        ))}
        {studies.length > named ? <li>{text('jobs.more', { count: studies.length - named })}</li> : null}
      </ul>
      <Answer of={peers}>
        {() =>
          able.length === 0 ? (
            <EmptyPanel glyph="exchange" title={text('send.none.title')} hint={text('setup.hint')} />
          ) : (
            <RadioGroup
              selectedValue={aet ?? ''}
              onChange={(event) => setChosen(event.currentTarget.value)}
              aria-label={text('peer')}
            >
              {able.map((peer) => (
                <Radio key={peer.aet} value={peer.aet} autoFocus={peer.aet === aet}>
                  <b>{peer.aet}</b> {peer.description}
                  {peer.asks.includes('commitment') ? <small> · {text('send.commitment')}</small> : null}
                </Radio>
              ))}
            </RadioGroup>
          )
        }
      </Answer>
    </Modal>
  );
}
