// The rule sets for critical ECGs: shipped and own ones with their versions, thresholds to edit, a trial on real recordings, and putting in force.
import { Button, HTMLTable } from '@blueprintjs/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { StoredRuleSet } from '../../../../core/ecg/flow/rule-set.ts';
import type { EcgRule } from '../../../../core/ecg/rules/rule-set.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { useRights } from '../../../../renderer/client/session.tsx';
import { dateTime } from '../../../../renderer/format/time.ts';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Answer } from '../../../../renderer/parts/panels.tsx';
import { ReasonDialog } from '../../../../renderer/parts/reason-dialog.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { newerShipped, RuleOffer } from './rule-offer.tsx';
import { RulePreviewDialog } from './rule-preview.tsx';
import { RuleRow } from './rule-row.tsx';
import { useSettingsText } from './texts.ts';

const keyOf = ({ ruleSet }: StoredRuleSet) => `${ruleSet.id} ${ruleSet.version}`;
const previewed = 200;

export function Rules() {
  const { query } = useApi();
  const sets = useQuery(query.ecg.ruleSets.queryOptions());
  const [chosen, setChosen] = useState<string | null>(null);
  const locale = useLocale();
  const text = useSettingsText();
  return (
    <Answer of={sets}>
      {(all) => {
        const current = all.find((one) => keyOf(one) === chosen) ?? all.find(({ active }) => active) ?? all[0];
        return (
          <div className="split ecg-rules">
            <nav className="pane ecg-rules-list" aria-label={text('tab.rules')}>
              {all.map((one) => (
                <button
                  key={keyOf(one)}
                  type="button"
                  aria-pressed={one === current}
                  onClick={() => setChosen(keyOf(one))}
                  data-testid={`rule-set-${one.ruleSet.id}-${one.ruleSet.version}`}
                >
                  <strong>{locale === 'en' ? one.ruleSet.en : one.ruleSet.zh}</strong>
                  <span>
                    {text(one.shipped ? 'rules.shipped' : 'rules.own')} ·{' '}
                    {text('rules.version', { version: one.ruleSet.version })}
                    {one.active ? <b className="state state-final">{text('rules.inForce')}</b> : null}
                    {one.confirmed === null ? <b className="state state-waiting">{text('rules.unconfirmed')}</b> : null}
                    {newerShipped(all, one) ? <b className="state state-waiting">{text('rules.newer')}</b> : null}
                  </span>
                </button>
              ))}
            </nav>
            {current ? (
              <RuleSetPane
                key={keyOf(current)}
                stored={current}
                newer={newerShipped(all, current)}
                onSaved={setChosen}
              />
            ) : null}
          </div>
        );
      }}
    </Answer>
  );
}

interface PaneProps {
  stored: StoredRuleSet;
  newer: StoredRuleSet | null;
  onSaved: (key: string) => void;
}

