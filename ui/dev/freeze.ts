/** As Tauri does for the real window (`freezePrototype`): what can't live with it shows here. */
Object.freeze(Object.prototype);
