'use strict';

/* The log: search, endless list by seq, live rows on top, one event in full, exports. */

const form = document.getElementById('filters');
const rows = document.getElementById('rows');
const end = document.getElementById('end');
const wrong = form.querySelector('.wrong');
const FULL = 50;
let next = null;
let loading = false;
let asked = 0;

function options(select, prefix, file) {
  Object.keys(words).filter(k => k.startsWith(prefix)).map(k => k.slice(prefix.length)).forEach(value => {
    const option = document.createElement('option');
    option.value = value;
    option.textContent = named(file, value);
    select.append(option);
  });
}
options(document.getElementById('types'), 'event.type.', 'event.type');
options(document.getElementById('outcomes'), 'event.outcome.', 'event.outcome');
options(document.getElementById('reasons'), 'reason.', 'reason');

function query(more) {
  const q = new URLSearchParams(fields(form));
  Object.entries(more || {}).forEach(([name, value]) => q.set(name, value));
  return q.toString();
}

function cell(row, text, kind) {
  const td = document.createElement('td');
  if (kind) {
    td.className = kind;
  }
  [].concat(text).forEach((part, i) => {
    const inner = document.createElement('bdi');
    inner.textContent = part;
    td.append(i ? ' · ' : '', inner);
  });
  row.append(td);
  return td;
}

function mood(e) {
  if (['granted', 'passed', 'back', 'applied', 'done', 'secured', 'synced'].includes(e.outcome)) { return 'go'; }
  if (['denied', 'refused', 'forced_open', 'held_open', 'lost', 'opened', 'not_opened', 'login_failed', 'low_space', 'unclean_start'].includes(e.outcome)) { return 'stop'; }
  return ['waiting', 'did_not_pass', 'unreliable', 'drift', 'stepped', 'released'].includes(e.outcome) ? 'wait' : '';
}
const SIGN = { go: '✔', stop: '✘', wait: '…' };

function whoOf(e) {
  const who = e.who || {};
  const person = who.person;
  return person ? [person.name, person.group].filter(Boolean) : who.credential ? who.credential.number : '';
}

function whyOf(e) {
  const parts = [];
  if (e.kind && e.type === 'device') { parts.push(named('devices.kind', e.kind)); }
  if (e.reason && e.reason !== 'ok') { parts.push(said(named('reason', e.reason))); }
  if (e.kind && e.type !== 'device') { parts.push(named('event.incident', e.kind)); }
  if (e.by) { parts.push(e.by); }
  if (e.text) { parts.push(said(e.text)); }
  if (e.detail) { parts.push(said(e.detail)); }
  if (e.what) { parts.push(e.what); }
  if (e.drill === true) { parts.push(word('frame.drill')); }
  return parts.join(' · ');
}

function rowOf(e) {
  const tr = document.createElement('tr');
  tr.tabIndex = 0;
  tr.dataset.seq = e.seq;
  cell(tr, String(e.seq), 'number');
  cell(tr, e.time.slice(0, 10) + ' ' + clockTime(e.time), 'when');
  cell(tr, e.lane || '');
  const look = mood(e);
  cell(tr, (SIGN[look] ? SIGN[look] + ' ' : '') + named('event.type', e.type) + (e.outcome ? ' ' + named('event.outcome', e.outcome) : ''), 'what ' + look);
  cell(tr, whoOf(e), 'who');
  const health = e.health || {};
  cell(tr, health.celsius === undefined ? '' : health.celsius.toFixed(1) + ' °C', 'number ' + (health.verdict === 'fever' ? 'stop' : ''));
  cell(tr, whyOf(e), 'why');
  return tr;
}

async function load() {
  if (loading) { return; }
  loading = true;
  const mine = asked;
  end.textContent = word('log.more');
  try {
    const page = await send('GET', '/api/events?' + query(next ? { before: next } : {}));
    if (mine !== asked) { return; }
    wrong.hidden = true;
    page.events.forEach(e => rows.append(rowOf(e)));
    next = page.next;
    end.textContent = next ? '' : rows.children.length ? word('log.end') : word('log.none');
    if (next && page.events.length < FULL) {   // a rare mix of words: the gate looked through a stretch only
      end.textContent = word('log.looked').replace('{0}', next);
      setTimeout(() => { if (mine === asked && near()) { load(); } });
    }
  } catch (error) {
    wrong.textContent = error.message;
    wrong.hidden = false;
    end.textContent = '';
    next = null;
  } finally {
    loading = false;
  }
}

function near() {
  return end.getBoundingClientRect().top < window.innerHeight + 600;
}

function begin() {
  asked++;
  loading = false;
  next = null;
  rows.textContent = '';
  load();
}

form.addEventListener('submit', event => { event.preventDefault(); begin(); });
form.addEventListener('reset', () => setTimeout(begin));
new IntersectionObserver(seen => { if (seen[0].isIntersecting && next) { load(); } }, { rootMargin: '600px' }).observe(end);
document.addEventListener('gate:event', event => {
  if (Object.keys(fields(form)).length === 0 && Number(rows.firstElementChild?.dataset.seq || 0) < event.detail.seq) {
    rows.prepend(rowOf(event.detail));
  }
});
document.addEventListener('gate:reset', begin);

