// Person names (PS3.5 6.2.1): up to three component groups, each of five components.

export interface PersonNameGroup {
  family: string;
  given: string;
  middle: string;
  prefix: string;
  suffix: string;
}

/** Alphabetic, ideographic and phonetic forms of one name; absent groups are undefined. */
export interface PersonName {
  alphabetic?: PersonNameGroup;
  ideographic?: PersonNameGroup;
  phonetic?: PersonNameGroup;
}

function parseGroup(text: string | undefined): PersonNameGroup | undefined {
  if (text === undefined || text.replaceAll('^', '').trim() === '') return undefined;
  const [family = '', given = '', middle = '', prefix = '', suffix = ''] = text.split('^').map((part) => part.trim());
  return { family, given, middle, prefix, suffix };
}

/** `Wang^XiaoDong=王^小东` to its groups and components. */
export function parsePersonName(text: string): PersonName {
  const [alphabetic, ideographic, phonetic] = text.split('=');
  return {
    alphabetic: parseGroup(alphabetic),
    ideographic: parseGroup(ideographic),
    phonetic: parseGroup(phonetic),
  };
}

/** One group as it is written, without empty components at its end. */
export function formatNameGroup(group: PersonNameGroup | undefined): string {
  if (group === undefined) return '';
  const { family, given, middle, prefix, suffix } = group;
  return [family, given, middle, prefix, suffix].join('^').replace(/\^+$/, '');
}

/** The name as it is written in a data set. */
export const formatPersonName = (name: PersonName): string =>
  [name.alphabetic, name.ideographic, name.phonetic].map(formatNameGroup).join('=').replace(/=+$/, '');

const han = /[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]|[\ud840-\ud87f]/;

/** The name for people: ideographic before alphabetic, Chinese, Japanese and Korean without a gap, others `Given Family`. */
export function displayName(name: PersonName): string {
  const group = name.ideographic ?? name.alphabetic ?? name.phonetic;
  if (group === undefined) return '';
  const { family, given, middle, prefix, suffix } = group;
  if (han.test(family + given)) return [family, middle, given].join('');
  return [prefix, given, middle, family, suffix].filter((part) => part !== '').join(' ');
}
