// How long an alarm may stand unanswered and who is told then, which exam a recording of the night finds, and how reports are printed; saved as one document with its version.
import { Button, Checkbox, NumericInput } from '@blueprintjs/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { EcgSettings } from '../../../../core/ecg/flow/settings.ts';
import { arrangements } from '../../../../core/ecg/paper/arrange.ts';
import { isFailure } from '../../../../renderer/client/failure.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { Begun } from '../../../../renderer/parts/begun.tsx';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { Field, KeyCap } from '../../../../renderer/parts/field.tsx';
import { Answer } from '../../../../renderer/parts/panels.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { Heads } from './heads.tsx';
import { type SettingsTextKey, useSettingsText } from './texts.ts';

export function Limits() {
  const { query } = useApi();
  const settings = useQuery(query.ecg.settings.queryOptions());
  return (
    <Answer of={settings}>
      {(found) => (
        <Begun newest={found}>
          {(stored, onChanged) => <SettingsForm key={stored.version} stored={stored} onChanged={onChanged} />}
        </Begun>
      )}
    </Answer>
  );
}

function SettingsForm({ stored, onChanged }: { stored: EcgSettings; onChanged: (changed: boolean) => void }) {
  const text = useSettingsText();
  const { query, client } = useApi();
  const queries = useQueryClient();
  const { show } = useToasts();
  const [draft, setDraft] = useState(stored);
  const save = useCommand(client.ecg.saveSettings, {
    handles: ['VERSION_CONFLICT'],
    onDone: (saved) => {
      onChanged(false);
      queries.setQueryData(query.ecg.settings.queryKey(), saved);
      show({ tone: 'done', title: text('saved') });
    },
  });
  const conflict = isFailure(save.error, 'VERSION_CONFLICT');
  const same = JSON.stringify(draft) === JSON.stringify(stored);
  useEffect(() => onChanged(!same), [same, onChanged]);
  const off = conflict ? text('conflict') : same ? text('rules.unchanged') : null;
  const send = () => {
    if (off === null && !save.isPending) save.mutate({ settings: draft });
  };
  useActions({ title: text('tab.limits'), depth: 1 }, [
    { id: 'settings.save', label: text('save'), keys: ['Ctrl+S'], main: true, off, run: send },
  ]);
  const limit = (
    key: SettingsTextKey,
    name: 'acknowledgeMinutes' | 'escalateEveryMinutes' | 'maxEscalations' | 'matchNightHours' | 'cartClockMinutes',
    unit: SettingsTextKey,
    [low, high]: readonly [number, number],
    hint?: SettingsTextKey,
  ) => (
    <Field label={text(key)} {...(hint ? { hint: text(hint) } : {})}>
      {(id) => (
        <span className="ecg-limit">
          <NumericInput
            id={id}
            min={low}
            max={high}
            clampValueOnBlur
            buttonPosition="none"
            value={draft[name]}
            data-testid={`settings-${name}`}
            onValueChange={(value) => {
              if (Number.isInteger(value) && value >= low && value <= high) setDraft({ ...draft, [name]: value });
            }}
          />
          {text(unit)}
        </span>
      )}
    </Field>
  );
  return (
    <div className="ecg-setup-form">
      <section>
        <header>
          <h3>{text('limits.title')}</h3>
        </header>
        {limit('limits.acknowledge', 'acknowledgeMinutes', 'limits.minutes', [1, 240], 'limits.acknowledge.hint')}
        {limit('limits.every', 'escalateEveryMinutes', 'limits.minutes', [1, 240])}
        {limit('limits.max', 'maxEscalations', 'limits.times', [0, 20])}
        <Field label={text('limits.up')} hint={text('limits.up.hint')}>
          {(id) => (
            <Checkbox
              id={id}
              checked={draft.criticalGoesUp}
              label={text('limits.up.label')}
              onChange={() => setDraft({ ...draft, criticalGoesUp: !draft.criticalGoesUp })}
              data-testid="settings-goes-up"
            />
          )}
        </Field>
      </section>
      <section>
        <header>
          <h3>{text('limits.heads')}</h3>
        </header>
        <p className="ecg-setup-lead">{text('limits.heads.hint')}</p>
        <Heads heads={draft.departmentHeads} onChange={(departmentHeads) => setDraft({ ...draft, departmentHeads })} />
      </section>
      <section>
        <header>
          <h3>{text('night.title')}</h3>
        </header>
        <p className="ecg-setup-lead">{text('night.lead')}</p>
        {limit('night.hours', 'matchNightHours', 'night.hour', [0, 12], 'night.hours.hint')}
        {limit('night.clock', 'cartClockMinutes', 'limits.minutes', [0, 60], 'night.clock.hint')}
      </section>
      <section>
        <header>
          <h3>{text('print.title')}</h3>
        </header>
        <Field label={text('print.arrangement')} hint={text('print.arrangement.hint')}>
          {(id) => (
            <Pick
              id={id}
              label={text('print.arrangement')}
              value={draft.printArrangement}
              options={arrangements.map((value) => ({
                value,
                label: value === 'single' ? text('print.single') : value,
              }))}
              onChange={(printArrangement) => setDraft({ ...draft, printArrangement })}
              testId="settings-arrangement"
            />
          )}
        </Field>
      </section>
      <footer>
        <small className={conflict ? 'field-error' : ''}>{off ?? ''}</small>
        <Button
          intent="primary"
          disabled={off !== null}
          loading={save.isPending}
          onClick={send}
          data-testid="settings-save"
        >
          {text('save')} <KeyCap name="Ctrl+S" />
        </Button>
      </footer>
    </div>
  );
}
