// Filters above the list: search in what is here, how far back, instrument, ward, urgent and critical only.
import { InputGroup } from '@blueprintjs/core';
import type { RefObject } from 'react';
import type { InstrumentEntry } from '../../../../core/lab/dictionary.ts';
import { Pick, Segments } from '../../../../renderer/parts/choice.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Glyph } from '../../../../renderer/parts/glyph.tsx';
import { useBenchText } from '../locales/use-bench-text.ts';
import { initialFilter } from './rows.ts';
import { useBench } from './state.tsx';

interface FiltersProps {
  instruments: readonly InstrumentEntry[];
  departments: readonly string[];
  shown: number;
  total: number;
  searchRef: RefObject<HTMLInputElement | null>;
  onLeaveSearch: () => void;
}

/** One element for ever: the field measures each new one anew, and under a quick list that never ends. */
const searchKey = <KeyCap name="/" />;

const spans = ['1', '3', '7', '30'] as const;

export function Filters({ instruments, departments, shown, total, searchRef, onLeaveSearch }: FiltersProps) {
  const text = useBenchText();
  const { filter, changeFilter } = useBench();
  const days = spans.find((span) => span === String(filter.days)) ?? '3';
  const any = { value: '', label: '' };
  const filtered =
    filter.text !== '' ||
    filter.instrumentId !== null ||
    filter.departmentName !== null ||
    filter.urgentOnly ||
    filter.criticalOnly ||
    filter.view !== 'all';
  return (
    <div className="filters" role="search">
      <InputGroup
        size="small"
        className="filter-text"
        inputRef={searchRef}
        placeholder={text('filter.search')}
        aria-label={text('filter.search')}
        value={filter.text}
        onValueChange={(value) => changeFilter({ text: value })}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && filter.text) {
            changeFilter({ text: '' });
            event.stopPropagation();
          } else if (['Escape', 'Enter', 'ArrowDown'].includes(event.key)) {
            event.preventDefault();
            onLeaveSearch();
          }
        }}
        rightElement={searchKey}
        data-testid="filter-text"
      />
      <Segments
        label={text('filter.days')}
        value={days}
        onChange={(value) => changeFilter({ days: Number(value) })}
        options={spans.map((value) => ({
          value,
          label: value === '1' ? text('filter.today') : text('filter.daysCount', { count: value }),
        }))}
        testId="filter-days"
      />
      <Pick
        label={text('filter.instrument')}
        value={filter.instrumentId ?? ''}
        onChange={(value) => changeFilter({ instrumentId: value || null })}
        options={[
          { ...any, label: text('filter.instrument') },
          ...instruments.map((entry) => ({ value: entry.id, label: entry.name })),
        ]}
        testId="filter-instrument"
      />
      <Pick
        label={text('filter.department')}
        value={filter.departmentName ?? ''}
        onChange={(value) => changeFilter({ departmentName: value || null })}
        options={[
          { ...any, label: text('filter.department') },
          ...departments.map((name) => ({ value: name, label: name })),
        ]}
        testId="filter-department"
      />
      <button
        type="button"
        className="toggle toggle-urgent"
        aria-pressed={filter.urgentOnly}
        onClick={() => changeFilter({ urgentOnly: !filter.urgentOnly })}
        data-testid="filter-urgent"
      >
        <Glyph name="urgent" size={12} /> {text('urgent')}
      </button>
      <button
        type="button"
        className="toggle toggle-critical"
        aria-pressed={filter.criticalOnly}
        onClick={() => changeFilter({ criticalOnly: !filter.criticalOnly })}
        data-testid="filter-critical"
      >
        <Glyph name="warning" size={12} /> {text('critical')}
      </button>
      <span className="filter-count" data-testid="list-count" data-shown={shown}>
        {filtered ? text('filter.shown', { shown, total }) : text('filter.all', { total })}
        {filtered ? (
          <button
            type="button"
            className="link"
            onClick={() =>
              changeFilter({ ...initialFilter, days: filter.days, groupId: filter.groupId, sort: filter.sort })
            }
          >
            {text('filter.clear')}
          </button>
        ) : null}
      </span>
    </div>
  );
}
