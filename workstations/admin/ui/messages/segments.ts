// An HL7 v2 message for the eye: segments and their fields, numbered as the standard numbers them.

export interface Segment {
  name: string;
  line: string;
  /** Fields that hold something. MSH-1 is the separator itself, so MSH counts from 2 (HL7 v2.5.1, 2.5.4). */
  fields: readonly { number: number; value: string }[];
}

export function segmentsOf(content: string): Segment[] {
  const lines = content.split(/\r\n?|\n/).map((line) => line.replace(/[\u000b\u001c]/g, ''));
  return lines.filter(Boolean).map((line) => {
    const separator = line.charAt(3) || '|';
    const [name = '', ...values] = line.split(separator);
    const first = name === 'MSH' ? 2 : 1;
    const fields = values.map((value, index) => ({ number: index + first, value }));
    return { name, line, fields: fields.filter((field) => field.value !== '') };
  });
}