/* One event in full. */
const dialog = document.getElementById('detail');

function flat(value, path, into) {
  Object.entries(value).forEach(([name, v]) => {
    if (v !== null && typeof v === 'object') { flat(v, path + name + '.', into); } else { into.push([path + name, String(v)]); }
  });
  return into;
}

/* A value of an event as people read it. */
function plain(name, value, type) {
  switch (name) {
    case 'type': return named('event.type', value);
    case 'outcome': return named('event.outcome', value);
    case 'reason': return said(named('reason', value));
    case 'direction': return named('frame.direction', value);
    case 'mode': return named('frame.mode', value);
    case 'clock': return named('devices.clock_is', value);
    case 'health.verdict': return named('frame.verdict', value);
    case 'who.person.kind': return named('frame.kind', value);
    case 'kind': return type === 'device' ? named('devices.kind', value) : named('event.incident', value);
    case 'drill': return value === 'true' ? word('frame.drill') : '–';
    case 'text':
    case 'detail': return said(value);
    default: return value;
  }
}

function showRules(list, why) {
  list.textContent = '';
  why.rules.forEach(rule => {
    const li = document.createElement('li');
    li.className = rule.verdict === 'refuse' ? 'stop' : rule.verdict === 'pass' ? 'go' : '';
    const name = document.createElement('b');
    name.textContent = (rule.verdict === 'refuse' ? '✘ ' : rule.verdict === 'pass' ? '✔ ' : '– ') + named('event.rule', rule.rule) + ' ' + named('event.says', rule.verdict);
    const detail = document.createElement('span');
    detail.textContent = document.documentElement.lang.startsWith('zh') ? rule.detail_zh : rule.detail;
    li.append(name, detail);
    list.append(li);
  });
}

async function showDetail(seq) {
  try {
    const full = await send('GET', '/api/events/' + seq);
    document.getElementById('detail-title').textContent = word('log.detail', seq);
    const chain = document.getElementById('chain');
    chain.className = full.chain.sound ? 'go' : 'stop';
    chain.textContent = full.chain.sound ? '✔ ' + word('log.chain.sound') : '✘ ' + word('log.chain.broken', full.chain.findings.map(said).join('; '));
    const facts = document.getElementById('facts');
    facts.textContent = '';
    flat(full.event, '', []).filter(([name]) => !/salt|sha256|^hash$|^prev$/.test(name)).forEach(([name, value]) => {
      const dt = document.createElement('dt');
      const dd = document.createElement('dd');
      const bdi = document.createElement('bdi');
      dt.textContent = named('log.field', name);
      dt.title = name;
      bdi.textContent = plain(name, value, full.event.type);
      dd.append(bdi);
      facts.append(dt, dd);
    });
    document.getElementById('why').hidden = !full.why;
    if (full.why) {
      document.getElementById('why-now').textContent = word('log.why_now', full.why.whitelist, full.event.whitelist);
      showRules(document.getElementById('rules'), full.why);
    }
    document.getElementById('raw').textContent = JSON.stringify(full.event, null, 2);
    dialog.showModal();
  } catch (error) {
    toast(error.message, true);
  }
}
rows.addEventListener('click', event => { const tr = event.target.closest('tr'); if (tr) { showDetail(tr.dataset.seq); } });
rows.addEventListener('keydown', event => { if (event.key === 'Enter') { showDetail(event.target.closest('tr').dataset.seq); } });
document.getElementById('detail-close').addEventListener('click', () => dialog.close());

/* Exports: the browser saves the file, the page tells how far it is. */
const progress = document.getElementById('progress');

function watch(id) {
  send('GET', '/api/exports/' + id, null, true).then(state => {
    progress.hidden = false;
    progress.textContent = state.done ? word('log.exported', state.rows) : word('log.exporting', state.rows, state.percent);
    if (!state.done) { setTimeout(() => watch(id), 700); }
  }).catch(error => { progress.textContent = error.message; });
}
document.querySelectorAll('[data-export]').forEach(button => button.addEventListener('click', () => {
  const id = Array.from(crypto.getRandomValues(new Uint8Array(8)), b => b.toString(16).padStart(2, '0')).join('');
  const link = document.createElement('a');
  link.href = '/api/events.' + button.dataset.export + '?' + query({ export: id });
  link.download = '';
  link.click();
  setTimeout(() => watch(id), 400);
}));
document.getElementById('print')?.addEventListener('click', () => location.assign('/log/print?' + query()));

const wanted = new URLSearchParams(location.search);
wanted.forEach((value, name) => { if (form.elements[name]) { form.elements[name].value = value; } });
begin();
if (wanted.get('seq')) { showDetail(wanted.get('seq')); }
