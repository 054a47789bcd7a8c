// Archives of others that the suite reads over DICOMweb (PS3.18): who administers them, and what is found in them.
import { z } from 'zod';
import { base, commandInput, Id, ShortText } from '../kernel/contract.ts';

/** Address of the archive's DICOMweb service, as `https://pacs.hospital.cn/dicom-web`: no name or password in it, no query. */
export const ArchiveUrl = z
  .string()
  .trim()
  .max(500)
  .refine((text) => {
    const url = URL.parse(text);
    const named = url !== null && (url.username !== '' || url.password !== '');
    return url !== null && /^https?:$/.test(url.protocol) && !named && url.search === '' && url.hash === '';
  });

export const archiveLogins = ['none', 'basic', 'bearer'] as const;
export const ArchiveLogin = z.enum(archiveLogins);

const settings = {
  name: z.string().trim().min(1).max(60),
  url: ArchiveUrl,
  login: ArchiveLogin,
  /** Of a basic login. */
  user: z.string().trim().max(200),
  active: z.boolean(),
};

export const ExternalArchive = z.object({
  id: Id,
  ...settings,
  /** Whether a password or token is kept; it never leaves the server. */
  hasSecret: z.boolean(),
});
export type ExternalArchive = z.infer<typeof ExternalArchive>;

/** Null keeps what is stored; it must be given anew when the address or the kind of login changes. */
export const SaveExternalArchive = commandInput({
  /** Null makes a new one. */
  id: Id.nullable(),
  ...settings,
  /** Called so because what is called so stays out of the hash that is kept of a command. */
  password: z.string().max(4000).nullable(),
});

/** Where a study lies, when it is not this server's own archive. */
export const ArchiveSource = z.object({ id: Id, name: ShortText });
export type ArchiveSource = z.infer<typeof ArchiveSource>;

export const ExternalStudy = z.object({
  uid: z.string(),
  patientId: z.string(),
  patientName: z.string(),
  sex: z.string(),
  birthDate: z.string(),
  /** DA, TM as the archive gives them. */
  date: z.string(),
  time: z.string(),
  accession: z.string(),
  description: z.string(),
  modalities: z.array(z.string()),
  /** Null where the archive does not count. */
  seriesCount: z.number().int().nullable(),
  instanceCount: z.number().int().nullable(),
});
export type ExternalStudy = z.infer<typeof ExternalStudy>;

export const ExternalFinds = z.object({
  source: ArchiveSource,
  studies: z.array(ExternalStudy),
  /** More are there than were asked for. */
  more: z.boolean(),
  /** Why this archive gave nothing: an EXTERNAL_ARCHIVE_… code and what happened; the others have answered all the same. */
  problem: z.object({ code: z.string(), what: z.string() }).nullable(),
});
export type ExternalFinds = z.infer<typeof ExternalFinds>;

const done = z.object({ ok: z.literal(true) });

export const externalContract = {
  externalArchives: base.route({ method: 'GET', path: '/imaging/external' }).output(z.array(ExternalArchive)),
  saveExternalArchive: base
    .route({ method: 'POST', path: '/imaging/external' })
    .input(SaveExternalArchive)
    .output(ExternalArchive),
  removeExternalArchive: base
    .route({ method: 'POST', path: '/imaging/external/remove' })
    .input(commandInput({ id: Id }))
    .output(done),
  /** A search as the archive is set up now, whether it is active or not. */
  tryExternalArchive: base
    .route({ method: 'POST', path: '/imaging/external/try' })
    .input(z.object({ id: Id }))
    .output(z.object({ answered: z.boolean(), milliseconds: z.number().int(), code: z.string(), reason: z.string() })),
  /** Studies of all active archives that are not in this server's own. One of the two is given: words, or exact patient numbers. */
  externalStudies: base
    .route({ method: 'POST', path: '/imaging/external/studies' })
    .input(
      z.object({
        text: z.string().trim().max(100).default(''),
        patientIds: z.array(z.string().trim().min(1).max(64)).max(10).default([]),
      }),
    )
    .output(z.array(ExternalFinds)),
};
