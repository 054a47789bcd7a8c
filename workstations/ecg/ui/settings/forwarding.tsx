// What goes where by itself, and how long an alarm may stand unanswered; saved as one document with its version.
import { Button, Checkbox, HTMLTable, NumericInput } from '@blueprintjs/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { EcgSettings } from '../../../../core/ecg/flow/settings.ts';
import { arrangements } from '../../../../core/ecg/paper/arrange.ts';
import { isFailure } from '../../../../renderer/client/failure.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { pickName, useLocale } from '../../../../renderer/i18n/text.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { Begun } from '../../../../renderer/parts/begun.tsx';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { Field, KeyCap } from '../../../../renderer/parts/field.tsx';
import { Answer } from '../../../../renderer/parts/panels.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { Heads } from './heads.tsx';
import { type SettingsTextKey, useSettingsText } from './texts.ts';

type Rule = EcgSettings['forwarding'][number];

export function Forwarding() {
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

/** Why the rules cannot be saved as they stand. */
export function forwardingTrouble(rules: readonly Rule[]): 'forward.same' | 'forward.twice' | null {
  if (rules.some((rule) => rule.fromInstitutionId === rule.toInstitutionId)) return 'forward.same';
  const active = rules.filter((rule) => rule.active).map((rule) => rule.fromInstitutionId);
  return new Set(active).size === active.length ? null : 'forward.twice';
}

function SettingsForm({ stored, onChanged }: { stored: EcgSettings; onChanged: (changed: boolean) => void }) {
  const text = useSettingsText();
  const locale = useLocale();
  const { query, client } = useApi();
  const queries = useQueryClient();
  const { show } = useToasts();
  const institutions = useQuery(query.orders.institutions.queryOptions({ staleTime: 300_000 }));
  const [draft, setDraft] = useState(stored);
  const all = (institutions.data ?? []).map((one) => ({ ...one, value: one.id, label: pickName(locale, one) }));
  const readers = all.filter(({ reads }) => reads.includes('ecg'));
  const save = useCommand(client.ecg.saveSettings, {
    handles: ['VERSION_CONFLICT'],
    onDone: (saved) => {
      onChanged(false);
      queries.setQueryData(query.ecg.settings.queryKey(), saved);
      show({ tone: 'done', title: text('saved') });
    },
  });
  const trouble = forwardingTrouble(draft.forwarding);
  const conflict = isFailure(save.error, 'VERSION_CONFLICT');
  const same = JSON.stringify(draft) === JSON.stringify(stored);
  useEffect(() => onChanged(!same), [same, onChanged]);
  const off = trouble ? text(trouble) : conflict ? text('conflict') : same ? text('rules.unchanged') : null;
  const send = () => {
    if (off === null && !save.isPending) save.mutate({ settings: draft });
  };
  useActions({ title: text('tab.forwarding'), depth: 1 }, [
    { id: 'settings.save', label: text('save'), keys: ['Ctrl+S'], main: true, off, run: send },
  ]);
  const change = (index: number, part: Partial<Rule>) =>
    setDraft({
      ...draft,
      forwarding: draft.forwarding.map((rule, i) => (i === index ? { ...rule, ...part } : rule)),
    });
  const add = () => {
    const to = readers.find(({ own }) => !own) ?? readers[0];
    const from = all.find(
      (one) => one.id !== to?.id && !draft.forwarding.some((rule) => rule.fromInstitutionId === one.id),
    );
    if (!to || !from) return;
    const rule: Rule = { fromInstitutionId: from.id, toInstitutionId: to.id, which: 'all', active: true };
    setDraft({ ...draft, forwarding: [...draft.forwarding, rule] });
  };
  const limit = (
    key: SettingsTextKey,
    name: 'acknowledgeMinutes' | 'escalateEveryMinutes' | 'maxEscalations',
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
          <h3>{text('forward.title')}</h3>
          <Button size="small" onClick={add} data-testid="forward-add">
            {text('forward.add')}
          </Button>
        </header>
        <p className="ecg-setup-lead">{text('forward.lead')}</p>
        {draft.forwarding.length === 0 ? (
          <p>{text('forward.none')}</p>
        ) : (
          <HTMLTable compact className="plain-table" data-testid="forwarding">
            <thead>
              <tr>
                <th>{text('forward.from')}</th>
                <th>{text('forward.to')}</th>
                <th>{text('forward.which')}</th>
                <th>{text('forward.active')}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {draft.forwarding.map((rule, i) => (
                // A row has no other identity than its place.
                <tr key={i}>
                  <td>
                    <Pick
                      label={text('forward.from')}
                      value={rule.fromInstitutionId}
                      options={all}
                      onChange={(fromInstitutionId) => change(i, { fromInstitutionId })}
                    />
                  </td>
                  <td>
                    <Pick
                      label={text('forward.to')}
                      value={rule.toInstitutionId}
                      options={readers}
                      onChange={(toInstitutionId) => change(i, { toInstitutionId })}
                    />
                  </td>
                  <td>
                    <Pick
                      label={text('forward.which')}
                      value={rule.which}
                      options={(['all', 'abnormal', 'critical'] as const).map((value) => ({
                        value,
                        label: text(`forward.which.${value}`),
                      }))}
                      onChange={(which) => change(i, { which })}
                    />
                  </td>
                  <td>
                    <Checkbox
                      checked={rule.active}
                      aria-label={text('forward.active')}
                      onChange={(event) => change(i, { active: event.currentTarget.checked })}
                    />
                  </td>
                  <td>
                    <Button
                      size="small"
                      text={text('forward.remove')}
                      onClick={() => setDraft({ ...draft, forwarding: draft.forwarding.filter((_, at) => at !== i) })}
                    />
                  </td>
                </tr>
              ))}
            </tbody>
          </HTMLTable>
        )}
      </section>
      <section>
        <header>
          <h3>{text('limits.title')}</h3>
        </header>
        {limit('limits.acknowledge', 'acknowledgeMinutes', 'limits.minutes', [1, 240], 'limits.acknowledge.hint')}
        {limit('limits.every', 'escalateEveryMinutes', 'limits.minutes', [1, 240])}
        {limit('limits.max', 'maxEscalations', 'limits.times', [0, 20])}
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
        <small className={trouble || conflict ? 'field-error' : ''}>{off ?? ''}</small>
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
