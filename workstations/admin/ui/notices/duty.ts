// Duty telephones as an administrator types them: a person a line, the name and then the number.
import { type DutyPhones, Phone } from '../../../../core/orders/notice.ts';

export type DutyPeople = DutyPhones['people'];

export const dutyLines = (people: DutyPeople): string => people.map(({ name, phone }) => `${name} ${phone}`).join('\n');

/** Blanks and dashes within a number are for the eye. */
const pattern = /^(.*?)[\s,，:：]+(\+?[\d][\d\s-]*)$/;

/** The people, or the line (from 1) that is none. */
export function dutyOfLines(typed: string): { people: DutyPeople } | { badLine: number } {
  const people: DutyPeople = [];
  for (const [index, line] of typed.split('\n').entries()) {
    if (line.trim() === '') continue;
    const [, name = '', number = ''] = pattern.exec(line.trim()) ?? [];
    const phone = Phone.safeParse(number.replaceAll(/[\s-]/g, ''));
    if (name.trim() === '' || name.length > 200 || !phone.success) return { badLine: index + 1 };
    people.push({ name: name.trim(), phone: phone.data });
  }
  return { people };
}
