// Initials of Chinese words (拼音码), by which people at a till search: 血常规 is XCG. Readings of characters with several are the usual one.

/**
 * The first character of each initial in the order of pinyin; there are none for I, U and V. What sorts between two of them begins with
 * the former (ICU collation `zh-u-co-pinyin`, CLDR).
 */
const firsts: readonly (readonly [letter: string, character: string])[] = [
  ['A', '阿'],
  ['B', '八'],
  ['C', '嚓'],
  ['D', '哒'],
  ['E', '妸'],
  ['F', '发'],
  ['G', '旮'],
  ['H', '哈'],
  ['J', '讥'],
  ['K', '咔'],
  ['L', '垃'],
  ['M', '痳'],
  ['N', '拏'],
  ['O', '噢'],
  ['P', '妑'],
  ['Q', '七'],
  ['R', '呥'],
  ['S', '仨'],
  ['T', '他'],
  ['W', '屲'],
  ['X', '夕'],
  ['Y', '丫'],
  ['Z', '帀'],
];

/** Readings that the sorting order has otherwise than the words of the laboratory. */
const asRead: Readonly<Record<string, string>> = { 血: 'X', 重: 'Z', 单: 'D', 参: 'C', 调: 'T', 降: 'J', 行: 'X' };

function initialOf(character: string, order: Intl.Collator): string {
  const known = asRead[character];
  if (known) return known;
  if (/[A-Z0-9]/i.test(character)) return character.toUpperCase();
  if (!/\p{Script=Han}/u.test(character)) return '';
  let found = '';
  for (const [letter, first] of firsts) {
    if (order.compare(character, first) < 0) break;
    found = letter;
  }
  return found;
}

/** Letters and digits stay, Chinese characters become their initial, all else goes. At most 64 characters. */
export function pinyinInitials(text: string): string {
  const order = new Intl.Collator('zh-u-co-pinyin');
  return [...text.normalize('NFKC')]
    .map((character) => initialOf(character, order))
    .join('')
    .slice(0, 64);
}
