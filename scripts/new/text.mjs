// What the skeletons share: names in the forms that code wants, and lines put into the lists that register things.

/** `acme-a1` -> `acmeA1` */
export const camel = (id) => id.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
/** `acme-a1` -> `AcmeA1` */
export const pascal = (id) => camel(id).replace(/^\w/, (letter) => letter.toUpperCase());
/** `acme-a1` -> `Acme A1` */
export const words = (id) =>
  id
    .split('-')
    .map((word) => word.replace(/^\w/, (letter) => letter.toUpperCase()))
    .join(' ');

/** Adds an import behind the last one. */
export function addImport(text, line) {
  const imports = [...text.matchAll(/^import [^;]*;$/gms)];
  const last = imports.at(-1);
  const at = last ? last.index + last[0].length : text.indexOf('\n');
  return `${text.slice(0, at)}\n${line}${text.slice(at)}`;
}

/** Adds `item` before what closes the list that begins with `opening`; `before` names an item that must stay behind it. */
export function addToList(text, opening, item, before) {
  const start = text.indexOf(opening);
  if (start < 0) throw new Error(`“${opening}” was not found: register ${item} by hand`);
  const from = start + opening.length;
  const pairs = { '[': ']', '{': '}' };
  const open = opening.trimEnd().at(-1);
  let depth = 1;
  let end = from;
  for (; end < text.length; end++) {
    if (text[end] === open) depth++;
    if (text[end] === pairs[open] && --depth === 0) break;
  }
  const named = before ? text.slice(from, end).search(before) : -1;
  const at = named >= 0 ? from + named : end;
  const gap = named >= 0 || /,\s*$/.test(text.slice(from, at)) || text.slice(from, at).trim() === '' ? '' : ',';
  const rest = text.slice(at).replace(/^\n?/, '\n');
  return `${text.slice(0, at).trimEnd()}${gap}\n  ${item},${rest}`;
}
