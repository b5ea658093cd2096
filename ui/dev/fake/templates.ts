/** Templates in the shapes that the real library has, every kind of field among them. */
import type { TemplateForm } from '../../src/ipc/bindings/types';

export const templates: TemplateForm[] = [
  {
    name: 'launch-email',
    title: 'Launch email',
    description: 'Subject, preheader, body and one call to action',
    tags: ['email'],
    variables: [
      {
        name: 'product',
        label: 'Product',
        kind: { type: 'text' },
        hint: 'The name as customers know it.',
        required: true,
      },
      { name: 'news', label: 'What is new', kind: { type: 'longText' }, required: true },
      {
        name: 'audience',
        label: 'Audience',
        kind: { type: 'choice', options: ['Weekend hikers', 'Retailers', 'Press'] },
        required: true,
      },
      {
        name: 'cta',
        label: 'Call to action',
        kind: { type: 'text' },
        required: false,
        default: 'Shop now',
      },
    ],
    sample: {
      product: 'Brightleaf trail bottle',
      news: 'Keeps drinks cold for 24 hours and weighs 240 grams',
      audience: 'Weekend hikers',
    },
  },
  {
    name: 'google-search-ad',
    title: 'Google responsive search ad',
    description: '15 headlines of 30 and 4 descriptions of 90, none repeated',
    tags: ['ads'],
    format: 'google-responsive-search-ad',
    variables: [
      { name: 'product', label: 'Product', kind: { type: 'text' }, required: true },
      { name: 'page', label: 'Landing page', kind: { type: 'link' }, required: true },
      {
        name: 'keywords',
        label: 'Keywords',
        kind: { type: 'list' },
        hint: 'What people search for, one on each line.',
        required: false,
      },
    ],
    fields: [
      { name: 'headlines', label: 'Headlines', required: true, most: 15 },
      { name: 'descriptions', label: 'Descriptions', required: true, most: 4 },
    ],
  },
  {
    name: 'linkedin-post',
    title: 'LinkedIn post',
    description: 'A hook above the fold, one idea, one question',
    tags: ['social'],
    variables: [
      { name: 'idea', label: 'The idea', kind: { type: 'longText' }, required: true },
      {
        name: 'question',
        label: 'End with a question',
        kind: { type: 'yesNo' },
        required: false,
        default: true,
      },
    ],
  },
  {
    name: 'landing-hero',
    title: 'Landing-page hero',
    description: 'Headline, subhead, three proofs, button',
    tags: ['web'],
    variables: [
      { name: 'product', label: 'Product', kind: { type: 'text' }, required: true },
      { name: 'proofs', label: 'Proofs', kind: { type: 'list' }, required: true },
    ],
  },
  {
    name: 'support-reply',
    title: 'Support reply',
    description: 'Answers in your voice and says when a person must step in',
    tags: ['support'],
    variables: [
      { name: 'message', label: 'Their message', kind: { type: 'longText' }, required: true },
    ],
  },
  {
    name: 'report-summary',
    title: 'Report summary',
    description: 'Key findings, each with where it came from',
    tags: ['documents'],
    variables: [
      { name: 'report', label: 'The report', kind: { type: 'longText' }, required: true },
      {
        name: 'findings',
        label: 'How many findings',
        kind: { type: 'number', integer: true },
        required: false,
        default: 5,
      },
    ],
  },
  {
    name: 'sms-promotion',
    title: 'SMS promotion',
    description: 'One message, opt-out included',
    tags: ['sms'],
    format: 'sms',
    variables: [
      { name: 'offer', label: 'The offer', kind: { type: 'text' }, required: true },
      { name: 'until', label: 'Ends on', kind: { type: 'date' }, required: false },
    ],
  },
  {
    name: 'newsletter',
    title: 'Newsletter',
    description: 'An opening, three stories, a sign-off',
    tags: ['email'],
    variables: [{ name: 'stories', label: 'Stories', kind: { type: 'list' }, required: true }],
  },
];
