// How far each right at exams reaches (ECG-49): one line a right that is held, a level, and the places that it names.
import {
  type Reach,
  type ReachDuty,
  type ReachLevel,
  type ReachService,
  reachDuties,
  reachLevels,
  reachRight,
} from '../../../../core/identity/reach.ts';
import { type Right, rights } from '../../../../core/identity/rights.ts';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { useRightText } from '../locales/use-right-text.ts';
import { Boxes } from './boxes.tsx';
import { ReachGroups } from './reach-groups.tsx';
import { type NamedChoice, useInstitutionNames } from './use-organisation.ts';

interface ReachTableProps {
  /** The rights that are held; only those at exams have a reach. */
  held: readonly Right[];
  values: readonly Reach[];
  departments: readonly NamedChoice[];
  /** For a person: what the roles say counts where nothing is set here. */
  followsRoles?: boolean;
  disabled?: boolean;
  onChange: (values: Reach[]) => void;
}

const partsOf = (right: Right): [ReachService, ReachDuty] => {
  const service = right.startsWith('ecg.') ? 'ecg' : 'radiology';
  return [service, reachDuties.find((duty) => right === `${service}.${duty}`) ?? 'view'];
};

export function ReachTable(props: ReachTableProps) {
  const { held, values, departments, followsRoles = false, disabled = false, onChange } = props;
  const text = useAdminText();
  const rightText = useRightText();
  const institutions = useInstitutionNames();
  const shown = rights.filter((right) => held.includes(right) && reachRight(right) !== null);
  const nameOf = (right: Right) => {
    const [service, duty] = partsOf(right);
    return `${rightText(`group.${service}`)} · ${text(`reach.duty.${duty}`)}`;
  };
  const initial = followsRoles ? '' : 'own';
  const set = (right: Right, level: ReachLevel | '', part: Partial<Reach> = {}) => {
    const others = values.filter((one) => one.right !== right);
    const before = values.find((one) => one.right === right);
    const places =
      level === 'chosen' && before?.level === 'chosen' ? before : { institutionIds: [], departmentIds: [] };
    if (level === initial || level === '') return onChange(others);
    const { institutionIds, departmentIds } = { ...places, ...part };
    const groups = level === 'groups' ? { groupIds: part.groupIds ?? before?.groupIds ?? [] } : {};
    return onChange([...others, { right, level, institutionIds, departmentIds, ...groups }]);
  };
  if (shown.length === 0) return <p className="admin-muted">{text('reach.none')}</p>;
  const options = [
    ...(followsRoles ? [{ value: '' as const, label: text('reach.level.role') }] : []),
    ...reachLevels.map((level) => ({ value: level, label: text(`reach.level.${level}`) })),
  ];
  return (
    <div className="admin-reach" role="group" aria-label={text('reach')} data-testid="reach">
      {shown.map((right) => {
        const reach = values.find((one) => one.right === right);
        const level = reach?.level ?? initial;
        const lacks = reach !== undefined && namesNothing(reach);
        return (
          <div key={right} className="admin-reach-row" data-right={right}>
            <span>{nameOf(right)}</span>
            <Pick
              label={`${nameOf(right)} ${text('reach')}`}
              value={level}
              disabled={disabled}
              onChange={(next) => set(right, next)}
              options={options}
              testId={`reach-${right}`}
            />
            <small>{level === '' ? '' : text(`reach.means.${level}`)}</small>
            {reach?.level === 'groups' ? (
              <ReachGroups
                values={reach.groupIds ?? []}
                institutions={institutions}
                disabled={disabled}
                lacks={lacks}
                onChange={(groupIds) => set(right, 'groups', { groupIds })}
                testId={`reach-groups-${right}`}
              />
            ) : null}
            {reach?.level === 'chosen' ? (
              <div className="admin-reach-places">
                <h5>{text('reach.institutions')}</h5>
                <Boxes
                  label={text('reach.institutions')}
                  choices={institutions}
                  values={reach.institutionIds}
                  disabled={disabled}
                  onChange={(institutionIds) => set(right, 'chosen', { institutionIds })}
                  testId={`reach-institutions-${right}`}
                />
                <h5>{text('reach.departments')}</h5>
                <Boxes
                  label={text('reach.departments')}
                  choices={departments}
                  values={reach.departmentIds}
                  disabled={disabled}
                  onChange={(departmentIds) => set(right, 'chosen', { departmentIds })}
                  testId={`reach-departments-${right}`}
                />
                {lacks ? <p className="admin-trouble">{text('reach.lacks')}</p> : null}
              </div>
            ) : null}
          </div>
        );
      })}
    </div>
  );
}

const namesNothing = ({ level, institutionIds, departmentIds, groupIds = [] }: Reach): boolean =>
  (level === 'chosen' && institutionIds.length + departmentIds.length === 0) ||
  (level === 'groups' && groupIds.length === 0);

/** Whether what was set can be saved: a choice names something. */
export function reachesGood(values: readonly Reach[]): boolean {
  return !values.some(namesNothing);
}
