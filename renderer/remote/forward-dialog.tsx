// Sends a request on to a superior (转上级), and takes it back: to whom and why; every level reads the reason.
import { useState } from 'react';
import { superiorsFor } from '../../core/orders/network.ts';
import { chainOf } from '../../core/orders/remote-levels.ts';
import { useApi, useCommand } from '../client/provider.tsx';
import { ReasonDialog } from '../parts/reason-dialog.tsx';
import { useToasts } from '../shell/toasts.tsx';
import { type AskedPlace, placeIn, ReaderPlace } from './reader-place.tsx';
import type { RemoteExam } from './remote-rows.ts';
import { useRemoteText } from './texts.ts';
import { type PutExam, useInstitutions } from './use-remote.ts';

interface LevelDialogProps {
  exam: RemoteExam;
  put: PutExam;
  testId: string;
  onClose: () => void;
}

export function ForwardDialog({ exam, put, testId, onClose }: LevelDialogProps) {
  const text = useRemoteText();
  const { client } = useApi();
  const { show } = useToasts();
  const { institutions, loaded } = useInstitutions();
  const { remote } = exam;
  const chain = chainOf(remote);
  const superiors = superiorsFor(institutions, remote.toInstitutionId, exam.service);
  const readers = superiors.filter(({ id }) => !chain.includes(id));
  const [chosen, setChosen] = useState<Partial<AskedPlace>>({});
  const place = placeIn(readers, exam.service, chosen);
  const forward = useCommand(client.orders.forwardRemote, {
    onDone: (after) => {
      put(after);
      const institution = after.remote?.toInstitutionName ?? '';
      show({ tone: 'done', title: text('forward.done', { name: after.patient.name, institution }) });
      onClose();
    },
  });
  const none = loaded && readers.length === 0;
  const send = (reason: string) => {
    if (!place.institutionId || forward.isPending) return;
    forward.mutate({
      examId: exam.id,
      expectedVersion: exam.version,
      toInstitutionId: place.institutionId,
      ...(place.departmentId ? { toDepartmentId: place.departmentId } : {}),
      reason,
    });
  };
  return (
    <ReasonDialog
      title={text('forward.title', { name: exam.patient.name })}
      lead={text(none ? 'forward.none' : 'forward.lead')}
      ready={none ? [] : [text('forward.difficult'), text('forward.nobody'), text('forward.equipment')]}
      confirm={text('act.forward')}
      busy={forward.isPending || !place.institutionId}
      onClose={onClose}
      onConfirm={send}
      testId={`${testId}-forward`}
    >
      {none ? null : (
        <ReaderPlace readers={readers} service={exam.service} place={place} onChange={setChosen} testId={testId} />
      )}
    </ReasonDialog>
  );
}

export function TakeBackDialog({ exam, put, testId, onClose }: LevelDialogProps) {
  const text = useRemoteText();
  const { client } = useApi();
  const { show } = useToasts();
  const takeBack = useCommand(client.orders.takeBackRemote, {
    onDone: (after) => {
      put(after);
      show({ tone: 'done', title: text('takeBack.done', { name: after.patient.name }) });
      onClose();
    },
  });
  return (
    <ReasonDialog
      title={text('takeBack.title', { name: exam.patient.name })}
      lead={text('takeBack.lead')}
      ready={[text('takeBack.here'), text('takeBack.wrong')]}
      confirm={text('act.takeBack')}
      busy={takeBack.isPending}
      onClose={onClose}
      onConfirm={(reason) => takeBack.mutate({ examId: exam.id, expectedVersion: exam.version, reason })}
      testId={`${testId}-take-back`}
    />
  );
}
