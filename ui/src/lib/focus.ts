/** Puts the user in an element as soon as it shows. */
import type { Attachment } from 'svelte/attachments';

export const focused: Attachment<HTMLElement> = (element) => {
  element.focus();
};
