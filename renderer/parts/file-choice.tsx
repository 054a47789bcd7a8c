// One file of the person's machine for an act: a button, the file's name, and its content in base64 once it is read.
import { Button } from '@blueprintjs/core';
import { useRef } from 'react';
import { base64Of } from './file-content.ts';

export interface ChosenFile {
  /** At most 200 characters. */
  name: string;
  /** base64 */
  content: string;
}

interface FileChoiceProps {
  id?: string;
  /** As the input's `accept` says it: `.csv,.xlsx`. */
  accept: string;
  mostBytes: number;
  label: string;
  /** What stands beside the button: the file that was chosen, or that none was. */
  name: string;
  onChosen: (file: ChosenFile) => void;
  /** A file that is too large is not read; one that cannot be read is gone, or somebody else's. */
  onRefused: (name: string, why: 'large' | 'unreadable') => void;
  disabled?: boolean;
  autoFocus?: boolean;
  testId: string;
}

const mostNameCharacters = 200;

export function FileChoice(props: FileChoiceProps) {
  const picker = useRef<HTMLInputElement>(null);
  const take = async (file: File | undefined) => {
    if (!file) return;
    if (file.size > props.mostBytes) return props.onRefused(file.name, 'large');
    const content = await base64Of(file).catch(() => null);
    if (content === null) props.onRefused(file.name, 'unreadable');
    else props.onChosen({ name: file.name.slice(0, mostNameCharacters), content });
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
        id={props.id}
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
