// Keeping the archive: how long studies stay, by which rules they go, and how the second copy and packing stand.
import { Button, Checkbox, InputGroup } from '@blueprintjs/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { ArchivePolicy, RetentionRule } from '../../../../core/imaging/keeping.ts';
import { useOnline } from '../../../../renderer/client/link.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { dateTime } from '../../../../renderer/format/time.ts';
import { Begun } from '../../../../renderer/parts/begun.tsx';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { Field } from '../../../../renderer/parts/field.tsx';
import { Glyph } from '../../../../renderer/parts/glyph.tsx';
import { Answer } from '../../../../renderer/parts/panels.tsx';
import { ReasonDialog } from '../../../../renderer/parts/reason-dialog.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useSharedText } from '../parts/texts.ts';
import { sizeText, useKeepingText } from './keeping-texts.ts';
import { PackingSection } from './packing-section.tsx';

const fewestDays = 30;
const stateMs = 5000;

export function Keeping() {
  const { query } = useApi();
  const stored = useQuery(query.imaging.policy.queryOptions());
  return (
    <section className="pane pane-whole">
      <Answer of={stored}>
        {(found) => (
          <Begun newest={found}>
            {({ version, policy }, onChanged) => (
              <PolicyForm key={version} version={version} stored={policy} onChanged={onChanged} />
            )}
          </Begun>
        )}
      </Answer>
    </section>
  );
}

interface PolicyFormProps {
  version: number;
  stored: ArchivePolicy;
  onChanged: (changed: boolean) => void;
}

function PolicyForm({ version, stored, onChanged }: PolicyFormProps) {
  const text = useKeepingText();
  const shared = useSharedText();
  const { client, query } = useApi();
  const queries = useQueryClient();
  const online = useOnline();
  const { show } = useToasts();
  const [policy, setPolicy] = useState(stored);
  const [asking, setAsking] = useState(false);
  const { retention, replica } = policy;
  const save = useCommand(client.imaging.savePolicy, {
    onDone: () => {
      onChanged(false);
      queries.invalidateQueries({ queryKey: query.imaging.key() });
      show({ tone: 'done', title: text('policy.saved') });
      setAsking(false);
    },
  });
  const setRules = (rules: RetentionRule[]) => setPolicy({ ...policy, retention: { ...retention, rules } });
  const changed = JSON.stringify(policy) !== JSON.stringify(stored);
  useEffect(() => onChanged(changed), [changed, onChanged]);
  return (
    <div className="pane-scroll keeping">
      <section>
        <h2>{text('retention.title')}</h2>
        <p className="note">{text('retention.lead')}</p>
        <Checkbox
          checked={retention.active}
          onChange={() => setPolicy({ ...policy, retention: { ...retention, active: !retention.active } })}
          label={text('retention.active')}
          data-testid="retention-active"
        />
        <Field label={text('retention.days')}>
          {(id) => (
            <InputGroup
              id={id}
              size="small"
              type="number"
              min={1}
              max={3650}
              value={String(retention.recoverableDays)}
              onValueChange={(value) =>
                setPolicy({
                  ...policy,
                  retention: {
                    ...retention,
                    recoverableDays: Math.min(3650, Math.max(1, Math.round(Number(value)) || 1)),
                  },
                })
              }
            />
          )}
        </Field>
        {retention.rules.length === 0 ? <p className="note">{text('rule.none')}</p> : null}
        <ul className="keeping-rules">
          {retention.rules.map((rule, at) => (
            <li
              // A rule has no name; when one goes, the rows are made anew.
              key={`${at} of ${retention.rules.length}`}
            >
              <RuleRow
                rule={rule}
                onChange={(next) => setRules(retention.rules.map((each, index) => (index === at ? next : each)))}
                onRemove={() => setRules(retention.rules.filter((_, index) => index !== at))}
              />
            </li>
          ))}
        </ul>
        <Button
          size="small"
          onClick={() => setRules([...retention.rules, { modalities: [], olderThanDays: 3650, state: 'reported' }])}
          data-testid="rule-add"
        >
          <Glyph name="add" size={12} /> {text('rule.add')}
        </Button>
      </section>
      <section>
        <h2>{text('replica.title')}</h2>
        <p className="note">{text('replica.lead')}</p>
        <ReplicaLine />
        <Checkbox
          checked={replica.active}
          onChange={() => setPolicy({ ...policy, replica: { ...replica, active: !replica.active } })}
          label={text('replica.active')}
          data-testid="replica-active"
        />
        <Field label={text('replica.folder')} hint={text('replica.folder.hint')}>
          {(id) => (
            <InputGroup
              id={id}
              size="small"
              value={replica.folder}
              onValueChange={(folder) => setPolicy({ ...policy, replica: { ...replica, folder } })}
              data-testid="replica-folder"
            />
          )}
        </Field>
      </section>
      <PackingSection packing={policy.packing} onChange={(packing) => setPolicy({ ...policy, packing })} />
      <footer className="report-acts">
        <Button
          intent="primary"
          disabled={!changed || !online}
          title={online ? undefined : shared('offline.off')}
          onClick={() => setAsking(true)}
          data-testid="policy-save"
        >
          {text('policy.save')}
        </Button>
      </footer>
      {asking ? (
        <ReasonDialog
          title={text('policy.title')}
          ready={[text('policy.reason.rule')]}
          confirm={text('policy.save')}
          busy={save.isPending}
          onClose={() => setAsking(false)}
          onConfirm={(reason) => save.mutate({ expectedVersion: version, policy, reason })}
          testId="policy-reason"
        />
      ) : null}
    </div>
  );
}

