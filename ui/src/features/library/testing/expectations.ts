/** What a test can expect of a draft, as the form offers it and the file has it. */

export type ExpectationKind = {
  value: string;
  label: string;
  /** What has to be filled in, if anything has. */
  asks?: { label: string; placeholder: string; number?: true };
  written: (filledIn: string) => Record<string, unknown>;
};

export const expectationKinds: readonly ExpectationKind[] = [
  {
    value: 'contains',
    label: 'Contains these words',
    asks: { label: 'Words', placeholder: 'Reply STOP' },
    written: (contains) => ({ contains }),
  },
  {
    value: 'most',
    label: 'Is no longer than',
    asks: { label: 'Characters', placeholder: '280', number: true },
    written: (most) => ({ length: { most: Number(most) } }),
  },
  {
    value: 'least',
    label: 'Is no shorter than',
    asks: { label: 'Characters', placeholder: '200', number: true },
    written: (least) => ({ length: { least: Number(least) } }),
  },
  { value: 'format', label: 'Keeps to the format', written: () => ({ within: 'format' }) },
  {
    value: 'placeholders',
    label: 'Leaves no placeholder',
    written: () => ({ no: 'placeholders' }),
  },
  {
    value: 'numbers',
    label: 'Has no number that is not in the brief',
    written: () => ({ no: 'unsupported-numbers' }),
  },
  {
    value: 'field',
    label: 'Fills in this field',
    asks: { label: 'Field', placeholder: 'headlines[0]' },
    written: (json) => ({ json }),
  },
  {
    value: 'matches',
    label: 'Matches this pattern',
    asks: { label: 'Pattern', placeholder: '^Subject: .+' },
    written: (matches) => ({ matches }),
  },
  {
    value: 'judged',
    label: 'Is judged by a model',
    asks: { label: 'What has to be true of it', placeholder: 'It sounds friendly' },
    written: (judged) => ({ judged }),
  },
];
