// The body of the composer's js_on_load: Gradio gives `element` and `trigger`. Everything is listened for at the document, because
// answers are drawn anew while they grow.
window.citewell?.end();
const ending = new AbortController();
const on = (type, act) => document.addEventListener(type, act, {signal: ending.signal});
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const one = (selector, root = document) => root.querySelector(selector);
// The event whose answer is waited for, one at a time: an arrival without a link ends while a quick visitor's first question is under way.
let waited = null;
let replacing = null;
let tip = null;
let tipped = null;
const TOLD = '.cw-ref, button.cw-spot, .cw-tick[data-check]';

// What is sent to the server, by the name of its event: 'ask' 'change_reading' 'arrive' 'halt' 'clear' 'rate' 'across' 'find' 'forget' 'choose' 'spot'.
const send = (name, data = {}) => trigger(name, data);

function waitFor(name) {
  waited = name;
  one('#cw-ask').hidden = Boolean(name);
  one('#cw-stop').hidden = !name;
  one('#cw-stop').disabled = false;
}

function ask(question) {
  if (waited || !question.trim()) return;
  const chosen = Object.fromEntries(all('.cw-only select').map((select) => [select.name, select.value]));
  waitFor('ask');
  send('ask', {question, ...chosen, replace: replacing});
  edit(null);
  const box = one('#cw-question');
  box.value = '';
  grow(box);
  if (one('#tab-ask-button')?.getAttribute('aria-selected') === 'false') one('#tab-ask-button').click();
}

function edit(n) {
  replacing = n;
  const line = one('.cw-editing');
  line.hidden = n === null;
  if (n === null) return;
  const box = one('#cw-question');
  box.value = one(`#turn-${n} .cw-question`).textContent;
  one('span', line).textContent = `Editing question ${n}: what follows it will be asked anew.`;
  grow(box);
  box.focus();
}

function grow(box) {
  box.style.height = 'auto';
  box.style.height = `${Math.min(box.scrollHeight, 160)}px`;
}

// The source that a mark stands for, at the cited words.
function open(id, {focus = true} = {}) {
  const source = document.getElementById(id);
  if (!source) return;
  const pane = source.closest('.cw-evidence');
  for (const group of all('.cw-group', pane)) group.hidden = !group.contains(source);
  for (const other of all('.cw-source', source.parentElement)) other.hidden = other !== source;
  for (const button of all('.cw-rows button', source.parentElement)) button.toggleAttribute('aria-current', button.dataset.open === id);
  for (const mark of all('.cw-ref')) mark.classList.toggle('cw-open', mark.dataset.open === id);
  reveal(source);
  const column = source.closest('.cw-right, #right');
  if (column && column.scrollHeight > column.clientHeight + 4) column.scrollTop = 0;
  if (innerWidth < 900 || source.getBoundingClientRect().top < 0) source.scrollIntoView({block: 'start'});
  if (focus) source.focus({preventScroll: true});
}

// Scrolls a section to the words that are cited in it.
function reveal(source) {
  const text = one('.cw-text', source);
  const words = one('mark', text);
  if (words) text.scrollTop += words.getBoundingClientRect().top - text.getBoundingClientRect().top - text.clientHeight / 3;
}

async function copy(button, text) {
  const label = button.lastChild;
  const before = label.textContent;
  try { await navigator.clipboard.writeText(text); label.textContent = 'Copied'; } catch { label.textContent = 'The browser forbids it'; }
  setTimeout(() => { label.textContent = before; }, 1600);
}

on('submit', (event) => {
  const form = event.target;
  if (form.matches('.cw-comment')) {
    event.preventDefault();
    const comment = form.elements.comment.value;
    form.dataset.comment = comment;
    send('rate', {turn: +form.dataset.turn, thumb: form.dataset.thumb, comment});
    form.replaceChildren(Object.assign(document.createElement('p'), {textContent: 'Thank you. It is kept on this machine.', role: 'status'}));
  }
  if (!form.dataset.form) return;
  event.preventDefault();
  if (form.dataset.form === 'ask') ask(form.elements.question.value);
  if (form.dataset.form === 'across') send('across', {text: form.elements.question.value});
  if (form.dataset.form === 'find') send('find', {text: form.elements.words.value});
});

