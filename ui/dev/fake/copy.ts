/** What the made-up drafts say. */
export const COPY = `## Cold at mile twenty

You packed light. You packed smart. And somewhere past the second ridge you will want water that still tastes like the stream it came from.

Meet **Brightleaf**, the bottle that keeps drinks cold for 24 hours and weighs less than the snack bar beside it. No sweat, no plastic taste, no lukewarm last sip.

- 190 g, steel, no plastic liner
- Cold for *24 hours*, hot for 12
- A filter you can change on the trail

Order before Friday and your first refill filter is on us. The trail is waiting.
`;

export const titles: [title: string, template: string, text: string][] = [
  ['Brightleaf launch email', 'launch-email', COPY],
  ['Brightleaf search ads', 'google-search-ad', 'Ice-cold for 24 hours\n190 g. Steel. No plastic.'],
  [
    'A very long title that somebody pasted from a campaign plan and that does not fit on any screen there is, however wide it may be',
    'landing-hero',
    'Everything you carry should earn its place.',
  ],
  [
    'عرض الربيع: رسالة إطلاق',
    'launch-email',
    'اشترِ زجاجة Brightleaf قبل يوم الجمعة.\n\nThe offer ends on Friday.',
  ],
  ['Spring sale 🌱🥤 — SMS', 'sms-promotion', '🌱 24 hours only: 20% off. Reply STOP to opt out.'],
  [
    'Retailer outreach, Q1',
    'support-reply',
    'Hi {{first_name}}, your shoppers asked for it at the counter.',
  ],
  ['Formats of every kind', 'newsletter', 'Formats\n\nall'],
  [
    'Founder LinkedIn post',
    'linkedin-post',
    'We threw away 41 prototypes. Here is what the last one taught us.',
  ],
];

export const ages = [0.2, 130, 60 * 30, 60 * 74, 60 * 24 * 6, 60 * 24 * 12, 60 * 24 * 400];
