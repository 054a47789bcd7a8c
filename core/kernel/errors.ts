// The error table of the suite: code -> retry class, HTTP status, what to tell the user and what to do next.

/** again: the same request may succeed later; ask: a person must decide; never: it will not succeed as it is. */
export type RetryClass = 'again' | 'ask' | 'never';

export interface ErrorEntry {
  retry: RetryClass;
  http: number;
  zh: string;
  en: string;
}

export const errorTable = {
  INPUT_INVALID: {
    retry: 'never',
    http: 400,
    zh: '输入不符合要求，请按提示修改。',
    en: 'The input is not valid; correct what is named.',
  },
  NOT_FOUND: {
    retry: 'never',
    http: 404,
    zh: '没有找到该记录，请核对编号。',
    en: 'No such record; check the number.',
  },
  LOGIN_REQUIRED: {
    retry: 'ask',
    http: 401,
    zh: '登录已失效，请重新登录。',
    en: 'The session has ended; log in again.',
  },
  LOGIN_FAILED: {
    retry: 'ask',
    http: 401,
    zh: '用户名或密码不正确。',
    en: 'User name or password is wrong.',
  },
  LOGIN_LOCKED: {
    retry: 'ask',
    http: 423,
    zh: '连续失败次数过多，账户已暂时锁定，请稍后再试或联系管理员。',
    en: 'Too many failures: the account is locked for a while. Wait or ask an administrator.',
  },
  CAPTCHA_REQUIRED: { retry: 'ask', http: 428, zh: '请输入验证码。', en: 'Enter the captcha.' },
  PASSWORD_CHANGE_REQUIRED: {
    retry: 'ask',
    http: 403,
    zh: '密码已过期或为初始密码，请先修改。',
    en: 'The password must be changed first.',
  },
  PASSWORD_WEAK: {
    retry: 'ask',
    http: 422,
    zh: '密码强度不足：至少 10 位，含三类字符，且不得与最近 5 次相同。',
    en: 'The password is too weak: at least 10 characters of three classes, none of the last 5.',
  },
  RIGHT_MISSING: {
    retry: 'never',
    http: 403,
    zh: '您没有此项权限，请联系管理员。',
    en: 'You do not have the right to do this; ask an administrator.',
  },
  SAME_PERSON: {
    retry: 'ask',
    http: 409,
    zh: '双人复核须由另一人完成，请换人登录确认。',
    en: 'The second person must be somebody else.',
  },
  CONFIRMER_ONLY: {
    retry: 'never',
    http: 403,
    zh: '这份远程报告由诊断机构指定的人员二次确认，您不在其中；请由指定人员签发，或请管理员在“机构”中改指定。',
    en: 'The reading institution designated who confirms this remote report, and you are not among them; one of them has to release it, or an administrator designates others.',
  },
  STATION_UNKNOWN: {
    retry: 'ask',
    http: 401,
    zh: '该工作站未登记，请管理员发放登记码。',
    en: 'This workstation is not enrolled; ask an administrator for a code.',
  },
  VERSION_CONFLICT: {
    retry: 'ask',
    http: 409,
    zh: '该记录已被他人修改，请核对双方内容后再决定。',
    en: 'Somebody changed this record first; compare both and decide.',
  },
  STATE_REFUSED: {
    retry: 'never',
    http: 409,
    zh: '当前状态不允许此操作。',
    en: 'The record is in a state that does not allow this.',
  },
  REASON_REQUIRED: { retry: 'ask', http: 422, zh: '请填写原因。', en: 'A reason is required.' },
  REVIEW_BLOCKED: {
    retry: 'ask',
    http: 409,
    zh: '存在须先处理的问题，不能审核。',
    en: 'There are findings to settle before review.',
  },
  SPECIMEN_REJECTED: {
    retry: 'never',
    http: 409,
    zh: '该标本已被拒收，不能继续检验。',
    en: 'This specimen was rejected.',
  },
  SPECIMEN_UNKNOWN: {
    retry: 'ask',
    http: 404,
    zh: '没有此条码的标本，请核对标签或手工登记。',
    en: 'No specimen with this barcode; check the label or register by hand.',
  },
  DUPLICATE: {
    retry: 'never',
    http: 409,
    zh: '已存在相同编号的记录。',
    en: 'A record with this number exists already.',
  },
  IDENTITY_CLASH: {
    retry: 'ask',
    http: 409,
    zh: '患者身份信息不一致，请人工核对。',
    en: 'The patient identity does not match; a person must check.',
  },
  OFFLINE_UNAVAILABLE: {
    retry: 'again',
    http: 503,
    zh: '服务器未连接，此功能暂不可用；恢复连接后再试。',
    en: 'The server is not reachable and this cannot be done offline; try again later.',
  },
  READER_CLOSED: {
    retry: 'never',
    http: 409,
    zh: '原申请的上级机构已停用、不再是上级或不再受理此类检查；请撤回后另选机构申请。',
    en: 'The institution that was asked is closed, no superior any more or no longer reads these exams; withdraw it and ask another.',
  },
  EXECUTION_SETTLED: {
    retry: 'never',
    http: 409,
    zh: 'HIS 已按确认计费或退费，不能撤销确认；请先在 HIS 冲销，再与影像科核对。',
    en: 'The HIS has charged or refunded it since; reverse that in the HIS before the confirmation is taken back.',
  },
  IMAGES_NOT_GRANTED: {
    retry: 'again',
    http: 403,
    zh: '服务器未连接，本机没有服务器近期准许您看这份影像的记录，不能打开；恢复连接后再试，急需时请与影像科联系。',
    en: 'The server is not reachable, and it has not lately allowed you to see these images at this station; try again once it is back.',
  },
  TRACING_NOT_GRANTED: {
    retry: 'ask',
    http: 403,
    zh: '服务器未连接，本机没有服务器近期准许您看这份心电图的记录，不能打开；恢复连接后再试，急需时请与心电图室联系。',
    en: 'The server is not reachable, and it has not lately allowed you to see this ECG at this station; try again once it is back.',
  },
  TRACING_NOT_KEPT: {
    retry: 'ask',
    http: 503,
    zh: '服务器未连接，这份心电图没有保存在本工作站，暂不能打开；恢复连接后再试，急需时请看心电图机上的记录或纸质图。',
    en: 'The server is not reachable, and this station keeps no copy of this ECG; try again once it is back. If it is urgent, look at the recorder or the paper.',
  },
  TRACING_DAMAGED: {
    retry: 'ask',
    http: 503,
    zh: '这份心电图在本工作站的副本已损坏，不予显示；恢复连接后自动从服务器重新取得，急需时请看心电图机上的记录或纸质图。',
    en: "This station's copy of this ECG is damaged and not shown; it is fetched anew once the server is back. If it is urgent, look at the recorder or the paper.",
  },
  SERVER_BUSY: {
    retry: 'again',
    http: 503,
    zh: '服务器忙，系统会自动重试。',
    en: 'The server is busy; it is tried again.',
  },
  DISK_FULL: {
    retry: 'again',
    http: 507,
    zh: '磁盘空间不足，已停止接收新数据，已有数据完好。请清理磁盘。',
    en: 'The disk is almost full: new data are refused, stored data are safe. Free some space.',
  },
  DEVICE_OFFLINE: {
    retry: 'again',
    http: 503,
    zh: '仪器未连接，请检查电缆和端口。',
    en: 'The analyzer is not connected; check cable and port.',
  },
  DRIVER_UNKNOWN: {
    retry: 'never',
    http: 404,
    zh: '没有该仪器驱动。',
    en: 'There is no such driver.',
  },
  MESSAGE_UNREADABLE: {
    retry: 'ask',
    http: 422,
    zh: '报文无法解析，原始字节已保留。',
    en: 'The message cannot be read; its bytes are kept.',
  },
  REQUEST_REFUSED: {
    retry: 'never',
    http: 403,
    zh: '请求来源不被允许。',
    en: 'The request comes from where it may not.',
  },
  HOST_STOPPED: {
    retry: 'again',
    http: 503,
    zh: '工作站后台已停止，正在重新启动；已收到的数据完好。',
    en: 'The engine of this station stopped and is being restarted; what it received is safe.',
  },
  HOST_SLOW: {
    retry: 'again',
    http: 504,
    zh: '工作站后台未在规定时间内回应，请重试。',
    en: 'The engine of this station did not answer in time; try again.',
  },
  LOCK_LOST: {
    retry: 'ask',
    http: 409,
    zh: '该检查现由他人书写，您的内容已保留但未写入。请核对双方文本后决定。',
    en: 'Somebody else holds this exam now; your text is kept but was not stored. Compare both and decide.',
  },
  EXAM_LOCKED: {
    retry: 'ask',
    http: 409,
    zh: '该检查正由他人或您的另一窗口书写。可稍候，或请对方释放后再打开。',
    en: 'Somebody else, or another window of yours, is writing about this exam. Wait, or ask for it to be given back.',
  },
  SLOT_FULL: {
    retry: 'ask',
    http: 409,
    zh: '该时段已约满，请另选时段。',
    en: 'This slot is full; choose another one.',
  },
  PATIENT_BOOKED: {
    retry: 'ask',
    http: 409,
    zh: '该患者已有时间冲突或同日相同项目的预约，请核对后改约。',
    en: 'This patient has a booking at that time or for the same exam on that day; check and change one of them.',
  },
  DICOM_REFUSED: {
    retry: 'never',
    http: 422,
    zh: 'DICOM 对象不符合要求，未存入。请按提示的位置检查发送端。',
    en: 'The DICOM object cannot be stored as it is. Check the sender at the place that is named.',
  },
  OBJECT_DAMAGED: {
    retry: 'never',
    http: 500,
    zh: '存储的影像文件缺失或已损坏。请通知管理员从副本恢复。',
    en: 'A stored object is missing or damaged. Tell an administrator; it has to come back from a copy.',
  },
  NOT_RENDERABLE: {
    retry: 'never',
    http: 415,
    zh: '该对象无法显示为图像，原因见详情。原始数据完好保存。',
    en: 'This object cannot be shown as an image, for the reason given. The original is kept as it came.',
  },
  EXTERNAL_ARCHIVE_UNREACHABLE: {
    retry: 'again',
    http: 424,
    zh: '外部影像归档连接不上，本院影像不受影响。请稍后再试，仍不行请联系管理员检查其地址与网络。',
    en: 'The external archive cannot be reached; images kept here are not affected. Try again later, then ask an administrator to check its address and the network.',
  },
  EXTERNAL_ARCHIVE_SLOW: {
    retry: 'again',
    http: 424,
    zh: '外部影像归档没有在限定时间内应答，本院影像不受影响。请稍后再试。',
    en: 'The external archive did not answer in time; images kept here are not affected. Try again later.',
  },
  EXTERNAL_ARCHIVE_LOGIN: {
    retry: 'ask',
    http: 424,
    zh: '外部影像归档拒绝了登录。请管理员核对该归档的用户名、密码或令牌。',
    en: 'The external archive refused the login. An administrator has to check its user name and password or token.',
  },
  EXTERNAL_ARCHIVE_ANSWER: {
    retry: 'ask',
    http: 424,
    zh: '外部影像归档的应答不能使用，原因见详情。请管理员核对其 DICOMweb 地址与设置。',
    en: 'The answer of the external archive cannot be used, for the reason given. An administrator has to check its DICOMweb address and settings.',
  },
  EXTERNAL_ARCHIVE_READ_ONLY: {
    retry: 'never',
    http: 409,
    zh: '外部影像归档只供阅读，不能存入或修改。需要保存时，请先将该检查导入本院归档。',
    en: 'An external archive is only read; nothing is stored or changed in it. Bring the study into the archive of this hospital first.',
  },
  FILE_REFUSED: {
    retry: 'never',
    http: 422,
    zh: '文件未保存：只接受 20 MB 以内的 PDF、JPEG、PNG 或纯文本，每例最多 20 个；原因见详情。',
    en: 'The file was not kept, for the reason given: PDF, JPEG, PNG or plain text up to 20 MB, at most 20 files an exam.',
  },
  CERTIFICATE_REFUSED: {
    retry: 'ask',
    http: 422,
    zh: '数字证书未被接受，原因见详情。原有证书与设置没有改变。',
    en: 'The certificate was not taken, for the reason given. What was there before is unchanged.',
  },
  CERTIFICATE_PASSWORD: {
    retry: 'ask',
    http: 422,
    zh: '数字证书密码未填写或不正确，没有签名。请重新输入；连续 5 次错误将锁定 15 分钟。',
    en: 'The password of the certificate is missing or wrong; nothing was signed. Type it again: five failures lock it for 15 minutes.',
  },
  CERTIFICATE_LOCKED: {
    retry: 'ask',
    http: 423,
    zh: '数字证书密码连续错误次数过多，已暂时锁定，没有签名。请 15 分钟后再试。',
    en: 'Too many wrong passwords: the certificate is locked for a while and nothing was signed. Try again in 15 minutes.',
  },
  SIGNATURE_NOT_MADE: {
    retry: 'ask',
    http: 409,
    zh: '报告须用数字证书签名，现在无法签名，原因见详情。报告没有提交或签发，内容已保存。',
    en: 'This report has to be signed with a certificate, which is not possible now for the reason given. It was not submitted or released; its text is kept.',
  },
  TRACING_NOT_SEEN: {
    retry: 'ask',
    http: 409,
    zh: '您还没有打开过这份心电图的波形（或波形已重新读取），没有签名。请看过波形后再签。',
    en: 'You have not opened the tracing of this ECG (or it was read anew), so nothing was signed. Look at the tracing, then sign.',
  },
  INTERNAL: {
    retry: 'again',
    http: 500,
    zh: '系统内部错误，已记录。请重试，仍失败请联系管理员。',
    en: 'An internal error; it was logged. Try again, then ask an administrator.',
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorTable;

/** Detail for the person: what, where, who was first. Never patients' data beyond what the asker may see. */
export type ErrorDetail = Record<string, string | number | boolean | null | string[]>;

export class YishuError extends Error {
  readonly code: ErrorCode;
  readonly detail: ErrorDetail;
  /** The asker may not know that it is there: this is what NOT_FOUND says of it. The trail keeps the code. */
  readonly unseen: ErrorDetail | undefined;

  constructor(code: ErrorCode, detail: ErrorDetail = {}, options?: { cause?: unknown; unseen?: ErrorDetail }) {
    super(`${code}: ${errorTable[code].en}`, options);
    this.name = 'YishuError';
    this.code = code;
    this.detail = detail;
    this.unseen = options?.unseen;
  }

  /** What the asker is answered. */
  get told(): YishuError {
    return this.unseen ? new YishuError('NOT_FOUND', this.unseen) : this;
  }

  get retry(): RetryClass {
    return errorTable[this.code].retry;
  }
}

/** `throw fail('NOT_FOUND', { specimenId })` */
export function fail(
  code: ErrorCode,
  detail: ErrorDetail = {},
  options?: { cause?: unknown; unseen?: ErrorDetail },
): YishuError {
  return new YishuError(code, detail, options);
}

export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(errorTable, code);
}