const clicks = {
  ask: (button) => ask(button.dataset.ask),
  open: (button) => open(button.dataset.open),
  edit: (button) => edit(+button.dataset.edit),
  unedit: () => { edit(null); one('#cw-question').value = ''; },
  copy: (button) => copy(button, button.dataset.copy),
  link: (button) => copy(button, `${location.origin}${location.pathname}?${button.dataset.link}`),
  clear: () => { if (waited) return; unfolded.clear(); send('clear'); edit(null); },
  print: () => window.print(),
  forget: () => send('forget'),
  across: (button) => { one('#cw-across').value = button.dataset.across; send('across', {text: button.dataset.across}); },
  retry: (button) => { replacing = +button.dataset.retry; ask(one(`#turn-${replacing} .cw-question`).textContent); },
  rate: (button) => {
    for (const other of all('[data-rate]', button.parentElement)) other.setAttribute('aria-pressed', String(other === button));
    const form = one(`.cw-comment[data-turn="${button.dataset.turn}"]`);
    form.dataset.thumb = button.dataset.rate;
    form.hidden = false;
    one('input', form)?.focus();
    // What was said of the answer before stays with it when the thumb turns.
    send('rate', {turn: +button.dataset.turn, thumb: button.dataset.rate, comment: form.dataset.comment ?? ''});
  },
  back: (button) => {
    const mark = one(button.dataset.back === 'f' ? '.cw-spot.cw-open' : '.cw-ref.cw-open') || one(`#turn-${button.dataset.back}`);
    mark?.scrollIntoView({block: 'center'});
    mark?.focus();
  },
  sort: (button) => sort(button),
};

on('click', (event) => {
  if (!event.target.closest) return;
  for (const menu of all('.cw-menu[open]')) if (!menu.contains(event.target)) shut(menu);
  const fold = event.target.closest('summary')?.closest(FOLDS);
  if (fold) unfolded[fold.open ? 'delete' : 'add'](named(fold));
  if (event.target.closest('#cw-stop')) { event.target.closest('#cw-stop').disabled = true; send('halt'); return; }
  const button = event.target.closest('button, a.cw-ref');
  if (!button) return;
  const name = Object.keys(clicks).find((key) => key in button.dataset && (key !== 'rate' || button.dataset.rate));
  if (!name) return;
  event.preventDefault();
  hide();
  clicks[name](button);
});

on('keydown', (event) => {
  if (event.target.id === 'cw-question' && event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    ask(event.target.value);
  }
  if (event.key !== 'Escape') return;
  hide();
  for (const menu of all('.cw-menu[open]')) { shut(menu); one('summary', menu).focus(); }
  if (replacing !== null) clicks.unedit();
});

on('input', (event) => {
  if (event.target.id === 'cw-question') grow(event.target);
  if (event.target.dataset?.filter) filter(event.target.closest('.cw-fold'));
});

// A chip of a reading: its choices are those of the composer, filled in when it is first reached for.
on('focusin', (event) => {
  const chip = event.target;
  if (chip.matches?.('select[data-kind]') && chip.options.length === 1) {
    for (const choice of one(`#only-${chip.dataset.kind}`).options) {
      if (choice.value === chip.dataset.old || (!choice.value && !('fixed' in chip.dataset))) continue;
      chip.append(choice.cloneNode(true));
    }
  }
  if (chip.matches?.(TOLD)) show(chip);
});

on('change', (event) => {
  const chip = event.target;
  if (!chip.matches('select[data-kind]') || chip.value === chip.dataset.old || waited) return;
  waitFor('change_reading');
  send('change_reading', {turn: +chip.dataset.turn, kind: chip.dataset.kind, old: chip.dataset.old, new: chip.value});
});

// What a mark stands for: of a citation its quote with its place, of a spot in the findings its board, field and value, of a tick nothing more.
function told(mark) {
  if (mark.matches('.cw-tick')) return ['', ''];
  if (mark.dataset.quote) return [mark.dataset.place, mark.dataset.quote];
  if (mark.matches('.cw-spot')) return [`${mark.dataset.body} · ${mark.dataset.label}`, one('span', mark).textContent];
  const source = document.getElementById(mark.dataset.open);
  const place = source && [one('header strong', source), one('.cw-year', source), one('.cw-ours', source)];
  return source && [place.filter(Boolean).map((part) => part.textContent).join(' · '), one('mark', source)?.textContent ?? ''];
}

// It stands beside the mark while that is pointed at or has the focus.
function show(mark) {
  const said = told(mark);
  if (!said) return;
  hide();
  tip = document.createElement('div');
  tip.className = 'cw cw-tip';
  tip.id = 'cw-tip';
  tip.setAttribute('role', 'tooltip');
  const words = document.createElement(mark.matches('.cw-spot') ? 'b' : 'q');
  const place = document.createElement('p');
  [place.textContent, words.textContent] = said;
  if (said[1]) tip.append(place, words);
  if (mark.dataset.check) tip.append(Object.assign(document.createElement('p'), {className: 'cw-checked', textContent: mark.dataset.check}));
  document.body.append(tip);
  if (!mark.matches('.cw-tick')) mark.setAttribute('aria-describedby', 'cw-tip');
  tipped = mark;
  placeTip();
}

