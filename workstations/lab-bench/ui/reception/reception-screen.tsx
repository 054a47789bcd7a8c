// Reception (LAB-15 to 20, 27 to 29): scan after scan, each tube received, refused or registered, and the racks counted.
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { SpecimenDocument } from '../../../../core/lab/model.ts';
import { canAct, type SpecimenAct } from '../../../../core/lab/specimen-state.ts';
import { specimenRow } from '../../../../core/lab/worklist.ts';
import { identityCard } from '../../../../core/patient/card.ts';
import { useDictionaries } from '../../../../renderer/client/dictionaries.ts';
import { useOnline } from '../../../../renderer/client/link.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useRights } from '../../../../renderer/client/session.tsx';
import { useLayoutChoice } from '../../../../renderer/i18n/preferences.tsx';
import { type Action, useActions } from '../../../../renderer/keys/actions.tsx';
import { useShellText } from '../../../../renderer/locales/use-shell-text.ts';
import { EmptyBanner, PatientBanner } from '../../../../renderer/parts/patient-banner.tsx';
import { StateChip } from '../../../../renderer/parts/state-chip.tsx';
import { useSoundSwitch } from '../../../../renderer/parts/use-sound.ts';
import { LabelPrint } from '../acts/label-print.tsx';
import { RejectDialog } from '../acts/reject-dialog.tsx';
import { ReceptionCard } from './card.tsx';
import { ReceptionLog } from './log.tsx';
import { RegisterDialog } from './register-dialog.tsx';
import { ScanField } from './scan-field.tsx';
import { useReceptionText } from './texts.ts';
import { useReception } from './use-reception.ts';
import './reception-scan.css';
import './reception-card.css';
import './reception-log.css';
import './reception-form.css';

/** A refusal and a label are of the tube that was in front when they were asked for: another one's answer may come meanwhile. */
type Dialog = { kind: 'reject' | 'label'; document: SpecimenDocument } | { kind: 'register' };

/** The specimen as it stands now: a change made elsewhere shows at once. */
function useNewest(found: SpecimenDocument | null): SpecimenDocument | null {
  const { query } = useApi();
  const { data } = useQuery({
    ...query.lab.specimen.queryOptions({ input: { id: found?.id ?? '' } }),
    enabled: found !== null,
  });
  const cached = data?.document;
  return found && cached?.id === found.id && cached.version >= found.version ? cached : found;
}

export function ReceptionScreen() {
  const text = useReceptionText();
  const shell = useShellText();
  const can = useRights();
  const online = useOnline();
  const dictionaries = useDictionaries();
  const sound = useSoundSwitch();
  const [mode, setMode] = useLayoutChoice('reception.mode', ['auto', 'ask'], 'auto');
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const [card, setCard] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const mayReceive = mode === 'auto' && can('lab.receive');
  const reception = useReception({ mayReceive });
  const { current } = reception;
  const document = useNewest(current?.document ?? null);
  const about = useNewest(dialog && dialog.kind !== 'register' ? dialog.document : null);
  // A dialog gives the keyboard back to the field, so that the next code can be typed at once.
  useEffect(() => {
    if (dialog === null) field.current?.focus();
  }, [dialog]);

  const refusal = (act: SpecimenAct, right: Parameters<typeof can>[0]): string | null => {
    if (!document) return text('off.none');
    if (!can(right)) return text('off.right');
    return canAct(document.state, act) ? null : text('off.state', { state: shell(`state.${document.state}`) });
  };
  const labelOff = refusal('printLabel', 'lab.print') ?? (online ? null : text('off.offline'));
  const actions = {
    receive: {
      id: 'reception.receive',
      label: text('act.receive'),
      keys: ['Enter'],
      off: refusal('receive', 'lab.receive'),
      run: () => document && reception.receive(document),
      main: document !== null && canAct(document.state, 'receive'),
    },
    reject: {
      id: 'reception.reject',
      label: text('act.reject'),
      keys: ['F8'],
      off: refusal('reject', 'lab.reject'),
      run: () => document && setDialog({ kind: 'reject', document }),
      main: true,
    },
    label: {
      id: 'reception.label',
      label: text(document?.milestones.labelPrintedAt ? 'act.labelAgain' : 'act.label'),
      keys: ['Alt+L'],
      off: labelOff,
      run: () => document && setDialog({ kind: 'label', document }),
      main: true,
    },
    register: {
      id: 'reception.register',
      label: text('act.register'),
      keys: ['Alt+N'],
      off: can('lab.register') ? null : text('off.right'),
      run: () => setDialog({ kind: 'register' }),
      main: true,
    },
    auto: {
      id: 'reception.auto',
      label: text('act.auto'),
      keys: ['Alt+R'],
      run: () => setMode(mode === 'auto' ? 'ask' : 'auto'),
      main: true,
    },
    sound: {
      id: 'reception.sound',
      label: text('act.sound'),
      keys: ['Alt+M'],
      run: sound.turn,
    },
  } satisfies Record<string, Action>;
  useActions({ title: text('reception'), depth: 1 }, Object.values(actions));

  /** A patient's card opens the registration with the patient filled in; every other code is a tube. */
  const scanned = (code: string) => {
    if (identityCard(code) === null || actions.register.off !== null) {
      reception.scan(code);
      return;
    }
    setCard(code);
    setDialog({ kind: 'register' });
  };
  const enter = (typed: string) => {
    if (typed) scanned(typed);
    else if (actions.receive.off === null) actions.receive.run();
  };
  const registered = async (made: SpecimenDocument, receive: boolean, print: boolean) => {
    close();
    await reception.registered(made, receive);
    if (print) setDialog({ kind: 'label', document: made });
  };
  const close = () => {
    setDialog(null);
    setCard('');
  };
  const now = new Date().toISOString();
  return (
    <div className="reception">
      {document ? (
        <PatientBanner
          patient={document.patient}
          visit={document.visit}
          on={document.milestones.collectedAt ?? document.milestones.orderedAt ?? now}
          critical={specimenRow(document, now).critical}
        >
          <StateChip state={document.state} />
        </PatientBanner>
      ) : (
        <EmptyBanner hint={text('banner.empty')} />
      )}
      <ScanField
        field={field}
        waiting={reception.waiting}
        onEnter={enter}
        onScan={scanned}
        auto={{ on: mode === 'auto', off: can('lab.receive') ? null : text('off.right'), action: actions.auto }}
        sound={{ on: sound.on, action: actions.sound }}
        register={actions.register}
      />
      <ReceptionCard
        entry={current}
        document={document}
        dictionaries={dictionaries}
        online={online}
        receive={actions.receive}
        reject={actions.reject}
        label={actions.label}
        register={actions.register}
      />
      <ReceptionLog
        entries={reception.entries}
        currentKey={current?.key ?? null}
        dictionaries={dictionaries}
        onShow={reception.show}
      />
      {dialog?.kind === 'reject' && about ? (
        <RejectDialog document={about} onClose={close} onRejected={reception.refused} />
      ) : null}
      {dialog?.kind === 'label' && about ? <LabelPrint document={about} onClose={close} /> : null}
      {dialog?.kind === 'register' ? (
        <RegisterDialog
          barcode={card === '' && current?.outcome === 'unknown' ? current.barcode : ''}
          initialCard={card}
          mayReceive={mayReceive}
          onClose={close}
          onRegistered={registered}
        />
      ) : null}
    </div>
  );
}
