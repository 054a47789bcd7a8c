// The gateway of short messages as an administrator set it up: off until then; the secret and the duty telephones encrypted.
import type { Kysely, Selectable } from 'kysely';
import { z } from 'zod';
import type { CommandMeta } from '../../../../core/kernel/contract.ts';
import { fail } from '../../../../core/kernel/errors.ts';
import {
  DutyPhones,
  gatewayProblem,
  isHeaderName,
  isHeaderValue,
  type NoticeGateway,
  type SaveNoticeGateway,
  secretPlace,
  templateProblem,
} from '../../../../core/orders/notice.ts';
import type { Database } from '../../../db/schema.ts';
import type { Caller, FieldCrypto, Kernel } from '../../../kernel/types.ts';
import type { GatewayDocument, NoticeGatewayTable } from './tables.ts';

type Row = Selectable<NoticeGatewayTable>;
export type GatewayRow = Row;

export const noticeRight = 'identity.admin' as const;

const nothing: GatewayDocument = {
  url: '',
  headerName: 'Authorization',
  template: '{"phone": "{{phone}}", "content": "{{text}}", "requestId": "{{id}}"}',
  confirmPath: '',
  confirmValue: '',
  withName: false,
};

export const gatewayRow = (db: Kysely<Database>): Promise<Row | undefined> =>
  db.selectFrom('notice_gateway').selectAll().where('id', '=', 1).executeTakeFirst();

export function dutyOf(fields: FieldCrypto, row: Pick<Row, 'phones'>): DutyPhones[] {
  return z.array(DutyPhones).parse(JSON.parse(fields.decrypt(row.phones)));
}

function shown(fields: FieldCrypto, row: Row | undefined): NoticeGateway {
  if (!row) return { ...nothing, enabled: false, duty: [], version: 0, hasSecret: false };
  const { version, enabled, doc, secret } = row;
  return { ...doc, version, enabled, hasSecret: secret !== '', duty: dutyOf(fields, row) };
}

export function noticeGateway(kernel: Kernel, caller: Caller): Promise<NoticeGateway> {
  const entry = { act: 'orders.noticeGateway', subject: '' };
  return kernel.read(caller, noticeRight, entry, async (db) => shown(kernel.fields, await gatewayRow(db)));
}

function troublesOf(settings: SaveNoticeGateway, hasSecret: boolean): string[] {
  const { url, headerName, template, confirmPath, confirmValue, password, enabled, duty } = settings;
  const address = url === '' ? (enabled ? 'address' : null) : gatewayProblem(url);
  const words = templateProblem(template);
  const sides = duty.map(({ institutionId, service }) => `${institutionId} ${service}`);
  return [
    ...(address === null ? [] : [`url: ${address}`]),
    ...(words === null ? [] : [`template: ${words}`]),
    ...(headerName === '' || isHeaderName(headerName) ? [] : ['headerName']),
    ...(password === null || password === '' || isHeaderValue(password) ? [] : ['password']),
    ...(enabled && headerName !== '' && !hasSecret ? ['password: needed for the header'] : []),
    ...((confirmPath === '') === (confirmValue === '') ? [] : ['confirmPath, confirmValue: both or none']),
    ...(new Set(sides).size === sides.length ? [] : ['duty: a centre stands there twice']),
  ];
}

/** @throws RIGHT_MISSING, VERSION_CONFLICT, INPUT_INVALID naming what does not fit */
export function saveNoticeGateway(
  kernel: Kernel,
  caller: Caller,
  input: { command: CommandMeta; settings: SaveNoticeGateway },
): Promise<NoticeGateway> {
  const { fields } = kernel;
  const { password, version, enabled, duty, ...doc } = input.settings;
  const request = {
    ...input.command,
    name: 'orders.saveNoticeGateway',
    right: noticeRight,
    subject: doc.url,
    input,
  };
  return kernel.command(caller, request, async (work) => {
    const former = await work.tx
      .selectFrom('notice_gateway')
      .selectAll()
      .where('id', '=', 1)
      .forUpdate()
      .executeTakeFirst();
    if ((former?.version ?? 0) !== version)
      throw fail('VERSION_CONFLICT', { expected: version, actual: former?.version ?? 0 });
    const kept = former && secretPlace(former.doc) === secretPlace(doc) ? former.secret : '';
    const given = password === null || password === '' ? kept : fields.encrypt(password);
    const secret = doc.headerName === '' ? '' : given;
    const troubles = troublesOf(input.settings, secret !== '');
    if (troubles.length > 0) throw fail('INPUT_INVALID', { fields: troubles });
    const row: Row = {
      id: 1,
      version: version + 1,
      enabled,
      doc,
      secret,
      phones: fields.encrypt(JSON.stringify(duty)),
      changed_at: work.now,
    };
    const values = { ...row, doc: JSON.stringify(doc) };
    await work.tx
      .insertInto('notice_gateway')
      .values(values)
      .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
      .execute();
    // Telephone numbers stay out of the trail: how many there are says enough.
    const people = duty.reduce((sum, one) => sum + one.people.length, 0);
    const words = [
      enabled ? 'on' : 'off',
      doc.withName ? 'with the surname' : 'without identity',
      `${people} telephones`,
      secret === kept ? '' : 'new secret',
    ];
    work.audit({ act: request.name, subject: doc.url, detail: words.filter(Boolean).join(', ') });
    return shown(fields, row);
  });
}
