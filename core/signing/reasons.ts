// Why a certificate is not taken or a signature not made, in words: what happened, where, and what to do.
import { z } from 'zod';

interface Words {
  zh: string;
  en: string;
}

export const signingReasons = {
  notPkcs12: {
    zh: '这不是 PKCS#12 证书文件（.p12/.pfx），或文件已损坏。请向发证机构重新取得文件。',
    en: 'This is no PKCS#12 file (.p12, .pfx), or it is damaged. Get the file from the authority again.',
  },
  passwordWrong: {
    zh: '证书密码不正确。请核对大小写后重新输入；忘记密码只能向发证机构重新申领。',
    en: 'The password of the certificate is wrong. Type it again; a forgotten one means a new certificate.',
  },
  passwordMissing: {
    zh: '请输入您的数字证书密码后签名。',
    en: 'Enter the password of your certificate to sign.',
  },
  schemeTooOld: {
    zh: '文件采用已淘汰的加密方式（见详情），不予读取。请用新版系统以 AES-256 重新导出证书后再导入。',
    en: 'The file is encrypted in an outdated way (named below). Export the certificate again with AES-256, then import that.',
  },
  schemeUnknown: {
    zh: '文件的加密或密钥类型不受支持（见详情）。请以 AES-256 重新导出，或联系发证机构。',
    en: 'The encryption or key of the file is not supported (named below). Export it with AES-256, or ask the authority.',
  },
  noKey: {
    zh: '文件里没有私钥，不能用于签名。导出证书时请选择“同时导出私钥”。',
    en: 'There is no private key in the file. Export the certificate together with its private key.',
  },
  severalKeys: {
    zh: '文件里有多个私钥，无法确定使用哪一个。请只导出签名用的那一个。',
    en: 'There are several private keys in the file. Export only the one for signing.',
  },
  noCertificate: {
    zh: '文件里没有与私钥对应的证书。请将证书与私钥一并导出。',
    en: 'The certificate of the private key is not in the file. Export both together.',
  },
  keyTooWeak: {
    zh: '密钥强度不足或类型不受支持（见详情）：须为 RSA 2048 位以上，或 P-256、P-384 椭圆曲线。请申领新证书。',
    en: 'The key is too weak or of another kind (named below): RSA from 2048 bits, P-256 or P-384. Apply for a new certificate.',
  },
  notForSigning: {
    zh: '该证书的用途不含数字签名，不能用于签署报告。请申领签名证书。',
    en: 'This certificate is not made for signing. Apply for one that is.',
  },
  nameDiffers: {
    zh: '证书上的姓名与您的账户姓名不一致（见详情）。请核对是否选错文件；账户姓名有误请联系管理员。',
    en: 'The name in the certificate is not the name of your account (both below). Check the file; if the account is wrong ask an administrator.',
  },
  expired: {
    zh: '证书已过有效期。请向发证机构更新证书，导入后由管理员批准。',
    en: 'The certificate has expired. Renew it, import the new one and have it approved.',
  },
  notYetValid: {
    zh: '证书尚未到生效日期。请在生效后再用，并核对服务器时间。',
    en: 'The certificate is not valid yet. Wait for its first day, and check the clock of the server.',
  },
  untrusted: {
    zh: '发证机构不在本院信任的机构之列。请管理员在“数字证书”中登记该机构的根证书。',
    en: 'Its authority is none that this hospital trusts. An administrator can add it under Certificates.',
  },
  othersCertificate: {
    zh: '该证书已由另一账户导入。一张证书只归一人；请联系管理员核对。',
    en: 'Another account has imported this certificate. Ask an administrator.',
  },
  withdrawnBefore: {
    zh: '该证书已被撤销，不能再次导入。请申领新证书。',
    en: 'This certificate was withdrawn and cannot come back. Apply for a new one.',
  },
  none: {
    zh: '您还没有可用的数字证书。请点右上角姓名 →“我的证书”导入证书文件，由管理员批准后再签。',
    en: 'You have no certificate. Import one under your name, My certificate; an administrator approves it.',
  },
  pending: {
    zh: '您的证书尚待管理员批准。请联系管理员，批准后再签。',
    en: 'Your certificate waits for an administrator. Ask for its approval.',
  },
  withdrawn: {
    zh: '您的证书已被撤销。请导入新证书，由管理员批准后再签。',
    en: 'Your certificate was withdrawn. Import a new one and have it approved.',
  },
  notLive: {
    zh: '电子签名须本人当场完成，离线或代传的操作不能签名。请联机后重新签名。',
    en: 'A person signs at the screen, connected to the server; what was queued cannot be signed. Sign again.',
  },
  paper: {
    zh: '报告纸面未能生成并签名，报告没有签发，内容未变。请重试；仍不行请联系管理员查看服务器日志。',
    en: 'The paper could not be drawn and signed; nothing was released. Try again, then ask an administrator for the log.',
  },
} as const satisfies Record<string, Words>;

export type SigningReason = keyof typeof signingReasons;
const names = Object.keys(signingReasons).filter((name): name is SigningReason => Object.hasOwn(signingReasons, name));
export const SigningReason = z.enum(names);

/** The words of a refusal's `reason`; null when it has none of these. */
export function reasonWords(reason: unknown, locale: 'zh-CN' | 'en'): string | null {
  const known = SigningReason.safeParse(reason);
  if (!known.success) return null;
  const words = signingReasons[known.data];
  return locale === 'en' ? words.en : words.zh;
}
