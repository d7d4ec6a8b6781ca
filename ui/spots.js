
// The table of findings: a theme and a region are chosen, a column sorts, the arrow keys lead from spot to spot, a spot opens its quotes.
Object.assign(clicks, {
  theme: (button) => {
    for (const other of all('[data-theme]', button.closest('.cw-chips'))) other.setAttribute('aria-pressed', String(other === button));
    choose();
  },
  order: (button) => order(button),
  spot: (button) => {
    for (const other of all('.cw-spot.cw-open')) other.classList.remove('cw-open');
    button.classList.add('cw-open');
    reach(button);
    send('spot', {body: button.dataset.body, column: button.dataset.spot});
  },
});

function choose() {
  send('choose', {theme: one('[data-theme][aria-pressed=true]').dataset.theme, region: one('#cw-spots-region').value});
}

on('change', (event) => {
  if (event.target.id === 'cw-spots-region') choose();
  if (event.target.id === 'cw-spots-words') one('#spots').classList.toggle('cw-words', event.target.checked);
});

// Ascending, descending, and back to the order of the regions. Empty places stay at the end.
function order(button) {
  const head = button.closest('th');
  const next = {none: 'ascending', ascending: 'descending', descending: 'none'}[head.getAttribute('aria-sort')];
  for (const other of all('th[aria-sort]', head.parentElement)) other.setAttribute('aria-sort', 'none');
  head.setAttribute('aria-sort', next);
  const body = one('tbody', head.closest('table'));
  const rows = [...body.rows];
  rows.forEach((row, n) => { row.dataset.first ??= n; });
  const column = +button.dataset.order;
  const key = (row) => row.cells[column]?.dataset.key ?? row.cells[0].textContent;
  const way = next === 'descending' ? -1 : 1;
  const compare = (a, b) => (key(a) === '') - (key(b) === '') || way * key(a).localeCompare(key(b));
  rows.sort((a, b) => (next === 'none' ? 0 : compare(a, b)) || a.dataset.first - b.dataset.first);
  for (const row of rows) if (row.matches('.cw-part')) row.hidden = next !== 'none';
  body.append(...rows);
}

// One spot is reached by the Tab key, the others from there by the arrows.
function reach(spot) {
  for (const other of all('.cw-spot[tabindex="0"]', spot.closest('table'))) other.tabIndex = -1;
  spot.tabIndex = 0;
}

const STEPS = {ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0]};
on('keydown', (event) => {
  const spot = event.target.closest?.('button.cw-spot');
  const [down, right] = STEPS[event.key] ?? [0, 0];
  if (!spot || !(down || right)) return;
  event.preventDefault();
  let row = spot.closest('tr');
  let column = spot.closest('td').cellIndex;
  let next = null;
  while (row && row.cells[column + right] && !next) {
    if (down) row = down > 0 ? row.nextElementSibling : row.previousElementSibling;
    column += right;
    next = row && !row.hidden && one('button.cw-spot', row.cells[column] ?? row.cells[0]);
  }
  if (!next) return;
  reach(next);
  next.focus();
});
on('focusin', (event) => {
  const table = event.target.closest?.('#spots .cw-scroll');
  const first = table && !one('.cw-spot[tabindex="0"]', table) && one('button.cw-spot', table);
  if (first) first.tabIndex = 0;
});

function spotted() {
  const source = one('#across-evidence .cw-source');
  if (!source) return;
  for (const back of all('#across-evidence .cw-back')) back.textContent = 'Back to the table';
  open(source.id);
}
