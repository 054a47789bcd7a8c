// A doctor as registered (医生注册, RAD-76, ECG-31, ECG-54): the number that nobody else has, certificates, specialty, where else he works.
import { z } from 'zod';
import { ShortText } from '../kernel/contract.ts';

/**
 * No national standard in force gives a check digit for these numbers, and the certificates of several generations differ in length:
 * letters and digits, as printed on the certificate.
 */
const CertificateNumber = z.string().regex(/^[A-Za-z0-9]{0,32}$/);

export const DoctorProfile = z.object({
  /** 工号, unique without regard to case; empty when there is none. */
  number: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,31}$|^$/),
  /** 医师执业证书编码 */
  licence: CertificateNumber,
  /** 医师资格证书编码 */
  qualification: CertificateNumber,
  /** 专业 */
  specialty: ShortText,
  /** Encrypted at rest, and shown to those who keep the people's records alone. */
  phone: z.string().regex(/^[0-9+() -]{0,32}$/),
  /** Departments beside the one that the account belongs to. */
  departmentIds: z.array(z.string().min(1).max(64)).max(20),
});
export type DoctorProfile = z.infer<typeof DoctorProfile>;

export const noProfile: DoctorProfile = {
  number: '',
  licence: '',
  qualification: '',
  specialty: '',
  phone: '',
  departmentIds: [],
};
