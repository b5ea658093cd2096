/** Makes a text area as high as its text where the engine can't do that by itself. */
import type { Attachment } from 'svelte/attachments';

const native = typeof CSS !== 'undefined' && CSS.supports('field-sizing', 'content');

/** `text` is read so that a change from elsewhere is followed too. */
export function autosize(text: () => string): Attachment<HTMLTextAreaElement> {
  return (area) => {
    if (native) return;
    text();
    const borders = area.offsetHeight - area.clientHeight;
    area.style.height = 'auto';
    area.style.height = `${String(area.scrollHeight + borders)}px`;
  };
}
