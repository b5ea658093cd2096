/** Times as people say them. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short' });
const dayAndMonth = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const wholeDate = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});

const clockTime = new Intl.DateTimeFormat('en-GB', { hour: 'numeric', minute: '2-digit' });
const longWeekday = new Intl.DateTimeFormat('en-GB', { weekday: 'long' });

/** For a moment to come back to: “today 10:12”, “Monday 10:12”, “18 Nov 10:12”. */
export function momentInWords(then: Date, now: Date): string {
  const time = then.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  const days = calendarDaysBetween(then, now);
  if (days === 0) return `today ${time}`;
  if (days === 1) return `yesterday ${time}`;
  if (days > 1 && days < 7) return `${longWeekday.format(then)} ${time}`;
  const day = then.getFullYear() === now.getFullYear() ? dayAndMonth : wholeDate;
  return `${day.format(then)} ${time}`;
}

/** For a list: “now”, “5 min”, “2 h”, “yesterday”, “Mon”, “18 Nov”, “18 Nov 2025”. */
export function shortTime(then: Date, now: Date): string {
  const passed = now.getTime() - then.getTime();
  if (passed < MINUTE) return 'now';
  if (passed < HOUR) return `${String(Math.floor(passed / MINUTE))} min`;
  const days = calendarDaysBetween(then, now);
  if (days === 0) return `${String(Math.floor(passed / HOUR))} h`;
  if (days === 1) return 'yesterday';
  if (days < 7) return weekday.format(then);
  return then.getFullYear() === now.getFullYear()
    ? dayAndMonth.format(then)
    : wholeDate.format(then);
}

/** For a state: “just now”, “2 min ago”, “at 14:05”. */
export function sinceThen(then: Date, now: Date): string {
  const passed = now.getTime() - then.getTime();
  if (passed < MINUTE) return 'just now';
  if (passed < HOUR) return `${String(Math.floor(passed / MINUTE))} min ago`;
  return calendarDaysBetween(then, now) === 0
    ? `at ${clockTime.format(then)}`
    : shortTime(then, now);
}

/** For a history: “Today 14:05”, “Yesterday 9:12”, “Mon 9:12”, “18 Nov 9:12”, “18 Nov 2025 9:12”. */
export function dayAndTime(then: Date, now: Date): string {
  const days = calendarDaysBetween(then, now);
  const day = days <= 0 ? 'Today' : days === 1 ? 'Yesterday' : shortTime(then, now);
  return `${day} ${clockTime.format(then)}`;
}

/** “24 Dec 2026”. */
export function wholeDay(day: Date): string {
  return wholeDate.format(day);
}

/** How many days are left; the last one counts until it is over. */
export function daysUntil(then: Date, now: Date): number {
  return Math.max(1, Math.ceil((then.getTime() - now.getTime()) / DAY));
}

function calendarDaysBetween(then: Date, now: Date): number {
  const midnight = (date: Date) =>
    new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  return Math.round((midnight(now) - midnight(then)) / DAY);
}
