// Placing a held result: the tube is scanned or typed, shown with its patient, unknown channels get a test, and the reason is kept.
import { Button, InputGroup } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { normalizeBarcode } from '../../../../core/lab/barcode.ts';
import type { UnplacedMessage } from '../../../../core/lab/model.ts';
import { useDictionaries } from '../../../../renderer/client/dictionaries.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { pickName, useLocale } from '../../../../renderer/i18n/text.tsx';
import { useShellText } from '../../../../renderer/locales/use-shell-text.ts';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { Field, KeyCap } from '../../../../renderer/parts/field.tsx';
import { Glyph } from '../../../../renderer/parts/glyph.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { SpecimenLine } from '../acts/specimen-line.tsx';
import { unknownChannels } from './channels.ts';
import { useHeldDecided } from './decided.ts';
import { useUnplacedText } from './texts.ts';

export function PlaceDialog({ held, onClose }: { held: UnplacedMessage; onClose: () => void }) {
  const text = useUnplacedText();
  const locale = useLocale();
  const { client, query } = useApi();
  const { show } = useToasts();
  const dictionaries = useDictionaries();
  const decided = useHeldDecided();
  const [typed, setTyped] = useState(held.specimenId);
  const [barcode, setBarcode] = useState(held.specimenId);
  const [map, setMap] = useState<Readonly<Record<string, string>>>({});
  const [reason, setReason] = useState('');
  const found = useQuery({
    ...query.lab.byBarcode.queryOptions({ input: { barcode: barcode || '-' } }),
    enabled: barcode !== '',
    retry: false,
    staleTime: 0,
  });
  const document = barcode !== '' && !found.isFetching ? (found.data ?? null) : null;
  const unknown = unknownChannels(
    dictionaries,
    held.instrumentId,
    held.results.map((result) => result.code),
  );
  const tests = Object.values(dictionaries?.test ?? {})
    .filter((test) => test.enabled && (!document || test.groupId === document.groupId))
    .sort((a, b) => a.printOrder - b.printOrder);
  const place = useCommand(client.lab.resolveUnplaced, {
    onDone: () => {
      decided();
      show({
        tone: 'done',
        title: text('place.done', { count: held.results.length, barcode: document?.barcode ?? '' }),
      });
      onClose();
    },
    onFailed: decided,
  });
  const ready = [text('ready.tube'), text('ready.manual')];
  const good = document !== null && reason.trim().length >= 2;
  const send = () => {
    if (!good || place.isPending) return;
    const channelMap = Object.fromEntries(Object.entries(map).filter(([, code]) => code !== ''));
    place.mutate({
      unplacedId: held.id,
      expectedVersion: held.version,
      how: 'place',
      specimenId: document.id,
      channelMap: Object.keys(channelMap).length > 0 ? channelMap : undefined,
      reason: reason.trim(),
    });
  };
  const look = (code: string) => {
    setTyped(code);
    setBarcode(normalizeBarcode(code));
  };
  return (
    <Modal
      title={text('place')}
      onClose={onClose}
      onConfirm={() => (typed !== barcode ? look(typed) : send())}
      onScan={look}
      width={640}
      testId="place-dialog"
      actions={ready.map((each, index) => ({
        id: `ready-${index}`,
        label: each,
        keys: [`Alt+${index + 1}`],
        run: () => setReason(each),
      }))}
      hint={document ? null : text('place.needed')}
      footer={
        <Button type="submit" intent="primary" disabled={!good} loading={place.isPending} data-testid="place-confirm">
          {text('place')} <KeyCap name="Ctrl+Enter" />
        </Button>
      }
    >
      <Field
        label={text('place.barcode')}
        required
        hint={text('place.barcode.hint')}
        error={found.error && barcode ? text('place.unknown', { code: barcode }) : null}
      >
        {(id) => (
          <InputGroup
            id={id}
            autoFocus
            value={typed}
            onValueChange={setTyped}
            onBlur={() => look(typed)}
            leftElement={barcodeMark}
            data-testid="place-barcode"
          />
        )}
      </Field>
      {document ? <SpecimenLine document={document} /> : null}
      {document && held.specimenId && document.barcode !== normalizeBarcode(held.specimenId) ? (
        <p className="held-note">
          <Glyph name="warning" size={12} /> {text('place.mismatch', { sent: held.specimenId })}
        </p>
      ) : null}
      {unknown.map((code) => (
        <Field key={code} label={`${text('code')} ${code}`}>
          {(id) => (
            <Pick
              id={id}
              fill
              label={text('place.map')}
              value={map[code] ?? ''}
              onChange={(value) => setMap({ ...map, [code]: value })}
              options={[
                { value: '', label: text('place.mapNone') },
                ...tests.map((test) => ({ value: test.code, label: `${pickName(locale, test)} ${test.code}` })),
              ]}
            />
          )}
        </Field>
      ))}
      <div className="ready">
        {ready.map((each, index) => (
          <button key={each} type="button" aria-pressed={reason === each} onClick={() => setReason(each)}>
            <KeyCap name={`Alt+${index + 1}`} /> {each}
          </button>
        ))}
      </div>
      <ReasonInput value={reason} onChange={setReason} />
    </Modal>
  );
}

/** One element for ever: the field measures each new one anew. */
const barcodeMark = (
  <span className="barcode-mark">
    <Glyph name="barcode" />
  </span>
);

function ReasonInput({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const text = useShellText();
  return (
    <Field label={text('reason')} required>
      {(id) => <InputGroup id={id} value={value} maxLength={200} onValueChange={onChange} data-testid="reason" />}
    </Field>
  );
}
