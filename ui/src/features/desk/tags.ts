/** A template's tags as people read them. */
const names: Record<string, string> = { linkedin: 'LinkedIn', sms: 'SMS' };

export function tagInWords(tag: string): string {
  return names[tag] ?? tag.charAt(0).toUpperCase() + tag.slice(1);
}
