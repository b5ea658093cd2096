// The body of a function (role, name): the first visible element with that role and accessible
// name. An exact name wins over one that only begins so ("Draft" over "Draft again", but a button
// that also shows its shortcut is found). A small part of the accessible-name rules, enough for
// this window; axe checks the names themselves.
const [role, name] = arguments;

const selectors = {
  button: 'button, [role=button]',
  checkbox: 'input[type=checkbox], [role=checkbox], [role=switch]',
  combobox: 'select, [role=combobox]',
  dialog: 'dialog, [role=dialog], [role=alertdialog]',
  heading: 'h1, h2, h3, h4, [role=heading]',
  link: 'a[href], [role=link]',
  listitem: 'li, [role=listitem]',
  option: 'option, [role=option]',
  radio: 'input[type=radio], [role=radio]',
  slider: 'input[type=range], [role=slider]',
  status: 'output, [role=status], [role=alert]',
  tab: '[role=tab]',
  textbox:
    'input:not([type]), input[type=text], input[type=search], input[type=url], ' +
    'input[type=password], input[type=number], textarea, [role=textbox]',
};

const tidy = (text) => (text ?? '').replace(/\s+/g, ' ').trim();

const nameOf = (element) => {
  const labels = (element.getAttribute('aria-labelledby') ?? '').split(' ').filter(Boolean);
  const candidates = [
    labels.map((id) => document.getElementById(id)?.textContent).join(' '),
    element.getAttribute('aria-label'),
    Array.from(element.labels ?? [], (label) => label.textContent).join(' '),
    /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) ? '' : element.textContent,
    element.getAttribute('title'),
    element.getAttribute('placeholder'),
  ];
  return candidates.map(tidy).find((candidate) => candidate !== '') ?? '';
};

const visible = (element) =>
  element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;

const named = Array.from(document.querySelectorAll(selectors[role] ?? `[role=${role}]`))
  .filter(visible)
  .map((element) => [element, nameOf(element)]);

const exact = named.find(([, found]) => found === name);
const beginning = named.find(([, found]) => found.startsWith(name));
return (exact ?? beginning ?? [null])[0];
