// The dictionary of reasons: added, renamed, ordered, switched off; a code that was given stays what it is.
import { Button, Checkbox, HTMLTable, InputGroup, NumericInput } from '@blueprintjs/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Code } from '../../../../core/kernel/contract.ts';
import { type QualityReason, ReasonKind } from '../../../../core/quality/model.ts';
import { useOnline } from '../../../../renderer/client/link.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { Field, KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { Answer } from '../../../../renderer/parts/panels.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useSharedText } from '../parts/texts.ts';
import { useManagerText } from './manager-texts.ts';

export function ReasonsSettings() {
  const text = useManagerText();
  const shared = useSharedText();
  const { query } = useApi();
  const online = useOnline();
  const [kind, setKind] = useState<QualityReason['kind']>('images');
  const [edited, setEdited] = useState<QualityReason | null>(null);
  const all = useQuery(query.quality.reasons.queryOptions());
  const off = online ? null : shared('offline.off');
  const add = () => setEdited({ kind, code: '', name: '', nameEn: '', position: 500, active: true, version: 0 });
  useActions({ title: text('reasons'), depth: 1 }, [
    { id: 'reason.add', label: text('reason.add'), keys: ['F4'], run: add, off, main: true },
  ]);
  return (
    <section>
      <header>
        <h2>{text('reasons')}</h2>
        <Segments
          label={text('reasons')}
          value={kind}
          onChange={setKind}
          options={ReasonKind.options.map((value) => ({ value, label: text(`kind.${value}`) }))}
        />
        <Button size="small" onClick={add} disabled={off !== null} title={off ?? undefined} data-testid="reason-add">
          {text('reason.add')} <KeyCap name="F4" />
        </Button>
      </header>
      <p>{text('reasons.hint')}</p>
      <Answer of={all}>
        {(reasons) => (
          <HTMLTable compact className="plain-table" data-testid="reasons">
            <thead>
              <tr>
                <th>{text('reason.name')}</th>
                <th>{text('reason.nameEn')}</th>
                <th>{text('reason.code')}</th>
                <th>{text('reason.position')}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {reasons
                .filter((reason) => reason.kind === kind)
                .map((reason) => (
                  <tr key={reason.code} className={reason.active ? undefined : 'is-off'}>
                    <td>
                      <button type="button" className="quality-link" onClick={() => setEdited(reason)}>
                        {reason.name}
                      </button>
                    </td>
                    <td>{reason.nameEn}</td>
                    <td className="number">{reason.code}</td>
                    <td className="number">{reason.position}</td>
                    <td>{reason.active ? '' : text('reason.off')}</td>
                  </tr>
                ))}
            </tbody>
          </HTMLTable>
        )}
      </Answer>
      {edited ? <ReasonDialog reason={edited} onClose={() => setEdited(null)} /> : null}
    </section>
  );
}

function ReasonDialog({ reason, onClose }: { reason: QualityReason; onClose: () => void }) {
  const text = useManagerText();
  const { client, query } = useApi();
  const queries = useQueryClient();
  const { show } = useToasts();
  const [typed, setTyped] = useState(reason);
  const refetch = () => void queries.invalidateQueries({ queryKey: query.quality.reasons.key() });
  const save = useCommand(client.quality.saveReason, {
    onDone: (after) => {
      refetch();
      show({ tone: 'done', title: text('reason.saved', { name: after.name }) });
      onClose();
    },
    onFailed: refetch,
  });
  const isNew = reason.version === 0;
  const good = typed.name.trim() !== '' && Code.safeParse(typed.code).success && /^[\w-]+$/.test(typed.code);
  const change = (part: Partial<QualityReason>) => setTyped({ ...typed, ...part });
  return (
    <Modal
      title={text(isNew ? 'reason.add' : 'reason.edit')}
      onClose={onClose}
      onConfirm={() => good && !save.isPending && save.mutate({ reason: typed })}
      testId="reason-dialog"
      footer={
        <Button type="submit" intent="primary" disabled={!good} loading={save.isPending} data-testid="reason-save">
          {text('reason.edit')} <KeyCap name="Ctrl+Enter" />
        </Button>
      }
    >
      <Field label={text('reason.name')} required>
        {(id) => (
          <InputGroup
            id={id}
            autoFocus
            maxLength={60}
            value={typed.name}
            onValueChange={(name) => change({ name })}
            data-testid="reason-name"
          />
        )}
      </Field>
      <Field label={text('reason.nameEn')}>
        {(id) => (
          <InputGroup id={id} maxLength={60} value={typed.nameEn} onValueChange={(nameEn) => change({ nameEn })} />
        )}
      </Field>
      <Field label={text('reason.code')} required hint={isNew ? text('reason.code.hint') : undefined}>
        {(id) => (
          <InputGroup
            id={id}
            disabled={!isNew}
            maxLength={40}
            value={typed.code}
            onValueChange={(code) => change({ code: code.trim() })}
            data-testid="reason-code"
          />
        )}
      </Field>
      <Field label={text('reason.position')}>
        {(id) => (
          <NumericInput
            id={id}
            min={0}
            max={999}
            clampValueOnBlur
            value={typed.position}
            onValueChange={(position) => Number.isInteger(position) && change({ position })}
          />
        )}
      </Field>
      <Checkbox
        checked={typed.active}
        label={text('reason.active')}
        onChange={() => change({ active: !typed.active })}
        data-testid="reason-active"
      />
    </Modal>
  );
}
