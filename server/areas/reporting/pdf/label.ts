// Tube label 50 x 30 mm (LAB-20): placed by coordinates, so that no text, however long, pushes the barcode off.
import type { Content, ContentSection, ContentText } from 'pdfmake/interfaces.js';
import type { TubeLabel } from '../../../../core/lab/label.ts';
import { code128 } from './codes.ts';
import { labelSize } from './paper.ts';
import { fitText, sizeFor, widthOf } from './text.ts';

const edge = 4.5;
const inner = labelSize.width - 2 * edge;

function at(x: number, y: number, text: string, fontSize: number, width: number, bold = false): ContentText {
  return {
    absolutePosition: { x, y },
    text: fitText(text, width, fontSize),
    fontSize,
    bold,
    noWrap: true,
    lineHeight: 0.8,
  };
}

/** White on black at the right edge; `room` is what the texts beside it leave free. */
function urgencyMark(word: string): { content: Content[]; room: number } {
  if (word === '') return { content: [], room: 0 };
  const height = 16;
  const width = widthOf(word, 12) + 4;
  const x = labelSize.width - edge - width;
  const content: Content[] = [
    {
      absolutePosition: { x, y: 11 },
      canvas: [{ type: 'rect', x: 0, y: 0, w: width, h: height, color: 'black', r: 2 }],
    },
    { absolutePosition: { x: x + 2, y: 10.2 }, text: word, color: 'white', fontSize: 12, bold: true, noWrap: true },
  ];
  return { content, room: width + 3 };
}

/** One label as a page of its own. */
export function labelSection(label: TubeLabel): ContentSection {
  const place = [label.department, label.bed === '' ? '' : `${label.bed}床`].filter((part) => part !== '').join(' ');
  const placeWidth = Math.min(inner * 0.5, widthOf(place, 6.2));
  const person = [label.sex, label.age].filter((part) => part !== '').join(' ');
  const mark = urgencyMark(label.urgency);
  const nameRoom = inner - mark.room - widthOf(person, 7.5) - 5;
  const nameSize = sizeFor(label.patientName, nameRoom, 11, 7);
  const tube = [label.specimenType, label.colourName, label.group].filter((part) => part !== '').join(' · ');
  const svg = code128(label.barcode);
  const bars: Content[] =
    svg === null ? [] : [{ absolutePosition: { x: edge + 3, y: 48 }, svg, width: inner - 6, height: 24 }];
  // 1.16 em is the font's ascent: name and age stand on one base line whatever the size of the name.
  return {
    pageSize: labelSize,
    pageOrientation: 'landscape',
    pageMargins: [edge, 3, edge, 0],
    section: [
      at(edge, 1.5, label.hospital, 6.2, inner - placeWidth - 4),
      at(labelSize.width - edge - placeWidth, 1.5, place, 6.2, placeWidth + 0.1),
      at(edge, 9.2 + 1.16 * (11 - nameSize), label.patientName, nameSize, nameRoom, true),
      at(
        edge + Math.min(nameRoom, widthOf(fitText(label.patientName, nameRoom, nameSize), nameSize)) + 4,
        13.2,
        person,
        7.5,
        80,
      ),
      ...mark.content,
      at(edge, 25.5, tube, 7, inner - mark.room, true),
      at(edge, 35.5, label.items, 7, inner),
      ...bars,
      { ...at(edge, 72.5, label.barcode, 7.5, inner * 0.62, true), characterSpacing: 0.6 },
      at(labelSize.width - edge - 33, 73.9, label.printedAt.slice(5), 5.8, 42),
    ],
  };
}
