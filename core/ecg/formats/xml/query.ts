// Ways through an XML tree: one child, a path, all below.
import type { XmlElement } from './tree.ts';

/** The first element at the end of a path of names. */
export function at(element: XmlElement | undefined, ...path: string[]): XmlElement | undefined {
  let here = element;
  for (const name of path) here = here?.children.find((child) => child.name === name);
  return here;
}

export const all = (element: XmlElement | undefined, name: string): XmlElement[] =>
  element?.children.filter((child) => child.name === name) ?? [];

/** Trimmed text at the end of a path; `undefined` when absent or empty. */
export const textAt = (element: XmlElement | undefined, ...path: string[]): string | undefined =>
  at(element, ...path)?.text.trim() || undefined;

/** Finite number at the end of a path; words such as "Failed" are `undefined`. */
export function numberAt(element: XmlElement | undefined, ...path: string[]): number | undefined {
  return finite(textAt(element, ...path));
}

export const attribute = (element: XmlElement | undefined, name: string): string | undefined =>
  element?.attributes.get(name)?.trim() || undefined;

/** A decimal number and nothing else; `Number()` alone would take "", "0x10" and "Infinity". */
export function finite(text: string | undefined): number | undefined {
  if (text === undefined || !/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** Every element of a name below (or at) this one, in document order, not looking inside one that was found. */
export function* below(element: XmlElement, name: string): Generator<XmlElement> {
  if (element.name === name) yield element;
  else for (const child of element.children) yield* below(child, name);
}
