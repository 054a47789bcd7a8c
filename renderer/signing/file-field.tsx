// A file of a certificate, chosen and read as base64; nothing is sent yet.
import { Button } from '@blueprintjs/core';
import { useRef, useState } from 'react';
import { useSigningText } from './texts.ts';

const mostBytes = 500_000;

export interface ChosenFile {
  name: string;
  /** Base64. */
  content: string;
}

function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^data:[^,]*,/, ''));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

interface FileFieldProps {
  id: string;
  accept: string;
  file: ChosenFile | null;
  onChange: (file: ChosenFile) => void;
  testId: string;
}

export function FileField({ id, accept, file, onChange, testId }: FileFieldProps) {
  const text = useSigningText();
  const input = useRef<HTMLInputElement>(null);
  const [big, setBig] = useState(false);
  const take = async (chosen: File | undefined) => {
    if (!chosen) return;
    setBig(chosen.size > mostBytes);
    if (chosen.size <= mostBytes) onChange({ name: chosen.name, content: await base64Of(chosen) });
  };
  return (
    <>
      <span className="certificate-file">
        <input
          ref={input}
          type="file"
          accept={accept}
          hidden
          onChange={(event) => {
            void take(event.currentTarget.files?.[0]);
            event.currentTarget.value = '';
          }}
          data-testid={testId}
        />
        <Button id={id} size="small" text={text('import.choose')} onClick={() => input.current?.click()} />
        <b className="ellipsis">{file?.name}</b>
      </span>
      {big ? <small className="field-error">{text('import.big')}</small> : null}
    </>
  );
}
