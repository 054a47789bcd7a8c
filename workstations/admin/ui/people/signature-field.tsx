// The scanned handwriting of a person: a PNG that is printed on reports (LAB-59).
import { Button } from '@blueprintjs/core';
import { useRef, useState } from 'react';
import { base64Of } from '../../../../renderer/parts/file-content.ts';
import { useAdminText } from '../locales/use-admin-text.ts';

const maximumBytes = 280 * 1024;
/** The first bytes of every PNG, in base64. */
const pngSignature = 'iVBORw0KGgo';
const dataUrl = 'data:image/png;base64,';

interface SignatureFieldProps {
  id: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

export function SignatureField({ id, value, onChange }: SignatureFieldProps) {
  const text = useAdminText();
  const input = useRef<HTMLInputElement>(null);
  const [wrong, setWrong] = useState(false);
  const take = async (file: File | undefined) => {
    if (!file) return;
    const content = file.size <= maximumBytes ? await base64Of(file).catch(() => '') : '';
    const isPng = content.startsWith(pngSignature);
    setWrong(!isPng);
    if (isPng) onChange(`${dataUrl}${content}`);
  };
  return (
    <>
      <div className="admin-signature">
        {value ? <img src={value} alt={text('person.signature')} /> : null}
        <input
          ref={input}
          type="file"
          accept="image/png"
          hidden
          onChange={(event) => {
            void take(event.currentTarget.files?.[0]);
            event.currentTarget.value = '';
          }}
          data-testid="signature-file"
        />
        <Button
          id={id}
          size="small"
          text={text('person.signature.choose')}
          onClick={() => input.current?.click()}
          data-testid="signature-choose"
        />
        {value ? (
          <Button size="small" text={text('person.signature.remove')} onClick={() => onChange(undefined)} />
        ) : null}
      </div>
      <small className={wrong ? 'field-error' : undefined}>
        {text(wrong ? 'person.signature.wrong' : 'person.signature.hint')}
      </small>
    </>
  );
}
