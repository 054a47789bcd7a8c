// The words for kinds and fields of the dictionaries; a field without a word of its own shows its name.
import { useShellText } from '../../../../renderer/locales/use-shell-text.ts';
import { type AdminTextKey, adminTexts, useAdminText } from '../locales/use-admin-text.ts';

function isKey(key: string): key is AdminTextKey {
  return Object.hasOwn(adminTexts['zh-CN'], key);
}

export function useFieldWords() {
  const text = useAdminText();
  const shell = useShellText();
  const word = (name: string) => {
    const key = `field.${name}`;
    return isKey(key) ? text(key) : name;
  };
  const option = (field: string, value: string) => {
    const key = `option.${field}.${value}`;
    return isKey(key) ? text(key) : value;
  };
  return { word, option, words: (names: readonly string[]) => names.map(word).join(shell('list.comma')) };
}