function RuleSetPane({ stored, newer, onSaved }: PaneProps) {
  const text = useSettingsText();
  const locale = useLocale();
  const { query, client } = useApi();
  const queries = useQueryClient();
  const { show } = useToasts();
  const can = useRights();
  const { version, ...storedSet } = stored.ruleSet;
  const [rules, setRules] = useState<readonly EcgRule[]>(stored.ruleSet.rules);
  const [bad, setBad] = useState<ReadonlySet<string>>(new Set());
  const [asking, setAsking] = useState<'save' | 'saveActivate' | 'activate' | 'activateNewer' | 'confirm' | null>(null);
  const put = asking === 'activate' ? version : asking === 'activateNewer' ? newer?.ruleSet.version : undefined;
  const name = locale === 'en' ? storedSet.en : storedSet.zh;
  const changed = rules.filter((rule, i) => JSON.stringify(rule) !== JSON.stringify(storedSet.rules[i])).length;
  const ruleSet = { ...storedSet, rules: [...rules] };
  const done = (answer: StoredRuleSet) => {
    setAsking(null);
    void queries.invalidateQueries({ queryKey: query.ecg.ruleSets.key() });
    onSaved(keyOf(answer));
    show({ tone: 'done', title: text('saved') });
  };
  const save = useCommand(client.ecg.saveRuleSet, { onDone: done });
  const activate = useCommand(client.ecg.activateRuleSet, { onDone: done });
  const confirm = useCommand(client.ecg.confirmRuleSet, { onDone: done });
  const preview = useMutation({ mutationFn: () => client.ecg.previewRuleSet({ ruleSet, limit: previewed }) });
  const off = bad.size > 0 ? text('rules.bad') : changed === 0 ? text('rules.unchanged') : null;
  // The trial names the patients of the recordings.
  const untried = bad.size > 0 ? text('rules.bad') : can('ecg.view') ? null : text('right.view');
  useActions({ title: text('tab.rules'), depth: 1 }, [
    {
      id: 'rules.preview',
      label: text('rules.preview', { count: previewed }),
      keys: ['F8'],
      main: true,
      off: untried,
      run: () => preview.mutate(),
    },
    { id: 'rules.save', label: text('rules.save'), keys: ['Ctrl+S'], main: true, off, run: () => setAsking('save') },
  ]);
  return (
    <section className="pane">
      <header className="pane-head">
        <h2>{name}</h2>
        <span className="ecg-rules-facts">
          {text('rules.version', { version })}
          {stored.reason ? ` · ${stored.reason}` : ''}
          {stored.shipped && stored.confirmed
            ? ` · ${text('rules.confirmedBy', { name: stored.confirmed.by, time: dateTime(stored.confirmed.at) })}`
            : ''}
          {stored.shipped
            ? ` · ${text('rules.shippedHint')}`
            : ` · ${text('rules.savedBy', { name: stored.savedBy, time: dateTime(stored.savedAt) })}`}
        </span>
      </header>
      {stored.confirmed === null ? (
        <div className="ecg-setup-bar ecg-rules-offer" role="status" data-testid="rules-unconfirmed">
          <span>{text(stored.active ? 'rules.unconfirmed.inForce' : 'rules.unconfirmed.hint')}</span>
          <Button size="small" className="ecg-right" onClick={() => setAsking('confirm')} data-testid="rules-confirm">
            {text('rules.confirm')}
          </Button>
        </div>
      ) : null}
      {newer ? (
        <RuleOffer inForce={stored} newer={newer} previewed={previewed} onActivate={() => setAsking('activateNewer')} />
      ) : null}
      <div className="ecg-setup-bar">
        <span className={off === text('rules.bad') ? 'field-error' : ''}>
          {off ?? text('rules.changed', { count: changed })}
        </span>
        <Button
          size="small"
          className="ecg-right"
          disabled={untried !== null}
          title={untried ?? undefined}
          loading={preview.isPending}
          onClick={() => preview.mutate()}
          data-testid="rules-preview"
        >
          {text('rules.preview', { count: previewed })} <KeyCap name="F8" />
        </Button>
        {stored.active ? null : (
          <Button size="small" onClick={() => setAsking('activate')} data-testid="rules-activate">
            {text('rules.activate')}
          </Button>
        )}
        <Button size="small" disabled={off !== null} onClick={() => setAsking('save')} data-testid="rules-save">
          {text('rules.save')} <KeyCap name="Ctrl+S" />
        </Button>
        <Button
          size="small"
          intent="primary"
          disabled={off !== null}
          onClick={() => setAsking('saveActivate')}
          data-testid="rules-save-activate"
        >
          {text('rules.save.activate')}
        </Button>
      </div>
      <div className="ecg-setup-scroll">
        <HTMLTable compact className="plain-table ecg-rules-table">
          <thead>
            <tr>
              <th>{text('rules.on')}</th>
              <th>{text('rules.rule')}</th>
              <th>{text('rules.level')}</th>
              <th>{text('rules.thresholds')}</th>
            </tr>
          </thead>
          <tbody>
            {rules.map((rule, i) => (
              <RuleRow
                key={rule.id}
                rule={rule}
                stored={storedSet.rules[i]}
                disabled={false}
                onChange={(next) => setRules(rules.map((one) => (one.id === next.id ? next : one)))}
                onTrouble={(wrong) => {
                  const next = new Set(bad);
                  if (wrong) next.add(rule.id);
                  else next.delete(rule.id);
                  setBad(next);
                }}
              />
            ))}
          </tbody>
        </HTMLTable>
      </div>
      {preview.data ? <RulePreviewDialog preview={preview.data} onClose={() => preview.reset()} /> : null}
      {asking === 'confirm' ? (
        <ReasonDialog
          title={text('rules.confirm.title', { name, version })}
          lead={text('rules.confirm.lead')}
          confirm={text('rules.confirm')}
          busy={confirm.isPending}
          onClose={() => setAsking(null)}
          onConfirm={(reason) => confirm.mutate({ id: storedSet.id, version, reason })}
          testId="rules-reason"
        />
      ) : null}
      {asking && asking !== 'confirm' ? (
        <ReasonDialog
          title={
            put === undefined
              ? text('rules.save.title', { name })
              : text('rules.activate.title', { name, version: put })
          }
          lead={put === undefined ? text('rules.changed', { count: changed }) : text('rules.activate.lead')}
          confirm={text(
            put !== undefined ? 'rules.activate' : asking === 'save' ? 'rules.save' : 'rules.save.activate',
          )}
          busy={save.isPending || activate.isPending}
          onClose={() => setAsking(null)}
          onConfirm={(reason) =>
            put === undefined
              ? save.mutate({ ruleSet, activate: asking === 'saveActivate', reason })
              : activate.mutate({ id: storedSet.id, version: put, reason })
          }
          testId="rules-reason"
        />
      ) : null}
    </section>
  );
}
