// The columns of a dictionary's table: key and name first, then its simple fields as far as there is room.
import { type Dictionaries, type DictionaryKind, dictionarySchemas } from '../../../../core/lab/dictionary.ts';
import { useDictionaries } from '../../../../renderer/client/dictionaries.ts';
import { pickName, useLocale } from '../../../../renderer/i18n/text.tsx';
import { useShellText } from '../../../../renderer/locales/use-shell-text.ts';
import type { Column } from '../../../../renderer/parts/table.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { fieldsOf, recordOf, references } from './fields.ts';
import { useFieldWords } from './use-words.ts';

export interface EntryRow {
  key: string;
  enabled: boolean;
  values: Record<string, unknown>;
  /** Key and names in small letters, for the filter. */
  sought: string;
}

export function rowsOf(all: Dictionaries, kind: DictionaryKind): EntryRow[] {
  return Object.entries(all[kind])
    .map(([key, entry]) => {
      const values = recordOf(entry);
      const sought = `${key} ${values.name ?? ''} ${values.nameEn ?? ''}`.toLowerCase();
      return { key, enabled: values.enabled !== false, values, sought };
    })
    .toSorted((a, b) => a.key.localeCompare(b.key));
}

const most = 8;
/** Said elsewhere in the row, or too long for a cell. */
const left: readonly string[] = ['code', 'id', 'enabled', 'clinicalMeaning', 'defaultResult', 'footer'];

export function useEntryColumns(kind: DictionaryKind): Column<EntryRow>[] {
  const text = useAdminText();
  const shell = useShellText();
  const locale = useLocale();
  const dictionaries = useDictionaries();
  const { word, option } = useFieldWords();
  const shown = fieldsOf(dictionarySchemas[kind])
    .filter((field) => !left.includes(field.name) && field.shape.type !== 'json')
    .slice(0, most);
  return [
    { id: 'key', title: word('code'), width: 'minmax(80px, 0.8fr)', cell: (row) => row.key },
    ...shown.map(
      ({ name, shape }): Column<EntryRow> => ({
        id: name,
        title: word(name),
        width: name === 'name' ? 'minmax(110px, 1.6fr)' : 'minmax(56px, 1fr)',
        cell: (row) => {
          const value = row.values[name];
          if (value === null || value === undefined) return '';
          if (shape.type === 'boolean') return value === true ? text('yes') : '';
          if (shape.type === 'choice') return option(name, String(value));
          if (shape.type === 'texts') return Array.isArray(value) ? value.join(shell('list.comma')) : '';
          if (shape.type === 'rows') return Array.isArray(value) ? text('count', { count: value.length }) : '';
          const refersTo = references[name];
          const entry = refersTo ? dictionaries?.[refersTo][String(value)] : undefined;
          return entry ? pickName(locale, entry) : String(value);
        },
      }),
    ),
  ];
}
