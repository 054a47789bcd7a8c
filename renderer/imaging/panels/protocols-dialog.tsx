// Hanging protocols: the shipped ones and the reader's own; conditions and cells of one's own are changed here.
import { Button } from '@blueprintjs/core';
import { useState } from 'react';
import { protocolFits } from '../../../core/imaging/hanging/match.ts';
import { CellRule, HangingProtocol } from '../../../core/imaging/hanging/model.ts';
import type { SetupScope } from '../../../core/imaging/reading/setup.ts';
import { useLocale } from '../../i18n/text.tsx';
import { Modal } from '../../parts/modal.tsx';
import { useDesk } from '../desk/desk-context.ts';
import { useObserved } from '../desk/observable.ts';
import { useReadingText } from '../locales/use-reading-text.ts';
import { useReading } from '../reading-store.ts';
import { bounded, CellEditor, words } from './cell-editor.tsx';
import { SetupNote } from './setup-note.tsx';

const originText = {
  person: 'protocols.mine',
  department: 'protocols.department',
  shipped: 'protocols.shipped',
} as const;

export function ProtocolsDialog({ onClose }: { onClose: () => void }) {
  const desk = useDesk();
  const text = useReadingText();
  const locale = useLocale();
  const protocols = useObserved(desk.protocols, (value) => value);
  const studies = useReading(desk.reading, (state) => state.studies);
  const current = useReading(desk.reading, (state) => state.protocolId);
  const [chosen, setChosen] = useState(current || (protocols[0]?.id ?? ''));
  const [draft, setDraft] = useState<HangingProtocol | null>(null);
  const [problem, setProblem] = useState('');
  const [scope, setScope] = useState<SetupScope>('person');
  const mayEdit = useObserved(desk.setup.state, ({ setups }) => setups.department.mayEdit);
  const shown = draft ?? protocols.find(({ id }) => id === chosen);
  const listed = protocols.find(({ id }) => id === chosen);
  const origin = listed && desk.setup.originOf(listed);
  const choose = (id: string) => {
    setChosen(id);
    setDraft(null);
    setProblem('');
  };
  const save = () => {
    if (!draft) return;
    const parsed = HangingProtocol.safeParse({ ...draft, builtIn: false });
    if (!parsed.success) {
      setProblem(
        text('protocols.invalid', { where: parsed.error.issues.map(({ path }) => path.join('.')).join(', ') }),
      );
      return;
    }
    void desk.setup.act(scope, { kind: 'put-protocol', protocol: parsed.data });
    choose(parsed.data.id);
  };
  const copy = (from: HangingProtocol, to: SetupScope) => {
    setScope(to);
    const id = crypto.randomUUID();
    const name = from.name[locale] || from.name['zh-CN'];
    setDraft({ ...from, id, builtIn: false, name: { 'zh-CN': `${name} 2`, en: `${name} 2` } });
  };
  const remove = () => {
    if (origin && origin !== 'shipped') void desk.setup.act(origin, { kind: 'remove-protocol', id: chosen });
    choose('');
  };
  const apply = () => {
    if (shown) desk.reading.dispatch({ kind: 'hang', protocol: shown, presets: desk.hangingRules().presets });
    onClose();
  };
  const own = origin === 'person' || (origin === 'department' && mayEdit);
  const change = (next: HangingProtocol) => {
    if (!draft && origin && origin !== 'shipped') setScope(origin);
    setDraft(next);
  };
  return (
    <Modal
      title={text('protocols.title')}
      onClose={onClose}
      onConfirm={draft ? save : apply}
      width={900}
      testId="protocols-dialog"
      hint={
        problem ? (
          <span role="alert">{problem}</span>
        ) : shown && !draft && !own ? (
          <>
            {text('protocols.fixed')} <SetupNote />
          </>
        ) : (
          <SetupNote />
        )
      }
      footer={
        <>
          {shown && !draft ? (
            <Button size="small" type="button" onClick={() => copy(shown, 'person')} data-testid="protocol-copy">
              {text('protocols.copy')}
            </Button>
          ) : null}
          {shown && !draft && mayEdit ? (
            <Button
              size="small"
              type="button"
              onClick={() => copy(shown, 'department')}
              data-testid="protocol-copy-department"
            >
              {text('protocols.copyDepartment')}
            </Button>
          ) : null}
          {own && !draft ? (
            <Button size="small" type="button" onClick={remove}>
              {text('protocols.remove')}
            </Button>
          ) : null}
          {draft ? (
            <Button intent="primary" type="submit" data-testid="protocol-save">
              {text('protocols.save')}
            </Button>
          ) : (
            <Button intent="primary" type="submit" data-testid="protocol-apply">
              {text('protocols.apply')}
            </Button>
          )}
        </>
      }
    >
      <div className="protocols">
        <div className="protocol-list" role="listbox" aria-label={text('protocols.title')}>
          {protocols.map((protocol) => (
            <button
              key={protocol.id}
              type="button"
              role="option"
              aria-selected={shown?.id === protocol.id}
              onClick={() => choose(protocol.id)}
            >
              <b>{protocol.name[locale] || protocol.name['zh-CN']}</b>
              <small>
                {protocol.rows}×{protocol.columns} · {text(originText[desk.setup.originOf(protocol)])}
                {protocolFits(protocol, studies) ? ` · ✓ ${text('protocols.fits')}` : ''}
              </small>
            </button>
          ))}
        </div>
        {shown ? <ProtocolEditor key={shown.id} protocol={shown} onChange={draft || own ? change : undefined} /> : null}
      </div>
    </Modal>
  );
}

