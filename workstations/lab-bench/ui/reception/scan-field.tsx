// The large field that waits for codes, and what the next scan will do.
import { Button, Spinner, Switch } from '@blueprintjs/core';
import { type FormEvent, type RefObject, useState } from 'react';
import type { Action } from '../../../../renderer/keys/actions.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Glyph } from '../../../../renderer/parts/glyph.tsx';
import { useScan } from '../../../../renderer/scanner/scanner.tsx';
import { useReceptionText } from './texts.ts';

interface ScanFieldProps {
  field: RefObject<HTMLInputElement | null>;
  /** Codes in work. */
  waiting: number;
  /** A typed code, or an empty text when Enter was pressed alone. */
  onEnter: (typed: string) => void;
  onScan: (code: string) => void;
  auto: { on: boolean; off: string | null; action: Action };
  sound: { on: boolean; action: Action };
  register: Action;
}

export function ScanField({ field, waiting, onEnter, onScan, auto, sound, register }: ScanFieldProps) {
  const text = useReceptionText();
  const [typed, setTyped] = useState('');
  // What stood in the field is not part of the scanned code.
  useScan(1, (code) => {
    setTyped('');
    onScan(code);
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onEnter(typed.trim());
    setTyped('');
  };
  return (
    <div className="reception-top">
      <form className="reception-scan" onSubmit={submit}>
        <Glyph name="barcode" size={26} />
        <input
          ref={field}
          autoFocus
          value={typed}
          maxLength={64}
          autoComplete="off"
          spellCheck={false}
          aria-label={text('scan')}
          placeholder={text('scan.placeholder')}
          onChange={(event) => setTyped(event.currentTarget.value)}
          data-testid="reception-scan"
        />
        <span className="reception-scan-side" role="status">
          {waiting > 0 ? (
            <>
              <Spinner size={16} /> {text('scan.busy', { count: waiting })}
            </>
          ) : (
            text('scan.hint')
          )}
        </span>
      </form>
      <div className="reception-modes">
        <span title={auto.off ?? text(auto.on ? 'auto.on' : 'auto.off')}>
          <Switch
            inline
            checked={auto.on && auto.off === null}
            disabled={auto.off !== null}
            onChange={auto.action.run}
            data-testid="reception-auto"
          >
            {text('auto')} <KeyCap name="Alt+R" />
          </Switch>
          <small>{auto.off ?? text(auto.on ? 'auto.on' : 'auto.off')}</small>
        </span>
        <Button
          active={sound.on}
          aria-pressed={sound.on}
          onClick={sound.action.run}
          title={text('act.sound')}
          data-testid="reception-sound"
        >
          <Glyph name={sound.on ? 'sound' : 'close'} /> {text(sound.on ? 'sound.on' : 'sound.off')}{' '}
          <KeyCap name="Alt+M" />
        </Button>
        <Button
          disabled={Boolean(register.off)}
          title={register.off ?? undefined}
          onClick={register.run}
          data-testid="register-open"
        >
          <Glyph name="add" /> {register.label} <KeyCap name="Alt+N" />
        </Button>
      </div>
    </div>
  );
}
