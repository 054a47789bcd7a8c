// An institution of the network as an administrator keeps it: primary hospitals, centres, and this hospital itself (ECG-51 to ECG-53, RAD-76).
import { z } from 'zod';
import { ShortText } from '../kernel/contract.ts';
import { Confirmer, ConfirmerListed } from './confirmers.ts';
import { ExamService } from './exam.ts';
import { CreditCode, LicenceNumber } from './institution-code.ts';

/** A department that takes requests of other institutions for a service (开放科室). */
export const OpenDepartment = z.object({ service: ExamService, departmentId: z.string().min(1).max(64) });
export type OpenDepartment = z.infer<typeof OpenDepartment>;

/** A superior for these services and no others. */
export const SuperiorLimit = z.object({ superiorId: z.string().min(1).max(64), services: z.array(ExamService).max(8) });
export type SuperiorLimit = z.infer<typeof SuperiorLimit>;

/** MSH-4.1, as the sender writes it. */
export const anyFacility = '*';
const HL7Facility = z.string().regex(/^(\*|[^\s|^~\\&*]{1,64})$/u);

export const InstitutionEntry = z.object({
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/),
  name: ShortText.min(1),
  nameEn: ShortText,
  /** What it reads for others; empty: it only sends. */
  reads: z.array(ExamService).max(8),
  /** Of what it reads, the departments that take the requests; none for a service: the institution as a whole takes them. */
  openDepartments: z.array(OpenDepartment).max(100),
  /** Whom it may ask to read for it (上级医院). The relations of a network never lead back to where they began. */
  superiorIds: z.array(z.string().min(1).max(64)).max(50),
  /** Superiors that are one for some services only; a superior that does not stand here is one for all of them. */
  superiorLimits: z.array(SuperiorLimit).max(50).optional(),
  /** The institution of this server: exactly one, and it stays. */
  own: z.boolean(),
  active: z.boolean(),
  /** Departments whose people act for it; one department belongs to one institution. */
  departmentIds: z.array(z.string().min(1).max(64)).max(500),
  /** Where its reports go as HL7 messages; empty when its people read them here. */
  hl7Peer: z.string().max(64),
  /** Sending facilities (MSH-4) whose orders are this institution's; `*`, for the server's own alone: every one that no other has. Absent: as it was. */
  hl7Facilities: z.array(HL7Facility).max(20).optional(),
  /**
   * Its systems give patient, order and department numbers that may be somebody else's here (自成一套): they are kept under the institution.
   * Absent: as it was; of a new one that has senders: true. Never of the server's own.
   */
  ownNumbers: z.boolean().optional(),
  /** Who gives the second confirmation of what it reads for others (二次确认). Absent: as it was. */
  confirmers: z.array(Confirmer).max(500).optional(),
  address: ShortText,
  /** 等级, in the words of the approval: 三级甲等, 乡镇卫生院 … */
  level: ShortText,
  contact: ShortText,
  phone: ShortText,
  /** 统一社会信用代码. Absent: as it was. */
  creditCode: CreditCode.optional(),
  /** 医疗机构执业许可证登记号. Absent: as it was. */
  licenceNumber: LicenceNumber.optional(),
});
export type InstitutionEntry = z.infer<typeof InstitutionEntry>;

/** Whom an institution of the network can ask, and where there. */
export const InstitutionListed = z.object({
  id: z.string(),
  name: ShortText,
  nameEn: ShortText,
  reads: z.array(ExamService),
  superiorIds: z.array(z.string()),
  superiorLimits: z.array(SuperiorLimit).optional(),
  openDepartments: z.array(OpenDepartment.extend({ name: ShortText, nameEn: ShortText })),
  address: ShortText,
  level: ShortText,
  contact: ShortText,
  phone: ShortText,
  /** Absent: nobody is designated. */
  confirmers: z.array(ConfirmerListed).optional(),
  /** The institution of this server. */
  own: z.boolean(),
  /** The caller acts for it: what it asks of others is sent, what others ask of it is received. */
  mine: z.boolean(),
});
export type InstitutionListed = z.infer<typeof InstitutionListed>;
