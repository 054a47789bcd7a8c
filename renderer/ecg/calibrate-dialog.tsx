// True size of the screen: the user holds a ruler to a bar, or enters the diagonal. Kept for this workstation.
import { Button, InputGroup } from '@blueprintjs/core';
import { useState } from 'react';
import { Modal } from '../parts/modal.tsx';
import { isPossible, nominalPxPerMm, pxPerMmOfDiagonal, useScreenSize } from './screen-size.ts';
import { usePaperText } from './texts.ts';

export function CalibrateDialog({ onClose }: { onClose: () => void }) {
  const text = usePaperText();
  const [stored, store] = useScreenSize();
  const [pxPerMm, setPxPerMm] = useState(stored ?? nominalPxPerMm);
  const [inches, setInches] = useState('');
  const diagonal = pxPerMmOfDiagonal(Number(inches), window.screen.width, window.screen.height);
  const typed = inches !== '';
  const possible = isPossible(pxPerMm);
  const save = () => {
    if (!possible) return;
    store(pxPerMm);
    onClose();
  };
  return (
    <Modal
      title={text('size.calibrate.title')}
      onClose={onClose}
      onConfirm={save}
      width={Math.max(560, 100 * pxPerMm + 80)}
      testId="calibrate-dialog"
      hint={text('size.result', { px: pxPerMm.toFixed(3) })}
      footer={<Button intent="primary" type="submit" disabled={!possible} text={text('size.store')} />}
    >
      <p>{text('size.ruler')}</p>
      <svg width={100 * pxPerMm + 2} height={26} role="img" aria-label="100 mm" data-testid="calibrate-bar">
        <path
          d={Array.from({ length: 11 }, (_, i) => `M${1 + i * 10 * pxPerMm} ${i % 5 === 0 ? 4 : 10}V22`).join('')}
          stroke="currentColor"
        />
        <path d={`M1 22H${1 + 100 * pxPerMm}`} stroke="currentColor" strokeWidth={2} />
      </svg>
      <input
        type="range"
        className="ecg-slider"
        min={2}
        max={12}
        step={0.005}
        value={pxPerMm}
        aria-label={text('size.ruler')}
        onChange={(event) => setPxPerMm(Number(event.currentTarget.value))}
      />
      <div className="ecg-diagonal">
        <label htmlFor="ecg-diagonal">{text('size.diagonal')}</label>
        <InputGroup id="ecg-diagonal" value={inches} onValueChange={setInches} inputMode="decimal" maxLength={6} />
        <Button
          text={text('size.use')}
          disabled={!typed || !isPossible(diagonal)}
          onClick={() => setPxPerMm(diagonal)}
        />
      </div>
      {typed && !isPossible(diagonal) ? <p className="note">{text('size.impossible')}</p> : null}
    </Modal>
  );
}
