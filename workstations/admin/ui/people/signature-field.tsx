// The scanned handwriting of a person: a PNG that is printed on reports (LAB-59).
import { Button } from '@blueprintjs/core';
import { useRef, useState } from 'react';
import { useAdminText } from '../locales/use-admin-text.ts';

const maximumBytes = 280 * 1024;
const pngPrefix = 'data:image/png;base64,';

/** A file as a data URL. @throws DOMException when it cannot be read */
function dataUrl(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

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
    const url = file.size <= maximumBytes ? await dataUrl(file).catch(() => '') : '';
    setWrong(!url.startsWith(pngPrefix));
    if (url.startsWith(pngPrefix)) onChange(url);
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
            take(event.currentTarget.files?.[0]);
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
