// A strip of alarms takes one line: the most dangerous one, how many there are, and a key that folds the others out.
import { useState } from 'react';
import { defineTexts } from '../i18n/text.tsx';
import { useActions } from '../keys/actions.tsx';
import { KeyCap } from '../parts/field.tsx';
import { Glyph } from '../parts/glyph.tsx';

const zh = { unfold: '其余 {count} 个', fold: '收起', none: '没有更多' } as const;
const en: Record<keyof typeof zh, string> = { unfold: '{count} more', fold: 'Fold', none: 'There are no more' };
const useFoldText = defineTexts<keyof typeof zh>({ 'zh-CN': zh, en });

interface Fold<Row> {
  /** What stands on the screen now: the first, or all. */
  shown: readonly Row[];
  isFolded: boolean;
  /** Null where one line has them all. */
  button: React.ReactNode;
}

/**
 * @param rows the most dangerous first
 * @param about `id` of the action and of the button, `title` under which its key is listed
 */
export function useFold<Row>(rows: readonly Row[], about: { id: string; title: string; keys: string }): Fold<Row> {
  const text = useFoldText();
  const [open, setOpen] = useState(false);
  const count = rows.length - 1;
  const word = text(open ? 'fold' : 'unfold', { count });
  const turn = () => setOpen(!open);
  useActions({ title: about.title, depth: 0 }, [
    { id: about.id, label: word, keys: [about.keys], run: turn, off: count > 0 ? null : text('none') },
  ]);
  return {
    shown: open ? rows : rows.slice(0, 1),
    isFolded: !open,
    button:
      count > 0 ? (
        <button type="button" className="fold" aria-expanded={open} onClick={turn} data-testid={about.id}>
          <Glyph name="open" size={12} /> {word} <KeyCap name={about.keys} />
        </button>
      ) : null,
  };
}
