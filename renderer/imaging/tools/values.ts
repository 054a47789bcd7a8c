// Values of a measurement as lines of text, with units as a reader says them.
import type { Annotation } from '../../../core/imaging/annotation/model.ts';
import { type Quantity, type QuantityName, shownValue } from '../../../core/imaging/measure/quantity.ts';
import type { Text } from '../../i18n/text.tsx';
import type { ReadingTextKey } from '../locales/zh-CN.ts';

const units: Record<string, string> = {
  mm: 'mm',
  'mm@detector': 'mm',
  px: 'px',
  mm2: 'mm²',
  'mm2@detector': 'mm²',
  px2: 'px²',
  deg: '°',
  'g/ml': 'g/ml',
  'g/ml{SUVlbm}': 'g/ml',
};

export function shownUnit(unit: string, text: Text<ReadingTextKey>): string {
  const plain = units[unit] ?? unit;
  return unit.endsWith('@detector') ? `${plain} (${text('detector')})` : plain;
}

export function shownQuantity(quantity: Quantity, text: Text<ReadingTextKey>): string {
  const unit = shownUnit(quantity.unit, text);
  return `${shownValue(quantity)}${unit === '°' ? '' : unit ? ' ' : ''}${unit}`;
}

const named: readonly QuantityName[] = [
  'length',
  'long-axis',
  'short-axis',
  'angle',
  'area',
  'perimeter',
  'mean',
  'deviation',
  'minimum',
  'maximum',
  'count',
  'value',
  'suv-mean',
  'suv-maximum',
  'suv',
  'suv-lbm-mean',
  'suv-lbm-maximum',
  'suv-lbm',
  'heart',
  'thorax',
  'ratio',
  'time',
  'difference',
];

/** Stored names are free text; what is not known here is left out of the picture, never guessed. */
export function quantitiesOf(annotation: Pick<Annotation, 'quantities'>): Quantity[] {
  return annotation.quantities.flatMap(({ name, value, unit }) => {
    const known = named.find((one) => one === name);
    return known ? [{ name: known, value, unit }] : [];
  });
}

/** Bare values of unlike kinds in one unit are told apart. */
function suvName({ name }: Quantity, text: Text<ReadingTextKey>): string {
  return name === 'suv' || name === 'suv-lbm' ? `${text(`quantity.${name}`)} ` : '';
}

/** What stands beside the shape: one value bare, several with their names, mean and deviation together. */
export function labelLines(
  annotation: Pick<Annotation, 'kind' | 'quantities' | 'text'>,
  text: Text<ReadingTextKey>,
): string[] {
  const quantities = quantitiesOf(annotation);
  const find = (name: QuantityName) => quantities.find((one) => one.name === name);
  const lines: string[] = annotation.text ? [annotation.text] : [];
  const bare =
    annotation.kind === 'length' ||
    annotation.kind === 'angle' ||
    annotation.kind === 'cobb' ||
    annotation.kind === 'probe';
  if (bare) return [...lines, ...quantities.map((one) => `${suvName(one, text)}${shownQuantity(one, text)}`)];
  const deviation = find('deviation');
  for (const one of quantities) {
    if (one.name === 'deviation' || one.name === 'perimeter' || one.name === 'count' || one.name === 'maximum')
      continue;
    if (one.name === 'mean' && deviation) {
      lines.push(`${text('quantity.mean')} ${shownValue(one)} ± ${shownQuantity(deviation, text)}`);
    } else if (one.name === 'minimum') {
      const maximum = find('maximum');
      lines.push(`${text('quantity.range')} ${shownValue(one)} … ${maximum ? shownQuantity(maximum, text) : ''}`);
    } else lines.push(`${text(`quantity.${one.name}`)} ${shownQuantity(one, text)}`);
  }
  return lines;
}
