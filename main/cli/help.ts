// Help of the `yishu` command, Chinese first, English second.

const pages: Record<string, string> = {
  demo: `yishu demo [--port N] [--data DIR] [--no-open] [--json]
  启动演示医院：中心服务器（内嵌 PostgreSQL）、检验工作站和模拟仪器，并打开工作站。
  Starts the demo hospital: central server (embedded PostgreSQL), a lab bench station and simulated analyzers, and opens the station.
    --port N     服务器端口，默认任选 / port of the server, default any free one
    --data DIR   数据目录 / folder for all data
    --no-open    不打开窗口 / do not open a window
    --json       就绪后打印一行 JSON / print one line of JSON when ready
    --no-analyzers  不启动模拟仪器 / no simulated analyzers
`,
  server: `yishu server [--port N] [--host ADDRESS] [--data DIR] [--hl7-port N] [--his NAME=HOST:PORT]… [--dicom-port N|off] [--aet TITLE] [--tls-cert FILE --tls-key FILE] [--dicom-tls-port N] [--public-origin URL]… [--embed-origin URL]… [--json]
  启动中心服务器。DATABASE_URL 指向外部 PostgreSQL 14+ 时不使用内嵌数据库。
  Starts the central server. With DATABASE_URL an outside PostgreSQL 14+ is used instead of the embedded one.
    --tls-cert FILE --tls-key FILE  服务器证书（连同中间证书）和私钥，PEM：HTTPS 用，DICOM TLS 默认也用；私钥文件不得让其他用户读取；更换这两个文件后自动启用，不需重启
                         certificate with those between it and its root, and its key, PEM: for HTTPS, and for DICOM over TLS; others must not be able to read the key; new files are taken up without a restart
    --dicom-tls-port N   另开 DICOM TLS 端口（登记端口 2762）；--dicom-tls-cert、--dicom-tls-key 指定 DICOM 专用证书；--dicom-port off 关闭明文端口
                         also take DICOM over TLS (registered port 2762); --dicom-tls-cert and --dicom-tls-key give it a certificate of its own; --dicom-port off shuts the plain port
    --public-origin URL  对外地址，第一个印在报告二维码中；也可用环境变量 YISHU_PUBLIC_ORIGIN
                         address under which people reach the server; the first is printed in the codes of reports; also YISHU_PUBLIC_ORIGIN
    --embed-origin URL   可在自己的页面中嵌入医生浏览页（影像、心电）的系统地址；也可用环境变量 YISHU_EMBED_ORIGIN
                         origin of a system that may show the clinicians' pages in a frame; also YISHU_EMBED_ORIGIN
`,
  dicom: `yishu dicom import DIR|ZIP|FILE [--data DIR] [--to URL] [--json]
  导入文件夹、DICOMDIR 光盘、压缩包或单个文件；逐个说明已存、跳过、拒收及原因。
  Imports a folder, a disc with DICOMDIR, a zip or a file; says of each file whether it was stored, skipped or refused, and why.
    --data DIR   目标服务器的数据目录，默认为本机正在运行的 / data folder of the server, default the one that runs here
    --to URL     目标的 DICOMweb 地址（含访问令牌）/ DICOMweb address of the target, with its access token
  没有正在运行的服务器时存入 --data（默认 ~/.yishu/server），并先说明 / where no server runs it goes into --data (default ~/.yishu/server), which is said first
yishu dicom export STUDY… --anonymise|--media --out FILE --user NAME --reason TEXT [--data DIR] [--to URL] [--json]
  把检查（UID 或检查号）导出为 zip：--anonymise 去除身份信息，--media 为带 DICOMDIR 的可刻录目录。以该人员的名义和权限进行，逐检查审计。
  密码取自 YISHU_PASSWORD、终端输入或标准输入第一行。
  Exports studies (UID or accession number) as a zip: --anonymise without their persons, --media ready to burn with DICOMDIR. Done in that
  person's name and rights, study by study in the audit trail. The password comes from YISHU_PASSWORD, the terminal or standard input.
    --shift-dates           日期按患者统一平移，默认去除 / dates move by a constant of the patient, default taken out
    --keep-characteristics  保留性别、年龄等 / keep sex, age and the like
    --clean-descriptors     保留清理后的描述 / keep descriptions, cleaned
    --include-burned-in     连同可能有烧录文字的图像，须已人工核对 / also pictures with text in their pixels; somebody has looked at them
    --file-set ID           光盘卷标，最多 16 个 A-Z 0-9 _ / label of the medium
    --to URL                服务器地址，默认为本机正在运行的 / address of the server, default the one that runs here
yishu dicom check STUDY…|--all --user NAME [--data DIR] [--to URL] [--json]
  按校验和逐个核对影像文件，损坏的从副本目录恢复；有无法恢复的退出码为 3。
  Reads every image file against its checksum; damaged ones come back from the second folder; exit code 3 when one cannot.
yishu dicom send|fetch STUDY… --peer AET --user NAME [--data DIR] [--to URL] [--json]
  把本院检查发送到已登记的 DICOM 节点，或从该节点获取；检查为 UID 或检查号。逐项结果，退出码 3 表示未全部完成。
  Sends studies to a registered DICOM peer or fetches them from it; UIDs or accession numbers. Exit code 3 when not all were taken.
  退出码 / exit codes: 0 完成 / done, 1 未能执行 / could not be done, 3 有拒收、无可导出或损坏 / something refused, nothing to export, or damage
  未能执行时 --json 打印 {"error":{"code","text"}} / what could not be done prints {"error":{"code","text"}} with --json
`,
  station: `yishu station --server URL [--enrol CODE] [--data DIR] [--no-open] [--json]
  启动工作站主机并打开工作站；首次使用需管理员发放的登记码。
  Starts a workstation host and opens the station; the first time it needs an enrolment code from an administrator.
`,
  analyzer: `yishu analyzer drivers [--json]
  列出仪器驱动 / lists the analyzer drivers
yishu analyzer parse --driver ID|auto FILE [--json]
  解析录制的报文 / reads a recorded message or session
yishu analyzer replay --driver ID --to tcp://HOST:PORT|serial:PATH FILE…
  以仪器身份回放报文 / plays recorded messages as the analyzer would
`,
  backup: `yishu backup DIR --keys FILE [--data DIR] [--json]
  备份数据库和全部文件到 DIR，服务器可照常运行；再次备份到同一目录只复制新增和变化的文件。密钥另存为 FILE，须与备份分开保管。
  Copies database and files to DIR while the server runs; again into the same folder copies only what is new. The keys go to FILE, kept apart.
    --data DIR   服务器的数据目录 / data folder of the server
`,
  restore: `yishu restore DIR --keys FILE [--data NEWDIR] [--json]
  由备份恢复到新的数据目录，打开数据库并逐一核对文件；有缺失退出码为 3
  Makes a new data folder from a backup, opens its database and looks for every file it names; exit code 3 when one is missing.
`,
  audit: `yishu audit verify [--data DIR] [--json]
  校验审计哈希链，指出第一处破坏 / verifies the audit hash chain and names the first broken row
`,
  ecg: `yishu ecg convert FILE [--to json]
yishu ecg convert FILE --to aecg|dicom --out FILE
  读取心电文件（HL7 aECG、SCP-ECG、DICOM、GE MUSE、飞利浦、席勒、WFDB、EDF/BDF、ISHNE、HL7 v2、JSON），输出 JSON（微伏）、aECG 或 DICOM
  reads an ECG file (HL7 aECG, SCP-ECG, DICOM, GE MUSE, Philips, Schiller, WFDB, EDF/BDF, ISHNE, HL7 v2, JSON) and prints JSON (microvolts), or writes aECG or DICOM
yishu ecg measure FILE --json
  测量与疑似提示 / measurements and suspected findings
yishu ecg detect RECORD --json
  心搏位置与分类 / beats and their classes
yishu ecg delineate RECORD [--lead NAME | --each-lead] --json
  P、QRS、T 波界标；--lead 只在该导联上标（心搏仍由全部导联检出），用于逐导联比对；--each-lead 另在 leads 下给出每个导联各自的界标
  marks of P, QRS and T; --lead marks them on that lead alone (beats are still found on all leads), to compare lead by lead; --each-lead
  prints beside beats the marks of every lead by itself, as leads: {NAME: beats}
  FILE 可为不带扩展名的 WFDB 记录路径；文件被拒绝时输出 {"error":{"code","at","text"}}，退出码 1
  FILE may be the path of a WFDB record without extension; a refused file prints {"error":{"code","at","text"}} with exit code 1
`,
};

/** The page of one command, or all of them. */
export function helpText(command?: string): string {
  const page = command ? pages[command] : undefined;
  if (page) return page;
  return `Yishu 医枢\n\n${Object.values(pages).join('\n')}`;
}
