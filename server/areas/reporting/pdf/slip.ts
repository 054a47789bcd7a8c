// The slip of a booking or of a place in the line, 80 x 120 mm as slip printers at desks take it (ECG-07): time and place large, barcode below.
import type { Content, ContentSection } from 'pdfmake/interfaces.js';
import type { BookingSlip } from '../../../../core/orders/booking-slip.ts';
import { code128 } from './codes.ts';
import { mm } from './paper.ts';

const size = { width: mm(80), height: mm(120) };
const side = mm(5);
const inner = size.width - 2 * side;

function line(name: string, value: string): Content[] {
  if (value === '') return [];
  return [
    {
      columns: [
        { text: name, width: 44, fontSize: 8.5, color: '#444444' },
        { text: value, width: '*', fontSize: 9.5 },
      ],
      margin: [0, 0, 0, 2],
    },
  ];
}

/** Every text as the fonts can draw it. */
export function printableSlip(slip: BookingSlip, shown: (text: string) => string): BookingSlip {
  return {
    ...slip,
    hospital: shown(slip.hospital),
    name: shown(slip.name),
    person: shown(slip.person),
    item: shown(slip.item),
    place: shown(slip.place),
    department: shown(slip.department),
    notice: shown(slip.notice),
  };
}

/** One slip as a page of its own. */
export function slipSection(slip: BookingSlip): ContentSection {
  const svg = code128(slip.accession);
  // Made anew for each place: the layout writes into what it is given.
  const rule = (): Content => ({
    canvas: [{ type: 'line', x1: 0, y1: 0, x2: inner, y2: 0, lineWidth: 0.6, dash: { length: 2 } }],
    margin: [0, 4, 0, 5],
  });
  return {
    pageSize: size,
    pageOrientation: 'portrait',
    pageMargins: [side, mm(5), side, mm(4)],
    section: [
      { text: slip.hospital, fontSize: 9, alignment: 'center' },
      { text: slip.title, fontSize: 14, bold: true, alignment: 'center', margin: [0, 1, 0, 4] },
      {
        columns: [
          { text: slip.name, fontSize: 13, bold: true, width: 'auto' },
          { text: slip.person, fontSize: 8.5, width: '*', margin: [6, 4, 0, 0] },
        ],
      },
      rule(),
      { text: slip.whenLabel, fontSize: 8.5, color: '#444444' },
      { text: slip.when, fontSize: slip.when.length > 8 ? 15 : 24, bold: true, margin: [0, 0, 0, 3] },
      ...line('地点', slip.place),
      ...line('项目', slip.item),
      ...line('申请科室', slip.department),
      ...line('检查须知', slip.notice),
      rule(),
      ...(svg === null ? [] : [{ svg, width: inner, height: 30 } satisfies Content]),
      {
        text: slip.accession,
        fontSize: 9,
        bold: true,
        alignment: 'center',
        characterSpacing: 0.8,
        margin: [0, 2, 0, 0],
      },
      { text: `打印 ${slip.printedAt}`, fontSize: 7, color: '#444444', alignment: 'center' },
    ],
  };
}
