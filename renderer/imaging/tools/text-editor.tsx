// A small field on the picture for the words of an arrow or a text.
import { useRef } from 'react';

interface TextEditorProps {
  at: { x: number; y: number };
  value: string;
  label: string;
  onDone: (value: string) => void;
}

export function TextEditor({ at, value, label, onDone }: TextEditorProps) {
  const done = useRef(false);
  const finish = (text: string) => {
    if (done.current) return;
    done.current = true;
    onDone(text.trim());
  };
  return (
    <input
      className="annotation-words"
      aria-label={label}
      data-testid="annotation-words"
      data-own-pointer
      style={{ left: at.x + 8, top: at.y - 14 }}
      defaultValue={value}
      maxLength={200}
      autoFocus
      onBlur={(event) => finish(event.currentTarget.value)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) finish(event.currentTarget.value);
        if (event.key === 'Escape') finish(value);
      }}
    />
  );
}
