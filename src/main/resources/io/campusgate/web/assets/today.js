'use strict';

/* The day in charts and numbers, anew every half minute and soon after something happens. */

const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const charts = {};
let due = 0;

function chart(id, build, data, label) {
  const box = document.getElementById(id);
  box.setAttribute('aria-label', label);
  const width = Math.max(260, box.clientWidth);
  if (charts[id]) { charts[id].destroy(); }
  box.textContent = '';
  charts[id] = new uPlot(Object.assign({ width, height: 240, cursor: { drag: { x: false, y: false } } }, build()), data, box);
}

const axis = extra => Object.assign({ stroke: css('--soft'), grid: { stroke: css('--line'), width: 1 }, ticks: { stroke: css('--line') }, font: '13px system-ui, sans-serif' }, extra);

function clock(minutes) {
  return String(Math.floor(minutes / 60)).padStart(2, '0') + ':' + String(minutes % 60).padStart(2, '0');
}

function entries(r) {
  const inward = r.per_10_minutes.in;
  const outward = r.per_10_minutes.out;
  let first = inward.length;
  let last = 0;
  inward.forEach((n, i) => { if (n || outward[i]) { first = Math.min(first, i); last = i; } });
  first = Math.max(0, Math.min(first, 42) - 1);
  last = Math.min(inward.length - 1, Math.max(last, first + 24) + 1);
  const x = [];
  for (let i = first; i <= last; i++) { x.push(i * 10); }
  const bars = offset => uPlot.paths.bars({ size: [0.42, 40], align: offset });
  chart('entries', () => ({
    scales: { x: { time: false, range: (_, a, b) => [a - 10, b + 10] }, y: { range: (_, a, b) => [0, Math.max(5, b * 1.1)] } },
    axes: [axis({ values: (_, v) => v.map(clock) }), axis({ values: (_, v) => v.map(n => Number.isInteger(n) ? n : '') })],
    series: [{ label: word('today.time'), value: (_, v) => v === null ? '' : clock(v) },
      { label: word('today.in'), stroke: css('--accent'), fill: css('--accent'), paths: bars(-1), points: { show: false } },
      { label: word('today.out'), stroke: css('--wait'), fill: css('--wait-soft'), paths: bars(1), points: { show: false } }]
  }), [x, inward.slice(first, last + 1), outward.slice(first, last + 1)], word('today.entries') + ': ' + word('today.in') + ' ' + r.entries + ', ' + word('today.out') + ' ' + r.exits);
}

function marks(t) {
  return { hooks: { drawAxes: [u => {
    const ctx = u.ctx;
    const at = value => u.valToPos(value, 'x', true);
    ctx.save();
    ctx.fillStyle = css('--wait-soft');
    ctx.fillRect(at(t.threshold - t.guard_band), u.bbox.top, at(t.threshold) - at(t.threshold - t.guard_band), u.bbox.height);
    ctx.strokeStyle = css('--stop');
    ctx.lineWidth = 2 * devicePixelRatio;
    ctx.beginPath();
    ctx.moveTo(at(t.threshold), u.bbox.top);
    ctx.lineTo(at(t.threshold), u.bbox.top + u.bbox.height);
    ctx.stroke();
    ctx.restore();
  }] } };
}

function spread(t) {
  const x = t.counts.map((_, i) => Math.round((t.from + i * t.step) * 10) / 10);
  const from = x.findIndex(v => v >= 35);
  let last = x.findIndex(v => v >= 38.5);
  t.counts.forEach((n, i) => { if (n) { last = Math.max(last, i); } });
  const label = word('today.threshold', t.threshold.toFixed(1)) + ', ' + word('today.band');
  chart('spread', () => ({
    plugins: [marks(t)],
    scales: { x: { time: false, range: (_, a, b) => [a - 0.1, b + 0.1] }, y: { range: (_, a, b) => [0, Math.max(5, b * 1.1)] } },
    axes: [axis({ values: (_, v) => v.map(n => n.toFixed(1)), label: '°C · ' + label, labelFont: '13px system-ui, sans-serif', labelSize: 24 }), axis({ values: (_, v) => v.map(n => Number.isInteger(n) ? n : '') })],
    series: [{ label: '°C', value: (_, v) => v === null ? '' : v.toFixed(1) }, { label: word('today.readings'), stroke: css('--accent'), fill: css('--accent'), paths: uPlot.paths.bars({ size: [0.8, 30] }), points: { show: false } }]
  }), [x.slice(from, last + 1), t.counts.slice(from, last + 1)], label);
}

