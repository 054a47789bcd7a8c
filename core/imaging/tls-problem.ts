// Why a DICOM peer could not be spoken to over TLS: a code, and the sentence that says what to do.

/**
 * untrusted: no entered authority vouches for the certificate and it is none of the pinned ones. expired: over, or not begun.
 * name: made out for another name. handshake: the other side speaks no TLS that we do. refused: it does not take our certificate.
 */
export const tlsProblems = ['tls-untrusted', 'tls-expired', 'tls-name', 'tls-handshake', 'tls-refused'] as const;
export type TlsProblem = (typeof tlsProblems)[number];

export const tlsProblemTexts: Readonly<Record<TlsProblem, { zh: string; en: string }>> = {
  'tls-untrusted': {
    zh: '对方证书不受信任：在“DICOM 设备 > 安全传输”加入签发它的 CA，或与对方核对指纹后填入该设备',
    en: 'The certificate of the peer is not trusted: enter its CA under DICOM devices > Secure transport, or compare its fingerprint with the peer and enter it for the device',
  },
  'tls-expired': {
    zh: '对方证书已过期或尚未生效：请对方更换证书，并核对两边的日期时间',
    en: 'The certificate of the peer has expired or is not valid yet: have it renewed, and compare the clocks of both sides',
  },
  'tls-name': {
    zh: '对方证书上的名称与地址不符：按证书上的名称填写“证书名称”，或填入核对过的指纹',
    en: 'The certificate of the peer is made out for another name: enter the name that stands in it, or its fingerprint once compared',
  },
  'tls-handshake': {
    zh: '对方没有完成 TLS 握手：确认该端口是对方的 TLS 端口，并支持 TLS 1.2 或 1.3',
    en: 'The peer did not complete the TLS handshake: check that the port is its TLS port and that it speaks TLS 1.2 or 1.3',
  },
  'tls-refused': {
    zh: '对方不接受本院证书：请对方管理员信任签发本院证书的 CA',
    en: 'The peer does not take our certificate: ask its administrator to trust the CA that issued it',
  },
};

export const isTlsProblem = (code: string): code is TlsProblem => tlsProblems.some((one) => one === code);