interface EditorProps {
  protocol: HangingProtocol;
  /** Absent: shown, not changed. */
  onChange?: (protocol: HangingProtocol) => void;
}

const linkScrolls = ['off', 'position', 'offset'] as const;

function ProtocolEditor({ protocol, onChange }: EditorProps) {
  const text = useReadingText();
  const locale = useLocale();
  const { match } = protocol;
  const set = (part: Partial<HangingProtocol>) => onChange?.({ ...protocol, ...part });
  const setMatch = (part: Partial<HangingProtocol['match']>) => set({ match: { ...match, ...part } });
  const size = (rows: number, columns: number) => {
    const side = (value: number) => bounded(value, 1, 8);
    const count = side(rows) * side(columns);
    const cells = Array.from({ length: count }, (_, index) => protocol.cells[index] ?? CellRule.parse({}));
    set({ rows: side(rows), columns: side(columns), cells });
  };
  return (
    <fieldset className="protocol-editor" disabled={!onChange}>
      <label>
        <span>{text('protocols.name')}</span>
        <input
          value={protocol.name[locale]}
          onChange={(event) => set({ name: { ...protocol.name, [locale]: event.target.value } })}
        />
      </label>
      <label>
        <span>{text('protocols.modalities')}</span>
        <input
          placeholder={text('protocols.words')}
          defaultValue={match.modalities.join(', ')}
          onBlur={(event) => setMatch({ modalities: words(event.target.value) })}
        />
      </label>
      <label>
        <span>{text('protocols.bodyParts')}</span>
        <input
          placeholder={text('protocols.words')}
          defaultValue={match.bodyParts.join(', ')}
          onBlur={(event) => setMatch({ bodyParts: words(event.target.value) })}
        />
      </label>
      <div className="protocol-line">
        <label>
          <span>{text('protocols.prior')}</span>
          <select
            value={match.prior}
            onChange={(event) =>
              setMatch({
                prior: (['any', 'with', 'without'] as const).find((one) => one === event.target.value) ?? 'any',
              })
            }
          >
            {(['any', 'with', 'without'] as const).map((one) => (
              <option key={one} value={one}>
                {text(`protocols.prior.${one}`)}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>{text('protocols.needs')}</span>
          <select
            value={match.needs}
            onChange={(event) => setMatch({ needs: event.target.value === 'all' ? 'all' : 'any' })}
          >
            <option value="any">{text('protocols.needs.any')}</option>
            <option value="all">{text('protocols.needs.all')}</option>
          </select>
        </label>
        <label>
          <span>{text('protocols.rows')}</span>
          <input
            type="number"
            min={1}
            max={8}
            value={protocol.rows}
            onChange={(event) => size(Number(event.target.value), protocol.columns)}
          />
        </label>
        <label>
          <span>{text('protocols.columns')}</span>
          <input
            type="number"
            min={1}
            max={8}
            value={protocol.columns}
            onChange={(event) => size(protocol.rows, Number(event.target.value))}
          />
        </label>
      </div>
      <div className="protocol-line">
        <label>
          <span>{text('protocols.rank')}</span>
          <input
            type="number"
            min={0}
            max={100}
            value={protocol.rank}
            onChange={(event) => set({ rank: Number(event.target.value) })}
          />
        </label>
        <label>
          <span>{text('protocols.linkScroll')}</span>
          <select
            value={protocol.linkScroll}
            data-testid="protocol-link"
            onChange={(event) =>
              set({ linkScroll: linkScrolls.find((one) => one === event.target.value) ?? 'position' })
            }
          >
            {linkScrolls.map((one) => (
              <option key={one} value={one}>
                {text(`protocols.linkScroll.${one}`)}
              </option>
            ))}
          </select>
        </label>
        <label className="protocol-tick">
          <input
            type="checkbox"
            checked={protocol.compact}
            data-testid="protocol-compact"
            onChange={(event) => set({ compact: event.target.checked })}
          />{' '}
          {text('protocols.compact')}
        </label>
      </div>
      <div className="protocol-cells" style={{ gridTemplateColumns: `repeat(${Math.min(2, protocol.columns)}, 1fr)` }}>
        {protocol.cells.slice(0, protocol.rows * protocol.columns).map((cell, index) => (
          <CellEditor
            key={index}
            number={index + 1}
            cell={cell}
            onChange={(next) => set({ cells: protocol.cells.map((one, at) => (at === index ? next : one)) })}
          />
        ))}
      </div>
    </fieldset>
  );
}
