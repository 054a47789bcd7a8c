// The buttons of the strip in their groups, and how soon each gives way where the room is narrow.
import type { RoomActionId } from '../desk/actions.ts';
import type { BarItem } from './overflow.ts';

/** Menus and the slider have no action of their own. */
export type ToolbarItemId = RoomActionId | 'menu-presets' | 'menu-layout' | 'cine-rate';

export interface ToolbarItem extends BarItem {
  id: ToolbarItemId;
}

const groups: readonly (readonly [string, readonly (readonly [ToolbarItemId, number])[]])[] = [
  ['strip', [['strip', 5]]],
  [
    'view',
    [
      ['tool.window', 0],
      ['tool.scroll', 2],
      ['tool.zoom', 1],
      ['tool.pan', 1],
      ['tool.magnifier', 4],
      ['tool.crosshair', 3],
      ['tool.rotate', 5],
    ],
  ],
  [
    'measure',
    [
      ['tool.length', 0],
      ['tool.angle', 2],
      ['tool.cobb', 6],
      ['tool.bidirectional', 4],
      ['tool.ellipse', 1],
      ['tool.rectangle', 4],
      ['tool.circle', 6],
      ['tool.polygon', 6],
      ['tool.freehand', 5],
      ['tool.probe', 3],
      ['tool.arrow', 3],
      ['tool.text', 4],
      ['tool.cardiothoracic', 6],
    ],
  ],
  [
    'history',
    [
      ['undo', 3],
      ['redo', 6],
      ['clear', 6],
    ],
  ],
  ['window', [['menu-presets', 0]]],
  [
    'turn',
    [
      ['rotate.left', 7],
      ['rotate.right', 4],
      ['flip.horizontal', 4],
      ['flip.vertical', 7],
      ['invert', 2],
      ['reset', 1],
    ],
  ],
  [
    'cine',
    [
      ['cine', 3],
      ['cine-rate', 7],
    ],
  ],
  [
    'link',
    [
      ['link.position', 2],
      ['link.offset', 6],
      ['lines', 5],
    ],
  ],
  [
    'layout',
    [
      ['menu-layout', 0],
      ['volume', 1],
      ['protocols', 5],
      ['shown', 1],
      ['keyImage', 0],
      ['picture', 7],
    ],
  ],
];

/** @param tool the chosen one is always in sight */
export function toolbarItems(tool: RoomActionId | null, left: ReadonlySet<ToolbarItemId>): readonly ToolbarItem[] {
  return groups.flatMap(([group, ids]) =>
    ids.filter(([id]) => !left.has(id)).map(([id, priority]) => ({ id, group, priority: id === tool ? 0 : priority })),
  );
}
