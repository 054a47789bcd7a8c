// Which HID devices may steer the reading room: jog wheels, pedals and pads; never what a person types or logs in with.
// Usage pages and usages: USB-IF, HID Usage Tables 1.5, section 3 and 4; FIDO: CTAP 2.1, 11.2.8.1.

export interface HidCollection {
  usagePage?: number;
  usage?: number;
}

export interface HidIdentity {
  vendorId: number;
  productId: number;
  collections: readonly HidCollection[];
}

const page = { desktop: 0x01, game: 0x05, consumer: 0x0c, fido: 0xf1d0, vendorFrom: 0xff00, vendorTo: 0xffff };
const desktop = {
  pointer: 0x01,
  mouse: 0x02,
  joystick: 0x04,
  gamepad: 0x05,
  keyboard: 0x06,
  keypad: 0x07,
  multiAxis: 0x08,
};
const typing: readonly number[] = [desktop.pointer, desktop.mouse, desktop.keyboard, desktop.keypad];
const steering: readonly number[] = [desktop.joystick, desktop.gamepad, desktop.multiAxis];

/** Jog wheels that name themselves on a page of another kind: Contour ShuttleXpress and ShuttlePRO v2, Griffin PowerMate. */
const known: readonly { vendorId: number; productId: number }[] = [
  { vendorId: 0x0b33, productId: 0x0020 },
  { vendorId: 0x0b33, productId: 0x0030 },
  { vendorId: 0x077d, productId: 0x0410 },
];

function isForbidden({ usagePage, usage }: HidCollection): boolean {
  return usagePage === page.fido || (usagePage === page.desktop && typing.includes(usage ?? 0));
}

function isSteering({ usagePage = 0, usage = 0 }: HidCollection): boolean {
  if (usagePage === page.desktop) return steering.includes(usage);
  return (
    usagePage === page.game ||
    usagePage === page.consumer ||
    (usagePage >= page.vendorFrom && usagePage <= page.vendorTo)
  );
}

/** A device of which one part is a keyboard, a mouse or a security key is refused as a whole. */
export function isReadersController({ vendorId, productId, collections }: HidIdentity): boolean {
  if (collections.some(isForbidden)) return false;
  return collections.some(isSteering) || known.some((one) => one.vendorId === vendorId && one.productId === productId);
}

/** For the browser's own chooser, which knows no ranges: what a page may name. The rest is refused after the choice. */
export const controllerFilters = [
  { usagePage: page.consumer },
  { usagePage: page.game },
  ...steering.map((usage) => ({ usagePage: page.desktop, usage })),
  ...known,
  { usagePage: page.vendorFrom },
] as const;