interface RuleRowProps {
  rule: RetentionRule;
  onChange: (rule: RetentionRule) => void;
  onRemove: () => void;
}

function RuleRow({ rule, onChange, onRemove }: RuleRowProps) {
  const text = useKeepingText();
  const { query } = useApi();
  const [words, setWords] = useState(rule.modalities.join(' '));
  const effect = useQuery(query.imaging.tryPolicy.queryOptions({ input: { rules: [rule] } }));
  const found = effect.data?.[0];
  return (
    <>
      <Field label={text('rule.modalities')}>
        {(id) => (
          <InputGroup
            id={id}
            size="small"
            value={words}
            placeholder="CT MR DX"
            onValueChange={(value) => {
              setWords(value.toUpperCase());
              onChange({ ...rule, modalities: value.toUpperCase().match(/\b[A-Z]{2,8}\b/g) ?? [] });
            }}
          />
        )}
      </Field>
      <Field label={text('rule.age')}>
        {(id) => (
          <InputGroup
            id={id}
            size="small"
            type="number"
            min={fewestDays}
            defaultValue={String(rule.olderThanDays)}
            onBlur={(event) => {
              const days = Math.min(
                36_500,
                Math.max(fewestDays, Math.round(Number(event.currentTarget.value)) || fewestDays),
              );
              event.currentTarget.value = String(days);
              onChange({ ...rule, olderThanDays: days });
            }}
          />
        )}
      </Field>
      <Field label={text('rule.state')}>
        {() => (
          <Segments
            label={text('rule.state')}
            value={rule.state}
            onChange={(state) => onChange({ ...rule, state })}
            options={(['reported', 'unmatched'] as const).map((value) => ({ value, label: text(`rule.${value}`) }))}
          />
        )}
      </Field>
      <span className="note">
        {found ? text('rule.effect', { studies: found.studies, size: sizeText(found.bytes) }) : '…'}
      </span>
      <Button
        size="small"
        variant="minimal"
        onClick={onRemove}
        aria-label={text('rule.remove')}
        title={text('rule.remove')}
      >
        <Glyph name="close" size={12} />
      </Button>
    </>
  );
}

function ReplicaLine() {
  const text = useKeepingText();
  const { query } = useApi();
  const state = useQuery({ ...query.imaging.replica.queryOptions(), refetchInterval: stateMs });
  return (
    <Answer of={state}>
      {(now) => (
        <div className={`replica-state is-${now.state}`} data-testid="replica-state" data-state={now.state}>
          <p>
            <Glyph name={now.state === 'current' ? 'yes' : now.state === 'stopped' ? 'error' : 'help'} size={12} />{' '}
            <b>{text(`replica.${now.state}`)}</b>{' '}
            {now.state === 'off'
              ? null
              : text('replica.counts', {
                  copied: now.copied,
                  waiting: now.waiting,
                  time: now.lastCopyAt ? dateTime(now.lastCopyAt) : '—',
                })}
          </p>
          {now.problem ? (
            <p className="contradicts">
              {text(`problem.${now.problem}`)} {now.detail}
            </p>
          ) : null}
          {now.restored > 0 ? <p>{text('replica.restored', { count: now.restored })}</p> : null}
          {now.lost.length > 0 ? (
            <p className="contradicts">{text('replica.lost', { count: now.lost.length })}</p>
          ) : null}
        </div>
      )}
    </Answer>
  );
}
