// Named windows of one's own and of the department: made from the window in view, changed and taken away here.
import { Button } from '@blueprintjs/core';
import { useState } from 'react';
import { suvOfImage } from '../../../core/imaging/measure/suv.ts';
import { OwnPreset, type SetupScope } from '../../../core/imaging/reading/setup.ts';
import { stackOf } from '../../../core/imaging/reading/state.ts';
import { Modal } from '../../parts/modal.tsx';
import type { ReadingDesk } from '../desk/desk.ts';
import { useDesk } from '../desk/desk-context.ts';
import { useObserved } from '../desk/observable.ts';
import { seriesOfFrame } from '../desk/presets-in-room.ts';
import { useReadingText } from '../locales/use-reading-text.ts';
import { words } from './cell-editor.tsx';
import { SetupNote } from './setup-note.tsx';

interface Draft {
  preset: OwnPreset;
  scope: SetupScope;
  /** Where it is now; null: it is new. */
  from: SetupScope | null;
}

const tidy = (value: number) => Number(value.toPrecision(6));

/** The window in view as a preset of its modality and body part; null where nothing with a window is in view. */
function fromView(desk: ReadingDesk): OwnPreset | null {
  const state = desk.reading.current();
  const viewport = state.viewports[state.active];
  const frame = viewport && stackOf(state, viewport)?.frames[viewport.index];
  const window = viewport?.presentation.window ?? desk.windowInView(state.active);
  const series = frame && seriesOfFrame(state, frame);
  if (!frame || !window || !series) return null;
  const suv = frame.instance.image && suvOfImage(frame.instance.image, series.modality);
  const factor = suv && 'factor' in suv ? suv.factor : 1;
  const center = tidy(window.center * factor);
  const width = tidy(window.width * factor);
  return {
    id: crypto.randomUUID(),
    name: [series.bodyPart, `${width}/${center}`].filter(Boolean).join(' '),
    modality: series.modality,
    bodyParts: series.bodyPart ? [series.bodyPart] : [],
    center,
    width,
    suv: factor !== 1,
  };
}

export function PresetsDialog({ onClose }: { onClose: () => void }) {
  const desk = useDesk();
  const text = useReadingText();
  const { setups } = useObserved(desk.setup.state, (state) => state);
  const { mayEdit } = setups.department;
  const [draft, setDraft] = useState<Draft | null>(() => {
    const preset = fromView(desk);
    return preset && { preset, scope: 'person', from: null };
  });
  const [problem, setProblem] = useState('');
  const set = (part: Partial<OwnPreset>) => draft && setDraft({ ...draft, preset: { ...draft.preset, ...part } });
  const save = () => {
    if (!draft) return onClose();
    const parsed = OwnPreset.safeParse(draft.preset);
    if (!parsed.success) {
      setProblem(
        text('protocols.invalid', { where: parsed.error.issues.map(({ path }) => path.join('.')).join(', ') }),
      );
      return;
    }
    setProblem('');
    if (draft.from && draft.from !== draft.scope) {
      void desk.setup.act(draft.from, { kind: 'remove-preset', id: parsed.data.id });
    }
    void desk.setup.act(draft.scope, { kind: 'put-preset', preset: parsed.data });
    setDraft(null);
  };
  const rows = desk.setup.presets();
  return (
    <Modal
      title={text('presets.title')}
      onClose={onClose}
      onConfirm={save}
      width={720}
      testId="presets-dialog"
      hint={problem ? <span role="alert">{problem}</span> : <SetupNote />}
      footer={
        <Button intent="primary" type="submit" data-testid="preset-save">
          {draft ? text('protocols.save') : text('presets.done')}
        </Button>
      }
    >
      {draft ? (
        <fieldset className="preset-form">
          <legend>{text(draft.from ? 'presets.change' : 'presets.new')}</legend>
          <label className="preset-name">
            <span>{text('protocols.name')}</span>
            <input
              value={draft.preset.name}
              maxLength={40}
              data-testid="preset-name"
              onChange={(event) => set({ name: event.target.value })}
            />
          </label>
          <label>
            <span>{text('protocols.modality')}</span>
            <input
              value={draft.preset.modality}
              onChange={(event) => set({ modality: event.target.value.toUpperCase() })}
            />
          </label>
          <label>
            <span>{text('protocols.bodyParts')}</span>
            <input
              key={draft.preset.id}
              placeholder={text('protocols.words')}
              defaultValue={draft.preset.bodyParts.join(', ')}
              onChange={(event) => set({ bodyParts: words(event.target.value) })}
            />
          </label>
          <label>
            <span>{text('presets.width')}</span>
            <input
              type="number"
              step="any"
              value={Number.isFinite(draft.preset.width) ? draft.preset.width : ''}
              onChange={(event) => set({ width: event.target.valueAsNumber })}
            />
          </label>
          <label>
            <span>{text('presets.center')}</span>
            <input
              type="number"
              step="any"
              value={Number.isFinite(draft.preset.center) ? draft.preset.center : ''}
              onChange={(event) => set({ center: event.target.valueAsNumber })}
            />
          </label>
          <label>
            <span>{text('setup.scope')}</span>
            <select
              value={draft.scope}
              data-testid="preset-scope"
              onChange={(event) =>
                setDraft({ ...draft, scope: event.target.value === 'department' ? 'department' : 'person' })
              }
            >
              <option value="person">{text('setup.person')}</option>
              {mayEdit ? <option value="department">{text('setup.department')}</option> : null}
            </select>
          </label>
          {draft.preset.suv ? <small>SUV</small> : null}
        </fieldset>
      ) : null}
      <ul className="preset-list" data-testid="preset-list">
        {rows.length === 0 ? <li className="preset-none">{text('presets.none')}</li> : null}
        {rows.map(({ preset, origin }) => (
          <li key={`${origin} ${preset.id}`}>
            <b>{preset.name}</b>
            <span>
              {[preset.modality, ...preset.bodyParts].join(' · ')} · {preset.suv ? 'SUV ' : ''}
              {preset.width} / {preset.center}
            </span>
            <small>{text(`setup.${origin}`)}</small>
            {origin === 'person' || mayEdit ? (
              <>
                <Button size="small" type="button" onClick={() => setDraft({ preset, scope: origin, from: origin })}>
                  {text('presets.edit')}
                </Button>
                <Button
                  size="small"
                  type="button"
                  onClick={() => void desk.setup.act(origin, { kind: 'remove-preset', id: preset.id })}
                >
                  {text('protocols.remove')}
                </Button>
              </>
            ) : null}
          </li>
        ))}
      </ul>
    </Modal>
  );
}
