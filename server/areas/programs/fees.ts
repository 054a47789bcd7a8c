// What the HIS told of the charges of a request, for other systems (申请单费用状态查询, ECG-11): asked by its number; names no patient.
import { z } from 'zod';
import { fail } from '../../../core/kernel/errors.ts';
import { FeeList } from '../../../core/programs/api.ts';
import type { AuditEntry, Kernel } from '../../kernel/types.ts';
import { parsed } from './answer.ts';
import { type Call, type Endpoint, endpoint } from './endpoint.ts';

const Asked = z.string().trim().min(1).max(64);

/** Of the program's institution, or of every one where it reads all. @throws NOT_FOUND also for a number of an institution beyond its reach */
async function find(kernel: Kernel, { visitor, query }: Call): Promise<z.infer<typeof FeeList>> {
  const requestNumber = parsed(Asked, query.get('requestNumber') ?? '', 'requestNumber');
  const { program, caller } = visitor;
  const entry: AuditEntry = { act: 'programs.fees', subject: requestNumber, patientId: null };
  const exams = await kernel.read(caller, null, entry, async (db) => {
    const rows = await db
      .selectFrom('exam')
      .select('doc')
      .where('request_number', '=', requestNumber)
      .$if(program.reach === 'own', (only) => only.where('institution_id', '=', program.institution_id))
      .execute();
    const people = new Set(rows.map(({ doc }) => doc.patient.id));
    entry.patientId = people.size === 1 ? (rows[0]?.doc.patient.id ?? null) : null;
    entry.detail = rows.map(({ doc }) => `${doc.accessionNumber} ${doc.fee.state}`).join(', ') || 'none';
    return rows
      .map(({ doc }) => doc)
      .toSorted((left, right) => right.requestedAt.localeCompare(left.requestedAt))
      .map(({ service, accessionNumber, procedureCode, procedureName, state, requestedAt, fee, ...exam }) => ({
        ...{ service, accessionNumber, code: procedureCode, name: procedureName, state, requestedAt, fee },
        institution: { id: exam.institutionId, name: exam.institutionName },
      }));
  });
  // What was asked for in vain stands in the trail too.
  if (exams.length === 0) throw fail('NOT_FOUND', { what: 'request', requestNumber });
  return { requestNumber, exams };
}

export function feeEndpoints(kernel: Kernel): Endpoint[] {
  return [
    endpoint({
      method: 'GET',
      path: 'fees',
      summary: 'Whether the exams of a request are paid, as the HIS told it; no patient is named (申请单费用状态查询)',
      scope: 'fees',
      query: { requestNumber: 'Number of the request: HL7 ORC-2, or of who handed it in' },
      keyed: false,
      answer: FeeList,
      handle: (call) => find(kernel, call),
    }),
  ];
}
