// The OpenAPI document of the server, made from the contract, for those who integrate with the hospital.
import { type OpenAPI, OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { AuditRow } from '../../core/audit/contract.ts';
import { serverContract } from '../../core/contract.ts';
import { CriticalDocument } from '../../core/critical/model.ts';
import { Department, Person, Role, SessionInfo, Workstation } from '../../core/identity/contract.ts';
import { IntegrationMessage } from '../../core/integration/contract.ts';
import { CommandMeta } from '../../core/kernel/contract.ts';
import { HistoryPoint, ReviewFinding } from '../../core/lab/contract.ts';
import { ResultVersion, SpecimenDocument, SpecimenRow, TestLine, UnplacedMessage } from '../../core/lab/model.ts';
import { PatientBrief, VisitBrief } from '../../core/patient/model.ts';
import { LabReport } from '../../core/reporting/model.ts';

const named = {
  AuditRow,
  CommandMeta,
  CriticalDocument,
  Department,
  HistoryPoint,
  IntegrationMessage,
  LabReport,
  PatientBrief,
  Person,
  ResultVersion,
  ReviewFinding,
  Role,
  SessionInfo,
  SpecimenDocument,
  SpecimenRow,
  TestLine,
  UnplacedMessage,
  VisitBrief,
  Workstation,
};

const description = [
  'Every state-changing request carries the header `x-yishu: 1`.',
  'A person is known by the session cookie; an enrolled workstation signs its requests with x-yishu-station, -timestamp, -nonce and -signature.',
  'Commands carry their idempotency key: the same id is carried out once, and a replay gets the first answer.',
].join(' ');

export function makeOpenApiDocument(version: string): Promise<OpenAPI.Document> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  return generator.generate(serverContract, {
    info: { title: 'Yishu 医枢', version, description },
    servers: [{ url: '/api' }],
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'yishu-session' },
        station: { type: 'apiKey', in: 'header', name: 'x-yishu-signature' },
      },
    },
    security: [{ session: [] }, { station: [] }],
    commonSchemas: {
      ...Object.fromEntries(Object.entries(named).map(([name, schema]) => [name, { schema }])),
      UndefinedError: { error: 'UndefinedError' },
    },
  });
}
