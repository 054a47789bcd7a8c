// XML as PS3.19 A.1.6 lays it out: names by component, items and values by number, private elements by their creator.
import { expect, test } from 'vitest';
import type { DicomJson } from './json.ts';
import { nativeXml } from './native-xml.ts';

const body = (json: DicomJson) => /<NativeDicomModel[^>]*>(.*)<\/NativeDicomModel>$/s.exec(nativeXml(json))?.[1];

test.each<[string, DicomJson, string]>([
  [
    'text, escaped and without what XML cannot hold',
    { '00081030': { vr: 'LO', Value: ['A & <B>\u0007'] } },
    '<DicomAttribute tag="00081030" vr="LO" keyword="StudyDescription"><Value number="1">A &amp; &lt;B&gt;</Value></DicomAttribute>',
  ],
  [
    'several values, one of them empty',
    { '00080008': { vr: 'CS', Value: ['ORIGINAL', null, 'AXIAL'] } },
    '<DicomAttribute tag="00080008" vr="CS" keyword="ImageType"><Value number="1">ORIGINAL</Value><Value number="3">AXIAL</Value></DicomAttribute>',
  ],
  [
    'a name with groups and components',
    { '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Wang^XiaoDong^^Dr', Ideographic: '王^小东' }] } },
    '<DicomAttribute tag="00100010" vr="PN" keyword="PatientName"><PersonName number="1"><Alphabetic><FamilyName>Wang</FamilyName>' +
      '<GivenName>XiaoDong</GivenName><NamePrefix>Dr</NamePrefix></Alphabetic><Ideographic><FamilyName>王</FamilyName>' +
      '<GivenName>小东</GivenName></Ideographic></PersonName></DicomAttribute>',
  ],
  [
    'items',
    { '00081140': { vr: 'SQ', Value: [{ '00081155': { vr: 'UI', Value: ['1.2'] } }, {}] } },
    '<DicomAttribute tag="00081140" vr="SQ" keyword="ReferencedImageSequence"><Item number="1"><DicomAttribute tag="00081155" vr="UI" ' +
      'keyword="ReferencedSOPInstanceUID"><Value number="1">1.2</Value></DicomAttribute></Item><Item number="2"></Item></DicomAttribute>',
  ],
  [
    'a private element, named by its creator and not by its block',
    { '00091001': { vr: 'LO', Value: ['x'] }, '00090010': { vr: 'LO', Value: ['MAKER "1"'] } },
    '<DicomAttribute tag="00090001" vr="LO" privateCreator="MAKER &quot;1&quot;"><Value number="1">x</Value></DicomAttribute>' +
      '<DicomAttribute tag="00090010" vr="LO"><Value number="1">MAKER &quot;1&quot;</Value></DicomAttribute>',
  ],
  [
    'values that stand outside or inline, and none',
    {
      '7FE00010': { vr: 'OW', BulkDataURI: 'http://x/frames?a=1&b=2' },
      '00280010': { vr: 'US' },
      '00420011': { vr: 'OB', InlineBinary: 'AQI=' },
    },
    '<DicomAttribute tag="7FE00010" vr="OW" keyword="PixelData"><BulkData uri="http://x/frames?a=1&amp;b=2"/></DicomAttribute>' +
      '<DicomAttribute tag="00280010" vr="US" keyword="Rows"></DicomAttribute>' +
      '<DicomAttribute tag="00420011" vr="OB" keyword="EncapsulatedDocument"><InlineBinary>AQI=</InlineBinary></DicomAttribute>',
  ],
])('%s', (_, json, xml) => {
  expect(body(json)).toBe(xml);
});
