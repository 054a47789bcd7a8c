// What every small dictionary's entry has: code, names, place in lists, and whether it is in use.
import { Checkbox, InputGroup, NumericInput } from '@blueprintjs/core';
import { isFailure } from '../../../../renderer/client/failure.ts';
import { Field } from '../../../../renderer/parts/field.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';

export interface DictionaryEntry {
  code: string;
  name: string;
  nameEn: string;
  active: boolean;
  position: number;
}

/** Room between two, so that one can be put there later. */
const step = 10;

/** The place of a new entry: after all. */
export const nextPosition = (all: readonly DictionaryEntry[]): number =>
  Math.min(9999, Math.max(0, ...all.map(({ position }) => position)) + step);

/** @param conflict what to say when somebody else changed it meanwhile */
export function useEntryTrouble(
  draft: DictionaryEntry,
  present: DictionaryEntry | null,
  all: readonly DictionaryEntry[],
  error: unknown,
  conflict: string,
) {
  const text = useAdminText();
  const isTaken = present === null && all.some(({ code }) => code === draft.code.trim());
  const isLast = !all.some(({ code, active }) => active && code !== present?.code);
  const changed = isFailure(error, 'VERSION_CONFLICT') ? conflict : null;
  return {
    isLast,
    stands: isTaken || (!draft.active && isLast),
    words: isTaken || isFailure(error, 'DUPLICATE') ? text('code.taken') : changed,
  };
}

interface FieldsProps {
  draft: DictionaryEntry;
  isNew: boolean;
  change(part: Partial<DictionaryEntry>): void;
  /** Of the code. */
  hint?: string | undefined;
  testId: string;
}

export function CodeAndNames({ draft, isNew, change, hint, testId }: FieldsProps) {
  const text = useAdminText();
  return (
    <>
      <Field label={text('code')} required hint={hint}>
        {(id) => (
          <InputGroup
            id={id}
            autoFocus={isNew}
            disabled={!isNew}
            maxLength={64}
            value={draft.code}
            onValueChange={(code) => change({ code })}
            data-testid={`${testId}-code`}
          />
        )}
      </Field>
      {(['name', 'nameEn'] as const).map((name) => (
        <Field key={name} label={text(name === 'name' ? 'ecgType.name' : 'nameEn')} required={name === 'name'}>
          {(id) => (
            <InputGroup
              id={id}
              autoFocus={name === 'name' && !isNew}
              maxLength={200}
              value={draft[name]}
              onValueChange={(value) => change({ [name]: value })}
              data-testid={`${testId}-${name}`}
            />
          )}
        </Field>
      ))}
    </>
  );
}

interface PlaceProps extends Pick<FieldsProps, 'draft' | 'change' | 'testId'> {
  isLast: boolean;
  positionHint: string;
  activeHint: string;
}

export function PlaceAndUse({ draft, change, isLast, positionHint, activeHint, testId }: PlaceProps) {
  const text = useAdminText();
  return (
    <>
      <Field label={text('ecgType.position')} required hint={positionHint}>
        {(id) => (
          <NumericInput
            id={id}
            fill
            min={1}
            max={9999}
            clampValueOnBlur
            buttonPosition="none"
            value={draft.position}
            onValueChange={(position) => change({ position })}
            data-testid={`${testId}-position`}
          />
        )}
      </Field>
      <Field label={text('item.state')} hint={activeHint}>
        {(id) => (
          <Checkbox
            id={id}
            checked={draft.active}
            disabled={isLast && draft.active}
            onChange={({ currentTarget: { checked } }) => change({ active: checked })}
            label={text('item.active')}
            data-testid={`${testId}-active`}
          />
        )}
      </Field>
    </>
  );
}
