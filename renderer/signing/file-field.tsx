// A file of a certificate, chosen and read as base64; nothing is sent yet.
import { useState } from 'react';
import { type ChosenFile, FileChoice } from '../parts/file-choice.tsx';
import { useSigningText } from './texts.ts';

const mostBytes = 500_000;

interface FileFieldProps {
  id: string;
  accept: string;
  file: ChosenFile | null;
  onChange: (file: ChosenFile) => void;
  testId: string;
}

export function FileField({ id, accept, file, onChange, testId }: FileFieldProps) {
  const text = useSigningText();
  const [trouble, setTrouble] = useState<'large' | 'unreadable' | null>(null);
  return (
    <>
      <span className="certificate-file">
        <FileChoice
          id={id}
          accept={accept}
          mostBytes={mostBytes}
          label={text('import.choose')}
          name={file?.name ?? ''}
          onChosen={(chosen) => {
            setTrouble(null);
            onChange(chosen);
          }}
          onRefused={(_name, why) => setTrouble(why)}
          testId={testId}
        />
      </span>
      {trouble ? <small className="field-error">{text(`import.${trouble}`)}</small> : null}
    </>
  );
}
