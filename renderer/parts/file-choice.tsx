// One file of the person's machine for an act: a button, the file's name, and its content in base64 once it is read.
import { Button } from '@blueprintjs/core';
import { useRef } from 'react';

export interface ChosenFile {
  /** At most 200 characters. */
  name: string;
  /** base64 */
  content: string;
}

interface FileChoiceProps {
  /** As the input's `accept` says it: `.csv,.xlsx`. */
  accept: string;
  mostBytes: number;
  label: string;
  /** What stands beside the button: the file that was chosen, or that none was. */
  name: string;
  onChosen: (file: ChosenFile) => void;
  /** A file that is too large is not read. */
  onTooLarge: (name: string) => void;
  disabled?: boolean;
  autoFocus?: boolean;
  testId: string;
}

function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

const mostNameCharacters = 200;

export function FileChoice(props: FileChoiceProps) {
  const picker = useRef<HTMLInputElement>(null);
  const take = async (file: File | undefined) => {
    if (!file) return;
    if (file.size > props.mostBytes) props.onTooLarge(file.name);
    else props.onChosen({ name: file.name.slice(0, mostNameCharacters), content: await base64Of(file) });
  };
  return (
    <>
      <input
        ref={picker}
        type="file"
        accept={props.accept}
        hidden
        onChange={(event) => {
          void take(event.currentTarget.files?.[0]);
          // The same file chosen again is looked at again.
          event.currentTarget.value = '';
        }}
        data-testid={props.testId}
      />
      <Button
        size="small"
        autoFocus={props.autoFocus}
        disabled={props.disabled}
        onClick={() => picker.current?.click()}
      >
        {props.label}
      </Button>
      <b className="ellipsis">{props.name}</b>
    </>
  );
}
