// Everything that keys, buttons, wheels and pedals can do in the reading room, by name; and what they do unless the reader rebinds them.
import type { AnnotationKind } from '../../../core/imaging/annotation/model.ts';

export const dragTools = ['window', 'scroll', 'zoom', 'pan', 'magnifier', 'crosshair'] as const;
export type DragTool = (typeof dragTools)[number];
export type Tool = DragTool | AnnotationKind;

/** Ids and their keys, as keyName gives them. `movement`: repeats while the key is held. */
export const roomActions = [
  { id: 'scroll.next', keys: ['Down'], movement: true },
  { id: 'scroll.previous', keys: ['Up'], movement: true },
  { id: 'scroll.pageNext', keys: ['PageDown'], movement: true },
  { id: 'scroll.pagePrevious', keys: ['PageUp'], movement: true },
  { id: 'scroll.first', keys: ['Home'], movement: true },
  { id: 'scroll.last', keys: ['End'], movement: true },
  { id: 'series.next', keys: ['Right'], movement: true },
  { id: 'series.previous', keys: ['Left'], movement: true },
  { id: 'viewport.next', keys: ['Tab'], movement: true },
  { id: 'viewport.maximise', keys: ['Space'], movement: false },
  ...([1, 2, 3, 4, 5, 6, 7, 8, 9] as const).map((digit) => ({
    id: `preset.${digit}` as const,
    keys: [String(digit)],
    movement: false,
  })),
  { id: 'window.auto', keys: ['0'], movement: false },
  { id: 'window.own', keys: ['Shift+Home'], movement: false },
  { id: 'tool.window', keys: ['W'], movement: false },
  { id: 'tool.scroll', keys: ['S'], movement: false },
  { id: 'tool.zoom', keys: ['Z'], movement: false },
  { id: 'tool.pan', keys: ['P'], movement: false },
  { id: 'tool.magnifier', keys: ['G'], movement: false },
  { id: 'tool.crosshair', keys: ['X'], movement: false },
  { id: 'tool.length', keys: ['L'], movement: false },
  { id: 'tool.angle', keys: ['A'], movement: false },
  { id: 'tool.cobb', keys: ['Alt+Q'], movement: false },
  { id: 'tool.bidirectional', keys: ['B'], movement: false },
  { id: 'tool.ellipse', keys: ['E'], movement: false },
  { id: 'tool.rectangle', keys: ['Q'], movement: false },
  { id: 'tool.circle', keys: ['O'], movement: false },
  { id: 'tool.polygon', keys: ['Y'], movement: false },
  { id: 'tool.freehand', keys: ['F'], movement: false },
  { id: 'tool.probe', keys: ['U'], movement: false },
  { id: 'tool.arrow', keys: ['J'], movement: false },
  { id: 'tool.text', keys: ['T'], movement: false },
  { id: 'tool.cardiothoracic', keys: ['H'], movement: false },
  { id: 'zoom.in', keys: ['+', '='], movement: true },
  { id: 'zoom.out', keys: ['-'], movement: true },
  { id: 'zoom.fit', keys: ['Shift+End'], movement: false },
  { id: 'zoom.actual', keys: ['Alt+0'], movement: false },
  { id: 'rotate.right', keys: ['R'], movement: false },
  { id: 'rotate.left', keys: ['Alt+D'], movement: false },
  { id: 'flip.horizontal', keys: ['Alt+X'], movement: false },
  { id: 'flip.vertical', keys: ['Alt+V'], movement: false },
  { id: 'invert', keys: ['I'], movement: false },
  { id: 'cancel', keys: ['Esc'], movement: false },
  { id: 'reset', keys: ['Backspace'], movement: false },
  { id: 'cine', keys: ['C'], movement: false },
  { id: 'cine.faster', keys: ['.'], movement: true },
  { id: 'cine.slower', keys: [','], movement: true },
  { id: 'link.position', keys: ['K'], movement: false },
  { id: 'link.offset', keys: ['Alt+K'], movement: false },
  { id: 'link.window', keys: ['Alt+G'], movement: false },
  { id: 'link.placement', keys: ['Alt+Z'], movement: false },
  { id: 'lines', keys: ['N'], movement: false },
  { id: 'corners', keys: ['D'], movement: false },
  { id: 'overlays', keys: ['Alt+O'], movement: false },
  { id: 'shutter', keys: ['Alt+U'], movement: false },
  { id: 'annotations', keys: ['V'], movement: false },
  { id: 'undo', keys: ['Ctrl+Z'], movement: false },
  { id: 'redo', keys: ['Ctrl+Y', 'Ctrl+Shift+Z'], movement: false },
  { id: 'delete', keys: ['Delete'], movement: false },
  { id: 'clear', keys: ['Shift+Delete'], movement: false },
  { id: 'keyImage', keys: ['M'], movement: false },
  { id: 'layout.1x1', keys: ['Alt+1'], movement: false },
  { id: 'layout.1x2', keys: ['Alt+2'], movement: false },
  { id: 'layout.2x2', keys: ['Alt+4'], movement: false },
  { id: 'layout.3x3', keys: ['Alt+9'], movement: false },
  { id: 'volume', keys: ['Alt+M'], movement: false },
  { id: 'protocols', keys: ['Alt+P'], movement: false },
  { id: 'bindings', keys: ['Alt+B'], movement: false },
  { id: 'strip', keys: ['Alt+S'], movement: false },
  { id: 'shown', keys: ['Alt+J'], movement: false },
] as const satisfies readonly { id: string; keys: readonly string[]; movement: boolean }[];

export type RoomActionId = (typeof roomActions)[number]['id'];

/** True for the ids that choose a tool. */
export function isDragOrDrawn(id: RoomActionId): boolean {
  return id.startsWith('tool.');
}
