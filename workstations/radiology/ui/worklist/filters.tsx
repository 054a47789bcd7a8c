// Above the list: states with their counts, search, days, modality, body part, and the filters that a person saved.
import { Button, InputGroup } from '@blueprintjs/core';
import { type RefObject, useState } from 'react';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { useSession } from '../../../../renderer/client/session.tsx';
import { Pick, Segments } from '../../../../renderer/parts/choice.tsx';
import { Field, KeyCap } from '../../../../renderer/parts/field.tsx';
import { Glyph } from '../../../../renderer/parts/glyph.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useSharedText } from '../parts/texts.ts';
import { useStation } from '../state.tsx';
import { initialFilter, type Shown, valuesOf, views } from './rows.ts';
import { useSavedFilters } from './saved-filters.ts';
import { useListText } from './texts.ts';

interface FiltersProps {
  exams: readonly ExamDocument[];
  shown: Shown;
  /** Exams whose report waits for this person's second confirmation. */
  confirms: ReadonlySet<string>;
  searchRef: RefObject<HTMLInputElement | null>;
  onLeaveSearch: () => void;
}

const spans = ['1', '3', '7', '30', '365'] as const;
/** One element for ever: the field measures each new one anew. */
const searchKey = <KeyCap name="/" />;

export function Filters({ exams, shown, confirms, searchRef, onLeaveSearch }: FiltersProps) {
  const text = useListText();
  const shared = useSharedText();
  const { person } = useSession();
  const { filter, changeFilter } = useStation();
  const choices = (label: string, values: readonly string[]) => [
    { value: '', label },
    ...values.map((value) => ({ value, label: value })),
  ];
  const institutions = new Map(exams.map((exam) => [exam.institutionId, exam.institutionName]));
  const filtered =
    filter.text !== '' ||
    filter.modality !== '' ||
    filter.bodyPart !== '' ||
    filter.institutionId !== '' ||
    filter.personId !== '' ||
    filter.emergencyOnly ||
    filter.confirmOnly ||
    filter.criticalOnly;
  return (
    <header className="exam-filters">
      <div className="exam-filter-line">
        <Segments
          label={text('views')}
          value={filter.view}
          onChange={(view) => changeFilter({ view })}
          options={views.map((value) => ({ value, label: shared(`view.${value}`), count: shown.counts[value] }))}
          testId="filter-view"
        />
        <button
          type="button"
          className="toggle toggle-critical"
          aria-pressed={filter.criticalOnly}
          onClick={() => changeFilter({ criticalOnly: !filter.criticalOnly })}
          data-testid="filter-critical"
        >
          <Glyph name="warning" size={12} /> {text('filter.critical')}{' '}
          <b data-count={shown.critical}>{shown.critical}</b>
        </button>
        {confirms.size > 0 || filter.confirmOnly ? (
          <button
            type="button"
            className="toggle"
            aria-pressed={filter.confirmOnly}
            onClick={() => changeFilter({ confirmOnly: !filter.confirmOnly })}
            data-testid="filter-confirm"
          >
            <Glyph name="reviewed" size={12} /> {text('filter.confirm')} <b>{confirms.size}</b>
          </button>
        ) : null}
        <SavedFilters />
      </div>
      <div className="exam-filter-line" role="search">
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
          value={spans.find((span) => span === String(filter.days)) ?? '3'}
          onChange={(value) => changeFilter({ days: Number(value) })}
          options={spans.map((value) => ({
            value,
            label: value === '1' ? shared('today') : shared('days.count', { count: value }),
          }))}
          testId="filter-days"
        />
        <Pick
          label={text('filter.modality')}
          value={filter.modality}
          onChange={(modality) => changeFilter({ modality })}
          options={choices(
            text('filter.modality'),
            valuesOf(exams, (exam) => exam.modality),
          )}
          testId="filter-modality"
        />
        <Pick
          label={text('filter.bodyPart')}
          value={filter.bodyPart}
          onChange={(bodyPart) => changeFilter({ bodyPart })}
          options={choices(
            text('filter.bodyPart'),
            valuesOf(exams, (exam) => exam.bodyPart),
          )}
          testId="filter-part"
        />
        {institutions.size > 1 ? (
          <Pick
            label={text('filter.institution')}
            value={filter.institutionId}
            onChange={(institutionId) => changeFilter({ institutionId })}
            options={[
              { value: '', label: text('filter.institution') },
              ...[...institutions].map(([value, label]) => ({ value, label })),
            ]}
          />
        ) : null}
        <button
          type="button"
          className="toggle toggle-urgent"
          aria-pressed={filter.emergencyOnly}
          onClick={() => changeFilter({ emergencyOnly: !filter.emergencyOnly })}
          data-testid="filter-emergency"
        >
          <Glyph name="urgent" size={12} /> {text('filter.emergency')}
        </button>
        <button
          type="button"
          className="toggle"
          aria-pressed={filter.personId === person.id}
          onClick={() => changeFilter({ personId: filter.personId ? '' : person.id })}
          data-testid="filter-mine"
        >
          <Glyph name="person" size={12} /> {text('filter.mine')}
        </button>
        <span className="filter-count" data-testid="list-count" data-shown={shown.rows.length}>
          {filtered
            ? text('filter.shown', { shown: shown.rows.length, total: exams.length })
            : text('filter.total', { total: shown.rows.length })}
          {filtered ? (
            <button
              type="button"
              className="link"
              onClick={() =>
                changeFilter({ ...initialFilter, view: filter.view, days: filter.days, sort: filter.sort })
              }
            >
              {text('filter.clear')}
            </button>
          ) : null}
        </span>
      </div>
    </header>
  );
}

function SavedFilters() {
  const text = useListText();
  const { filter, changeFilter } = useStation();
  const { saved, save, remove } = useSavedFilters();
  const [naming, setNaming] = useState(false);
  return (
    <div className="saved-filters" role="group" aria-label={text('saved')}>
      {saved.map((each) => (
        <span key={each.name} className="saved-filter">
          <button type="button" onClick={() => changeFilter(each.filter)} data-testid="saved-filter">
            {each.name}
          </button>
          <button
            type="button"
            className="quiet"
            aria-label={text('saved.remove', { name: each.name })}
            title={text('saved.remove', { name: each.name })}
            onClick={() => remove(each.name)}
          >
            <Glyph name="close" size={10} />
          </button>
        </span>
      ))}
      <button
        type="button"
        className="quiet"
        title={text('saved.add')}
        onClick={() => setNaming(true)}
        data-testid="saved-add"
      >
        <Glyph name="save" size={12} /> {text('saved.add')}
      </button>
      {naming ? (
        <NameDialog
          onClose={() => setNaming(false)}
          onName={(name) => {
            save(name, filter);
            setNaming(false);
          }}
        />
      ) : null}
    </div>
  );
}

function NameDialog({ onClose, onName }: { onClose: () => void; onName: (name: string) => void }) {
  const text = useListText();
  const [name, setName] = useState('');
  const confirm = () => name.trim() && onName(name.trim());
  return (
    <Modal
      title={text('saved.add')}
      onClose={onClose}
      onConfirm={confirm}
      width={380}
      footer={<Button type="submit" intent="primary" disabled={!name.trim()} text={text('saved.add')} />}
    >
      <Field label={text('saved.name')} required>
        {(id) => (
          <InputGroup id={id} autoFocus value={name} onValueChange={setName} maxLength={12} data-testid="saved-name" />
        )}
      </Field>
    </Modal>
  );
}
