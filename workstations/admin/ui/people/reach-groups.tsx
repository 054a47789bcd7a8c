// The groups of institutions that a right reaches (ECG-49, ECG-53), each with its members, so that nobody ticks a name that says nothing.
import { useAdminText } from '../locales/use-admin-text.ts';
import { Boxes } from './boxes.tsx';
import { labelOf, type NamedChoice, useGroups } from './use-organisation.ts';

interface ReachGroupsProps {
  values: readonly string[];
  institutions: readonly NamedChoice[];
  disabled: boolean;
  /** Nothing is ticked, which cannot be saved. */
  lacks: boolean;
  onChange: (groupIds: string[]) => void;
  testId: string;
}

export function ReachGroups({ values, institutions, disabled, lacks, onChange, testId }: ReachGroupsProps) {
  const text = useAdminText();
  const groups = useGroups();
  if (groups === null) return null;
  const named = groups.map(({ id, name, institutionIds }) => {
    const members = institutionIds.map((each) => labelOf(institutions, each)).join('、');
    return {
      value: id,
      label: text(members === '' ? 'reach.groups.empty' : 'reach.groups.members', { name, members }),
    };
  });
  const gone = values.filter((id) => !groups.some((group) => group.id === id));
  const choices = [...named, ...gone.map((id) => ({ value: id, label: text('reach.groups.gone') }))];
  return (
    <div className="admin-reach-places">
      <h5>{text('reach.groups')}</h5>
      {choices.length === 0 ? <p className="admin-muted">{text('reach.groups.none')}</p> : null}
      <Boxes
        label={text('reach.groups')}
        choices={choices}
        values={values}
        disabled={disabled}
        onChange={onChange}
        testId={testId}
      />
      {lacks ? <p className="admin-trouble">{text('reach.lacks.groups')}</p> : null}
    </div>
  );
}