function number(list, label, value, look) {
  const li = document.createElement('li');
  li.className = 'card ' + (look || '');
  const b = document.createElement('b');
  b.textContent = value;
  const span = document.createElement('span');
  span.textContent = label;
  li.append(b, span);
  list.append(li);
}

function table(id, lines) {
  const body = document.querySelector('#' + id + ' tbody');
  body.textContent = '';
  lines.forEach(line => {
    const tr = document.createElement('tr');
    line.forEach(value => {
      const td = document.createElement('td');
      if (typeof value === 'number') { td.className = 'number'; }
      const bdi = document.createElement('bdi');
      bdi.textContent = value;
      td.append(bdi);
      tr.append(td);
    });
    body.append(tr);
  });
}

function refusals(counts) {
  const box = document.getElementById('refusals');
  box.textContent = '';
  const most = Math.max(1, ...Object.values(counts));
  Object.entries(counts).sort((a, b) => b[1] - a[1]).forEach(([reason, n]) => {
    const line = document.createElement('p');
    const label = document.createElement('span');
    label.textContent = named('reason', reason);
    const bar = document.createElement('progress');
    bar.max = most;
    bar.value = n;
    bar.setAttribute('aria-hidden', 'true');
    const count = document.createElement('b');
    count.textContent = n;
    line.append(label, bar, count);
    box.append(line);
  });
  if (!box.children.length) { box.textContent = word('today.no_refusals'); }
}

function fevers(list, count) {
  const box = document.getElementById('fevers');
  box.textContent = '';
  if (!count) { box.textContent = word('today.none'); return; }
  list.forEach(f => {
    const p = document.createElement('p');
    p.className = 'fever';
    const who = document.createElement('bdi');
    who.textContent = '✘ ' + f.name + ' ' + f.group;
    const what = document.createElement('span');
    what.textContent = clockTime(f.time) + ' ' + f.lane + ' ' + (f.celsius === undefined ? '' : f.celsius.toFixed(1) + ' °C');
    p.append(who, what);
    box.append(p);
  });
}

async function show() {
  try {
    const r = await send('GET', '/api/report/daily', null, true);
    const fever = r.kinds.reduce((n, k) => n + k.fevers, 0);
    document.getElementById('until').textContent = word('today.until', r.made.slice(0, 16).replace('T', ' '));
    const list = document.getElementById('numbers');
    list.textContent = '';
    number(list, word('today.in'), r.entries);
    number(list, word('today.out'), r.exits);
    number(list, word('today.inside'), r.inside);
    number(list, word('today.not_seen'), r.not_seen);
    number(list, word('today.fevers'), (fever ? '✘ ' : '') + fever, fever ? 'stop' : '');
    number(list, word('today.openings'), r.operator_openings);
    const uncertain = document.getElementById('uncertain');
    uncertain.hidden = !r.inside_uncertain;
    uncertain.textContent = word('today.uncertain', r.inside_uncertain);
    entries(r);
    spread(r.temperatures);
    refusals(r.refusals);
    const line = g => [g.expected, g.came, g.inside, g.not_seen];
    table('kinds', r.kinds.map(k => [named('frame.kind', k.kind)].concat(line(k))));
    table('groups', r.groups.filter(g => g.group).map(g => [named('frame.kind', g.kind), g.group].concat(line(g))));
    fevers(r.fevers, fever);
  } catch (error) {
    toast(error.message, true);
  }
}

function soon() {
  if (!due) { due = setTimeout(() => { due = 0; show(); }, 5000); }
}

window.addEventListener('load', show);
setInterval(show, 30000);
document.addEventListener('gate:passage', soon);
document.addEventListener('gate:entry', soon);
let resized = 0;
addEventListener('resize', () => { clearTimeout(resized); resized = setTimeout(show, 300); });
document.getElementById('print').addEventListener('click', () => print());
