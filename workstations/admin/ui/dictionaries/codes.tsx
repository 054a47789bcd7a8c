// Lists of the codes that fields may refer to, offered while typing.
import { useDictionaries } from '../../../../renderer/client/dictionaries.ts';
import { pickName, useLocale } from '../../../../renderer/i18n/text.tsx';
import { references } from './fields.ts';

export function Codes() {
  const locale = useLocale();
  const dictionaries = useDictionaries();
  if (!dictionaries) return null;
  return [...new Set(Object.values(references))].map((kind) => (
    <datalist key={kind} id={`codes-${kind}`}>
      {Object.entries(dictionaries[kind]).map(([code, entry]) => (
        <option key={code} value={code}>
          {pickName(locale, entry)}
        </option>
      ))}
    </datalist>
  ));
}
