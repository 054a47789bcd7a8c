// The door of the object panels: reports, key images, presentation states, segmentations, documents and waveforms of a study.
//
//   <ObjectPanel sopInstanceUid={…} onShow={({ sopInstanceUid, frame }) => …} />   // fills its parent
//   <StudyObjects manifest={…} onShow={…} />                                      // all of them, in a list beside
//   <ObjectOverlay items={presentationItems(…)} matrix={…} fromDisplay={…} />      // over a picture, in its SVG layer
export { ObjectOverlay } from './object-overlay.tsx';
export { ObjectPanel, type ShowImage } from './object-panel.tsx';
export { objectsOf, StudyObjects } from './study-objects.tsx';
