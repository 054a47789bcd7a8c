// A text with what was taken out and what was put in, each by line and colour: struck through, underlined.
import { useMemo } from 'react';
import { textDiff } from '../report/text-diff.ts';

export function DiffText({ before, after }: { before: string; after: string }) {
  const parts = useMemo(() => textDiff(before, after), [before, after]);
  return (
    <p className="diff-text">
      {parts.map((part, index) => {
        const key = `${index} ${part.kind}`;
        if (part.kind === 'same') return <span key={key}>{part.text}</span>;
        return part.kind === 'inserted' ? <ins key={key}>{part.text}</ins> : <del key={key}>{part.text}</del>;
      })}
    </p>
  );
}
