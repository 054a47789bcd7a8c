// Reasons as buttons, each on a letter of the upper row of the keyboard, and a note.
import { TextArea } from '@blueprintjs/core';
import type { ReasonKind } from '../../../../core/quality/model.ts';
import type { Action } from '../../../../renderer/keys/actions.tsx';
import { Field, KeyCap } from '../../../../renderer/parts/field.tsx';
import { useQualityText } from './texts.ts';
import { useReasons } from './use-reasons.ts';

/** Of a keyboard as it lies under the left and the right hand. */
const letters = 'QWERTYUIOPASDFGHJKL';

interface ReasonsState {
  kind: ReasonKind;
  reasons: readonly string[];
  onReasons: (reasons: string[]) => void;
}

function toggled({ reasons, onReasons }: ReasonsState, code: string): void {
  onReasons(reasons.includes(code) ? reasons.filter((each) => each !== code) : [...reasons, code]);
}

/** The keys of the reasons, for the dialog that holds them. */
export function useReasonActions(state: ReasonsState, off: boolean): Action[] {
  const { offered, nameOf } = useReasons(state.kind);
  if (off) return [];
  return offered.slice(0, letters.length).map(({ code }, index) => ({
    id: `reason-${code}`,
    label: nameOf(code),
    keys: [letters[index] ?? ''],
    run: () => toggled(state, code),
  }));
}

interface ReasonPickerProps extends ReasonsState {
  note: string;
  onNote: (note: string) => void;
  off?: boolean;
}

export function ReasonPicker({ off = false, note, onNote, ...state }: ReasonPickerProps) {
  const text = useQualityText();
  const { offered, nameOf } = useReasons(state.kind);
  return (
    <>
      <fieldset className="quality-reasons" disabled={off}>
        <legend>{text('reasons')}</legend>
        {offered.map(({ code }, index) => (
          <button
            key={code}
            type="button"
            aria-pressed={state.reasons.includes(code)}
            onClick={() => toggled(state, code)}
            data-testid={`reason-${code}`}
          >
            <KeyCap name={letters[index] ?? ''} /> {nameOf(code)}
          </button>
        ))}
      </fieldset>
      <Field label={text('note')}>
        {(id) => (
          <TextArea
            id={id}
            fill
            rows={2}
            maxLength={1000}
            disabled={off}
            value={note}
            onChange={(event) => onNote(event.currentTarget.value)}
            data-testid="quality-note"
          />
        )}
      </Field>
    </>
  );
}
