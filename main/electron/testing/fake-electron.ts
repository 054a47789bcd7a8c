// A stand-in for the `electron` module: records what is asked of it and lets a test play the other side.
import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { vi } from 'vitest';

/** An emitter whose `start` handler-style setters are recorded by name. */
export class FakeSession extends EventEmitter {
  readonly handlers = new Map<string, (...args: never[]) => unknown>();
  readonly #keep = (name: string) => (handler: (...args: never[]) => unknown) => void this.handlers.set(name, handler);
  setPermissionRequestHandler = this.#keep('permissionRequest');
  setPermissionCheckHandler = this.#keep('permissionCheck');
  setDevicePermissionHandler = this.#keep('devicePermission');
  setDisplayMediaRequestHandler = this.#keep('displayMedia');
  setBluetoothPairingHandler = this.#keep('bluetoothPairing');
  webRequest = { onBeforeRequest: this.#keep('beforeRequest') };
}

interface OpenDetails {
  url: string;
  disposition?: string;
}

export class FakeContents extends EventEmitter {
  url = 'yishu://station/';
  windowOpenHandler: ((details: OpenDetails) => { action: string }) | undefined;
  getURL = (): string => this.url;
  readonly sent: unknown[][] = [];
  setWindowOpenHandler(handler: (details: OpenDetails) => { action: string }): void {
    this.windowOpenHandler = handler;
  }
  send(...message: unknown[]): void {
    this.sent.push(message);
  }
}

export interface FakeWindowOptions {
  webPreferences: Record<string, unknown>;
}

export class FakeWindow extends EventEmitter {
  static readonly all: FakeWindow[] = [];
  readonly webContents = new FakeContents();
  readonly options: FakeWindowOptions;
  readonly loaded: string[] = [];
  readonly done: string[] = [];
  constructor(options: FakeWindowOptions) {
    super();
    this.options = options;
    FakeWindow.all.push(this);
  }
  async loadURL(url: string): Promise<void> {
    this.loaded.push(url);
  }
  isDestroyed = () => false;
  isMinimized = () => false;
  bounds = { x: 0, y: 0, width: 1366, height: 768 };
  static fromWebContents(contents: FakeContents): FakeWindow | null {
    return FakeWindow.all.find((window) => window.webContents === contents) ?? null;
  }
  getBounds = () => this.bounds;
  getNormalBounds = () => this.bounds;
  destroy = () => void this.done.push('destroy');
  reload = () => void this.done.push('reload');
  maximize = () => void this.done.push('maximize');
  show = () => void this.done.push('show');
  focus = () => void this.done.push('focus');
  restore = () => void this.done.push('restore');
}

/** MessagePortMain over a real Node port: data inside an event, started by hand, buffers copied. */
export class FakePort {
  readonly port: MessagePort;
  constructor(port: MessagePort) {
    this.port = port;
  }
  postMessage(message: unknown): void {
    this.port.postMessage(message);
  }
  on(_event: 'message', listener: (event: { data: unknown }) => void): void {
    this.port.on('message', (data) => listener({ data }));
  }
  once(_event: 'close', listener: () => void): void {
    this.port.once('close', listener);
  }
  start(): void {
    this.port.start();
  }
  close(): void {
    this.port.close();
  }
}

export class FakeUtility extends EventEmitter {
  static readonly all: FakeUtility[] = [];
  readonly entry: string;
  readonly args: string[];
  readonly options: { env: Record<string, string>; execArgv: string[] };
  readonly posted: { message: unknown; ports: FakePort[] }[] = [];
  killed = false;
  constructor(entry: string, args: string[], options: { env: Record<string, string>; execArgv: string[] }) {
    super();
    this.entry = entry;
    this.args = args;
    this.options = options;
    FakeUtility.all.push(this);
  }
  postMessage(message: unknown, ports: FakePort[] = []): void {
    this.posted.push({ message, ports });
    this.emit('posted', message);
  }
  kill(): boolean {
    this.killed = true;
    this.emit('exit', 137);
    return true;
  }
}

/** Two monitors side by side. */
export const displays = [0, 1].map((id) => ({
  id,
  label: '',
  workArea: { x: id * 1920, y: 0, width: 1920, height: 1040 },
}));

export const opened: string[] = [];
export const menus: { label?: string; role?: string; submenu?: { label?: string; click?: () => void }[] }[][] = [];

export function fakeElectron() {
  const session = new FakeSession();
  return {
    app: Object.assign(new EventEmitter(), {
      isPackaged: false,
      enableSandbox: vi.fn(),
      requestSingleInstanceLock: vi.fn(() => true),
      whenReady: vi.fn(async () => undefined),
      getPath: vi.fn(() => '/nowhere'),
      getVersion: vi.fn(() => '0.1.0'),
      quit: vi.fn(),
      exit: vi.fn(),
    }),
    BrowserWindow: FakeWindow,
    Menu: {
      buildFromTemplate: (template: (typeof menus)[number]) => {
        menus.push(template);
        return template;
      },
      setApplicationMenu: vi.fn(),
    },
    MessageChannelMain: class {
      readonly port1: FakePort;
      readonly port2: FakePort;
      constructor() {
        const { port1, port2 } = new MessageChannel();
        this.port1 = new FakePort(port1);
        this.port2 = new FakePort(port2);
      }
    },
    dialog: { showErrorBox: vi.fn(), showMessageBox: vi.fn(async () => ({ response: 0 })) },
    ipcMain: { handle: vi.fn() },
    protocol: { registerSchemesAsPrivileged: vi.fn(), handle: vi.fn() },
    safeStorage: {
      isEncryptionAvailable: vi.fn(() => true),
      getSelectedStorageBackend: vi.fn(() => 'gnome_libsecret'),
      encryptString: vi.fn((text: string) => Buffer.from(`sealed:${text}`)),
      decryptString: vi.fn((sealed: Buffer) => {
        const text = sealed.toString();
        if (!text.startsWith('sealed:')) throw new Error('cannot decrypt');
        return text.slice('sealed:'.length);
      }),
    },
    screen: {
      getAllDisplays: () => displays,
      getDisplayMatching: ({ x }: { x: number }) =>
        displays.find(({ id }) => id === Math.floor(x / 1920)) ?? displays[0],
    },
    session: { defaultSession: session },
    shell: { openExternal: vi.fn(async (url: string) => void opened.push(url)) },
    utilityProcess: { fork: (...args: ConstructorParameters<typeof FakeUtility>) => new FakeUtility(...args) },
  };
}
