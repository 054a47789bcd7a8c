// Groups of hospitals, what is uploaded and sent on by itself, and reading hours (ECG-41, ECG-53): one plan, checked while it is edited.
import { Button, NumericInput } from '@blueprintjs/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { planTroubles } from '../../../../../core/orders/forward-choice.ts';
import type { ForwardingPlan } from '../../../../../core/orders/forwarding.ts';
import type { InstitutionListed } from '../../../../../core/orders/institution.ts';
import { failureOf, isFailure } from '../../../../../renderer/client/failure.ts';
import { useApi, useCommand } from '../../../../../renderer/client/provider.tsx';
import { useRights } from '../../../../../renderer/client/session.tsx';
import { pickName, useLocale } from '../../../../../renderer/i18n/text.tsx';
import { useActions } from '../../../../../renderer/keys/actions.tsx';
import { Begun } from '../../../../../renderer/parts/begun.tsx';
import { KeyCap } from '../../../../../renderer/parts/field.tsx';
import { Answer } from '../../../../../renderer/parts/panels.tsx';
import { useToasts } from '../../../../../renderer/shell/toasts.tsx';
import { Groups } from './groups.tsx';
import { Hours } from './hours.tsx';
import './network.css';
import { Reapply } from './reapply.tsx';
import { ForwardRules } from './rules.tsx';
import { useNetworkText } from './texts.ts';
import { refusedTroubles, Troubles } from './troubles.tsx';

export function Network() {
  const { query } = useApi();
  const plan = useQuery(query.orders.forwardingPlan.queryOptions({ input: { service: 'ecg' } }));
  const institutions = useQuery(query.orders.institutions.queryOptions({ staleTime: 30_000 }));
  return (
    <Answer of={institutions}>
      {(network) => (
        <Answer of={plan}>
          {(found) => (
            <Begun newest={found}>
              {(stored, onChanged) => (
                <PlanForm key={stored.version} stored={stored} network={network} onChanged={onChanged} />
              )}
            </Begun>
          )}
        </Answer>
      )}
    </Answer>
  );
}

interface PlanFormProps {
  stored: ForwardingPlan;
  network: readonly InstitutionListed[];
  onChanged: (changed: boolean) => void;
}

function PlanForm({ stored, network, onChanged }: PlanFormProps) {
  const text = useNetworkText();
  const locale = useLocale();
  const { query, client } = useApi();
  const queries = useQueryClient();
  const { show } = useToasts();
  const can = useRights();
  const keepsAll = can('ecg.admin') || can('identity.admin');
  const keepsGroups = keepsAll || can('institution.groups');
  const keepsRules = keepsAll || can('institution.forwarding');
  const [draft, setDraft] = useState(stored);
  const change = (part: Partial<ForwardingPlan>) => setDraft((before) => ({ ...before, ...part }));
  const save = useCommand(client.orders.saveForwardingPlan, {
    handles: ['VERSION_CONFLICT', 'INPUT_INVALID'],
    onDone: (saved) => {
      onChanged(false);
      queries.setQueryData(query.orders.forwardingPlan.queryKey({ input: { service: 'ecg' } }), saved);
      show({ tone: 'done', title: text('saved') });
    },
  });
  const choices = network.map((one) => ({ value: one.id, label: pickName(locale, one) }));
  const refused = isFailure(save.error, 'INPUT_INVALID') ? refusedTroubles(failureOf(save.error).detail) : [];
  const here = planTroubles(draft, network);
  // What the server alone knows is said until the next attempt to save.
  const troubles = [...here, ...refused.filter(({ kind }) => kind === 'groupInUse')];
  const unnamed = draft.groups.some(({ name }) => name.trim() === '');
  const same = JSON.stringify(draft) === JSON.stringify(stored);
  const conflict = isFailure(save.error, 'VERSION_CONFLICT');
  useEffect(() => onChanged(!same), [same, onChanged]);
  const wrong = conflict ? text('conflict') : unnamed ? text('unnamed') : here.length > 0 ? text('troubles') : null;
  const off = wrong ?? (same ? text('unchanged') : null);
  const send = () => {
    if (off === null && !save.isPending) save.mutate({ plan: draft });
  };
  useActions({ title: text('rules'), depth: 1 }, [
    { id: 'network.save', label: text('save'), keys: ['Ctrl+S'], main: true, off, run: send },
  ]);
  return (
    <div className="ecg-setup-form ecg-network">
      <p className="ecg-setup-lead">{text('lead')}</p>
      <fieldset disabled={!keepsGroups}>
        {keepsGroups ? null : <p className="ecg-setup-lead">{text('off.groups')}</p>}
        <Groups groups={draft.groups} institutions={choices} onChange={(groups) => change({ groups })} />
      </fieldset>
      <fieldset disabled={!keepsRules}>
        {keepsRules ? null : <p className="ecg-setup-lead">{text('off.forwarding')}</p>}
        <ForwardRules
          plan={draft}
          network={network}
          institutions={choices}
          troubles={troubles}
          onChange={(rules) => change({ rules })}
        />
        {keepsRules ? <Reapply off={same ? null : text('reapply.unsaved')} /> : null}
        <Hours hours={draft.hours} institutions={choices} onChange={(hours) => change({ hours })} />
        <p className="ecg-limit">
          {text('unattended.before')}
          <NumericInput
            aria-label={text('unattended')}
            min={1}
            max={14}
            clampValueOnBlur
            buttonPosition="none"
            value={draft.unattendedMinutes}
            onValueChange={(value) => {
              if (Number.isInteger(value) && value >= 1 && value <= 14) change({ unattendedMinutes: value });
            }}
          />
          {text('unattended.after')}
        </p>
      </fieldset>
      <Troubles troubles={troubles} institutions={choices} />
      <footer>
        <small className={wrong ? 'field-error' : ''}>{off ?? ''}</small>
        <Button
          intent="primary"
          disabled={off !== null}
          loading={save.isPending}
          onClick={send}
          data-testid="network-save"
        >
          {text('save')} <KeyCap name="Ctrl+S" />
        </Button>
      </footer>
    </div>
  );
}
