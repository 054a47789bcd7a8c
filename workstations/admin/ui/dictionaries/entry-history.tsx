// The versions of an entry: who saved which and when, how it differs from the form, and taking an old one into the form.
import { Button } from '@blueprintjs/core';
import { dateTime } from '../../../../renderer/format/time.ts';
import { useAdminText } from '../locales/use-admin-text.ts';
import { differences, type EntryField } from './fields.ts';
import { useFieldWords } from './use-words.ts';

export interface EntryVersion {
  version: number;
  at: string;
  by: string;
  entry?: unknown;
}

interface EntryHistoryProps {
  fields: readonly EntryField[];
  history: readonly EntryVersion[];
  /** What the form holds now. */
  current: unknown;
  onUse: (version: EntryVersion) => void;
}

export function EntryHistory({ fields, history, current, onUse }: EntryHistoryProps) {
  const text = useAdminText();
  const { words } = useFieldWords();
  return (
    <section data-testid="entry-history">
      <h3>{text('dictionary.history')}</h3>
      {history.length === 0 ? <p className="note">{text('dictionary.history.none')}</p> : null}
      <ol className="admin-history">
        {history.map((each) => {
          const changed = differences(fields, each.entry, current);
          return (
            <li key={each.version}>
              <b>{text('dictionary.version', { version: each.version })}</b>
              <em>{text('dictionary.by', { by: each.by, at: dateTime(each.at) })}</em>
              <span className="ellipsis" title={words(changed)}>
                {changed.length === 0
                  ? text('dictionary.same')
                  : text('dictionary.changes', { fields: words(changed) })}
              </span>
              {changed.length > 0 ? (
                <Button
                  size="small"
                  text={text('dictionary.use')}
                  onClick={() => onUse(each)}
                  data-testid={`use-version-${each.version}`}
                />
              ) : null}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