function placeTip() {
  const at = tipped.getBoundingClientRect();
  const size = tip.getBoundingClientRect();
  tip.style.left = `${Math.max(8, Math.min(at.left, innerWidth - size.width - 8))}px`;
  tip.style.top = `${at.top - size.height - 6 > 8 ? at.top - size.height - 6 : at.bottom + 6}px`;
}

function hide() {
  tip?.remove();
  tip = tipped = null;
  for (const mark of all(':is(.cw-ref, .cw-spot)[aria-describedby]')) mark.removeAttribute('aria-describedby');
}

on('mouseover', (event) => {
  const mark = event.target.closest?.(TOLD);
  if (mark) show(mark);
  else if (!event.target.closest?.('.cw-tip')) hide();
});
on('focusout', (event) => { if (event.target.matches?.(TOLD)) hide(); });
// What is still pointed at when the page has moved under it keeps its words.
const follow = () => { if (tipped?.isConnected && tipped.matches(':hover, :focus-visible')) placeTip(); else hide(); };
document.addEventListener('scroll', follow, {signal: ending.signal, capture: true, passive: true});

function sort(button) {
  const head = button.closest('th');
  const down = head.getAttribute('aria-sort') === 'ascending';
  for (const other of all('th[aria-sort]', head.parentElement)) other.setAttribute('aria-sort', 'none');
  head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
  const body = one('tbody', head.closest('table'));
  const cell = (row) => row.cells[+button.dataset.sort].textContent.replace(/^\W+/, '');
  const rows = [...body.rows].sort((a, b) => cell(a).localeCompare(cell(b)));
  body.append(...(down ? rows.reverse() : rows));
}

function filter(fold) {
  const wanted = Object.fromEntries(all('[data-filter]', fold).map((field) => [field.dataset.filter, field.value.toLowerCase()]));
  let left = 0;
  const rows = all('tbody tr', fold);
  for (const row of rows) {
    const fits = row.textContent.toLowerCase().includes(wanted.words)
      && (!wanted.region || row.dataset.region.toLowerCase() === wanted.region) && (!wanted.verdict || row.dataset.verdict === wanted.verdict);
    row.hidden = !fits;
    left += fits;
  }
  one('.cw-left', fold).textContent = `${left} of ${rows.length}`;
}

// After an event: the address is the conversation's link, and the last question stands at the top, so that its answer is read from its beginning.
function done(name = '') {
  const answered = name && name === waited;
  if (answered) waitFor(null);
  const talk = one('.cw-talk');
  if (!talk) return;
  const query = talk.dataset.query;
  const rest = new URLSearchParams(location.search).get('__theme');
  const theme = rest ? `${query ? '&' : '?'}__theme=${rest}` : '';
  if (query || location.search.includes('q=')) history.replaceState(null, '', `${location.pathname}${query ? `?${query}` : ''}${theme}`);
  if (answered) last();
  for (const source of all('.cw-source:not([hidden])')) reveal(source);
}

function last() {
  const turn = all('.cw-turn').pop();
  const pane = turn?.closest('#talk');
  if (!pane) return;
  if (getComputedStyle(pane).overflowY !== 'visible') pane.scrollTop += turn.getBoundingClientRect().top - pane.getBoundingClientRect().top - 10;
  else turn.scrollIntoView({block: 'start'});
}

// What a visitor unfolded stays so when the conversation is drawn anew.
const unfolded = new Set();
const FOLDS = ':is(.cw-fold, .cw-checks, .cw-menu)';
const named = (fold) => `${fold.closest('.cw-turn, .cw-across')?.id} ${fold.className}`;

function shut(fold) {
  unfolded.delete(named(fold));
  fold.open = false;
}

new MutationObserver(() => {
  if (waited && one('.cw-wait')) last();
  for (const fold of all(`${FOLDS}:not([open])`)) if (unfolded.has(named(fold))) fold.open = true;
}).observe(document.body, {childList: true, subtree: true, attributes: true, attributeFilter: ['open']});

window.citewell = {done, spotted, end: () => ending.abort()};
if (location.search.includes('q=')) waitFor('arrive');
send('arrive', {query: location.search});
