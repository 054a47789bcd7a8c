// Groups of hospitals (医院分组): their names and members, in the order in which readers of a group are asked.
import { Button, InputGroup } from '@blueprintjs/core';
import type { InstitutionGroup } from '../../../../../core/orders/forwarding.ts';
import { Pick } from '../../../../../renderer/parts/choice.tsx';
import { useNetworkText } from './texts.ts';
import { type Choice, nameIn } from './troubles.tsx';

interface GroupsProps {
  groups: readonly InstitutionGroup[];
  institutions: readonly Choice[];
  onChange: (groups: InstitutionGroup[]) => void;
}

export function Groups({ groups, institutions, onChange }: GroupsProps) {
  const text = useNetworkText();
  const change = (id: string, part: Partial<InstitutionGroup>) =>
    onChange(groups.map((group) => (group.id === id ? { ...group, ...part } : group)));
  const add = () => onChange([...groups, { id: crypto.randomUUID(), name: '', institutionIds: [] }]);
  return (
    <section>
      <header>
        <h3>{text('groups')}</h3>
        <Button size="small" onClick={add} data-testid="group-add">
          {text('group.add')}
        </Button>
      </header>
      <p className="ecg-setup-lead">{text(groups.length === 0 ? 'groups.none' : 'groups.lead')}</p>
      <div className="ecg-groups" data-testid="groups">
        {groups.map((group) => {
          const left = institutions.filter(({ value }) => !group.institutionIds.includes(value));
          return (
            <article key={group.id} className="ecg-group">
              <header>
                <InputGroup
                  size="small"
                  autoFocus={group.name === ''}
                  maxLength={40}
                  value={group.name}
                  placeholder={text('group.name')}
                  aria-label={text('group.name')}
                  onValueChange={(name) => change(group.id, { name })}
                  data-testid="group-name"
                />
                <Button
                  size="small"
                  variant="minimal"
                  text={text('remove')}
                  onClick={() => onChange(groups.filter(({ id }) => id !== group.id))}
                />
              </header>
              <ol aria-label={text('group.members')}>
                {group.institutionIds.map((id, at) => (
                  <li key={id}>
                    <span>{nameIn(institutions, id)}</span>
                    {at > 0 ? (
                      <Button
                        size="small"
                        variant="minimal"
                        icon="double-chevron-up"
                        aria-label={text('group.member.first')}
                        title={text('group.member.first')}
                        onClick={() =>
                          change(group.id, {
                            institutionIds: [id, ...group.institutionIds.filter((one) => one !== id)],
                          })
                        }
                      />
                    ) : null}
                    <Button
                      size="small"
                      variant="minimal"
                      icon="cross"
                      aria-label={text('group.member.remove')}
                      title={text('group.member.remove')}
                      onClick={() =>
                        change(group.id, { institutionIds: group.institutionIds.filter((one) => one !== id) })
                      }
                    />
                  </li>
                ))}
                {group.institutionIds.length === 0 ? <li className="is-empty">{text('group.empty')}</li> : null}
              </ol>
              {left.length > 0 ? (
                <Pick
                  fill
                  label={text('group.member.add')}
                  value=""
                  options={[{ value: '', label: text('group.member.add') }, ...left]}
                  onChange={(id) => change(group.id, { institutionIds: [...group.institutionIds, id] })}
                  testId="group-member"
                />
              ) : null}
            </article>
          );
        })}
      </div>
    </section>
  );
}
