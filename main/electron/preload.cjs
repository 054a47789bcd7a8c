// The one door between Electron and the page. A sandboxed preload is plain CommonJS, so this file is run as it stands.
const { contextBridge, ipcRenderer } = require('electron');

// (17, 20) No Electron object passes: a text comes back, and of a menu event only its command's name goes in.
contextBridge.exposeInMainWorld(
  'yishu',
  Object.freeze({
    /** @returns {Promise<string>} */
    version: () => ipcRenderer.invoke('yishu:version'),
    /** @param {(command: string) => void} listener @returns {() => void} ends the listening */
    onMenu: (listener) => {
      const hear = (_event, command) => listener(String(command));
      ipcRenderer.on('yishu:menu', hear);
      return () => ipcRenderer.removeListener('yishu:menu', hear);
    },
  }),
);
