// HL7 v2 escape sequences (chapter 2, section 2.7): delimiters, hexadecimal data and line breaks inside a field.

export interface Hl7Delimiters {
  field: string;
  component: string;
  repeat: string;
  escape: string;
  subcomponent: string;
}

export const standardDelimiters: Hl7Delimiters = {
  field: '|',
  component: '^',
  repeat: '~',
  escape: '\\',
  subcomponent: '&',
};

/** `\XC2B5\`: bytes, read as UTF-8 where they are that, else one character a byte. */
function hexText(digits: string): string {
  const bytes = Array.from({ length: digits.length / 2 }, (_, index) =>
    Number.parseInt(digits.substr(index * 2, 2), 16),
  );
  try {
    return decodeURIComponent(bytes.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));
  } catch {
    return String.fromCharCode(...bytes);
  }
}

function sequence(body: string, delimiters: Hl7Delimiters): string | null {
  switch (body) {
    case 'F':
      return delimiters.field;
    case 'S':
      return delimiters.component;
    case 'T':
      return delimiters.subcomponent;
    case 'R':
      return delimiters.repeat;
    case 'E':
      return delimiters.escape;
    case 'H':
    case 'N':
      return '';
    default:
      if (/^X(?:[0-9A-Fa-f]{2})+$/.test(body)) return hexText(body.slice(1));
      return /^\.(?:br|sp|ce)$/.test(body) ? '\n' : null;
  }
}

/** Text as a human reads it. What only looks like an escape sequence (a Windows path) stays as it was sent. */
export function unescapeHl7(raw: string, delimiters: Hl7Delimiters): string {
  const mark = delimiters.escape;
  if (mark === '' || !raw.includes(mark)) return raw;
  let text = '';
  let from = 0;
  for (;;) {
    const open = raw.indexOf(mark, from);
    const close = open < 0 ? -1 : raw.indexOf(mark, open + 1);
    if (open < 0 || close < 0) return text + raw.slice(from);
    const meaning = sequence(raw.slice(open + 1, close), delimiters);
    if (meaning === null) {
      text += raw.slice(from, close);
      from = close;
    } else {
      text += raw.slice(from, open) + meaning;
      from = close + 1;
    }
  }
}

/** Makes any text safe inside a field; line ends, which would end the segment, become `\X0D\` and `\.br\`. */
export function escapeHl7(text: string, delimiters: Hl7Delimiters = standardDelimiters): string {
  const mark = delimiters.escape;
  let escaped = '';
  for (const character of text) {
    if (character === mark) escaped += `${mark}E${mark}`;
    else if (character === delimiters.field) escaped += `${mark}F${mark}`;
    else if (character === delimiters.component) escaped += `${mark}S${mark}`;
    else if (character === delimiters.subcomponent) escaped += `${mark}T${mark}`;
    else if (character === delimiters.repeat) escaped += `${mark}R${mark}`;
    else if (character === '\n') escaped += `${mark}.br${mark}`;
    else if (character < ' ')
      escaped += `${mark}X${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}${mark}`;
    else escaped += character;
  }
  return escaped;
}
