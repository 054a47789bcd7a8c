// Rights to tick, by area, each with what it means. Those that come from roles are ticked and cannot be taken away here.
import { Checkbox } from '@blueprintjs/core';
import { type Right, rights } from '../../../../core/identity/rights.ts';
import type { RightArea } from '../locales/rights.zh-CN.ts';
import { useAdminText } from '../locales/use-admin-text.ts';
import { useRightText } from '../locales/use-right-text.ts';

interface RightsPickerProps {
  label: string;
  values: readonly Right[];
  /** Held anyway, through a role. */
  given?: readonly Right[];
  disabled?: boolean;
  onChange: (values: Right[]) => void;
  testId: string;
}

const together: readonly string[] = ['user', 'doctor', 'role', 'department', 'institution'];
const areaOf = (right: Right): RightArea => {
  const [area = ''] = right.split('.');
  // The first part of the literal type is what the split gives.
  return together.includes(area) ? 'identity' : (area as RightArea);
};
const areas = [...new Set(rights.map((right) => areaOf(right)))];

export function RightsPicker({ label, values, given = [], disabled, onChange, testId }: RightsPickerProps) {
  const text = useAdminText();
  const rightText = useRightText();
  const box = (right: Right) => {
    const fromRole = given.includes(right);
    return (
      <div key={right} className="admin-right-item">
        <Checkbox
          checked={fromRole || values.includes(right)}
          disabled={disabled || (fromRole && !values.includes(right))}
          onChange={(event) =>
            onChange(event.currentTarget.checked ? [...values, right] : values.filter((other) => other !== right))
          }
          data-value={right}
          labelElement={
            <>
              <b className="admin-right-name">{rightText(right)}</b>
              {fromRole ? <em className="admin-right-from">{text('right.fromRole')}</em> : null}
              <small className="admin-right-means">{rightText(`${right}.means`)}</small>
            </>
          }
        />
      </div>
    );
  };
  return (
    <div className="admin-rights" role="group" aria-label={label} data-testid={testId}>
      {areas.map((area) => {
        const own = rights.filter((right) => areaOf(right) === area);
        const held = own.filter((right) => given.includes(right) || values.includes(right)).length;
        return (
          <section key={area}>
            <h4>
              {rightText(`group.${area}`)}
              <small className="admin-rights-count number">
                {held}/{own.length}
              </small>
            </h4>
            <div className="admin-rights-grid">{own.map(box)}</div>
          </section>
        );
      })}
    </div>
  );
}
