'use strict';

/* The desk: what each lane does, who came last, alarms, and what the guard does about it. */

const initial = JSON.parse(document.getElementById('initial').textContent);
const desk = document.getElementById('desk');
const isGuard = 'guard' in desk.dataset;
const SIGNS = { granted: '✔', denied: '✘', waiting: '…' };
const RECENT = 12;
const ends = new Map();
const alarms = new Map();

function laneBox(id) {
  return document.getElementById('lane-' + id);
}

function set(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

function nameOf(event) {
  if (event.reason === 'operator' && !event.who) {
    return event.by;   // nobody tapped: who opened is who answers for it
  }
  return event.who?.person?.name || event.who?.credential?.number || word('desk.unknown_person');
}

function groupOf(person) {
  return person ? [named('frame', 'kind.' + person.kind), person.group].filter(t => t).map(t => t.replace(/^kind\./, '')).join(' · ') : '';
}

function temperature(health) {
  if (!health) {
    return '';
  }
  const sign = { normal: '✔', fever: '✘' }[health.verdict] || '!';
  return (health.celsius === undefined ? '–' : health.celsius.toFixed(1)) + ' °C ' + sign + ' ' + word('frame.verdict.' + health.verdict);
}

/* In a word or two; a fever stands beside its temperature already. */
function whyOf(event) {
  const reason = !event.reason || event.reason === 'ok' || event.reason === event.health?.verdict ? '' : named('reason', event.reason);
  return [reason, event.reason === 'operator' ? said(event.text || '') : ''].filter(t => t).join(' · ');
}

/* The last person of a lane, large. */
function showEntry(event) {
  const box = event.lane && laneBox(event.lane);
  if (!box) {
    return;
  }
  const person = box.querySelector('.person');
  person.dataset.outcome = event.outcome;
  person.dataset.seq = event.seq;
  set(person.querySelector('.sign'), SIGNS[event.outcome] || '–');
  set(person.querySelector('.verdict'), word('frame.outcome.' + event.outcome) + (event.drill ? ' · ' + word('frame.drill') : ''));
  set(person.querySelector('.name'), nameOf(event));
  set(person.querySelector('.group'), groupOf(event.who?.person));
  set(person.querySelector('.temperature'), temperature(event.health));
  person.querySelector('.temperature').dataset.verdict = event.health?.verdict || '';
  set(person.querySelector('.why'), whyOf(event));
  set(person.querySelector('.at'), clockTime(event.time));
}

/* What a lane is doing, and until when. */
function showLane(lane) {
  const box = laneBox(lane.id);
  if (!box) {
    return;
  }
  box.dataset.state = lane.state;
  box.dataset.signal = lane.signal;
  set(box.querySelector('.phase'), word('frame.lane.' + lane.state));
  if (lane.left_ms === undefined) {
    ends.delete(lane.id);
  } else {
    ends.set(lane.id, performance.now() + lane.left_ms);
  }
  const list = box.querySelector('.waiting');
  const known = new Set(lane.waiting.map(w => w.entry));
  list.querySelectorAll('li').forEach(li => known.has(li.dataset.entry) || li.remove());
  for (const waiting of lane.waiting) {
    let li = list.querySelector(`li[data-entry="${waiting.entry}"]`);
    if (!li) {
      li = document.createElement('li');
      li.dataset.entry = waiting.entry;
      li.append(document.createElement('bdi'), document.createElement('small'), document.createElement('span'));
      li.lastChild.className = 'buttons';
      list.append(li);
      if (lane.waiting.length) {
        beep('wait');
      }
    }
    set(li.children[0], waiting.who.name || word('desk.unknown_person'));
    set(li.children[1], ' ' + [groupOf(waiting.who.name && waiting.who), named('reason', waiting.reason),
      waiting.celsius === undefined ? '' : waiting.celsius.toFixed(1) + ' °C'].filter(t => t).join(' · '));
    if (isGuard && li.dataset.reason !== waiting.reason) {
      li.dataset.reason = waiting.reason;
      li.lastChild.replaceChildren(...(waiting.reason === 'no_pass'
        ? [opener('visitor-dialog', 'desk.visitor', lane.id, waiting.entry)]
        : [opener('measure-dialog', 'desk.measure', lane.id, waiting.entry)]),
      opener('refuse-dialog', 'desk.refuse', lane.id, waiting.entry));
    }
  }
}

function opener(dialog, label, lane, entry) {
  const button = document.createElement('button');
  button.type = 'button';
  button.dataset.opens = dialog;
  button.dataset.lane = lane;
  button.dataset.entry = entry;
  button.textContent = word(label);
  return button;
}

setInterval(() => {
  for (const box of document.querySelectorAll('.lane')) {
    const end = ends.get(box.dataset.lane);
    set(box.querySelector('.left'), end === undefined ? '' : Math.max(0, Math.ceil((end - performance.now()) / 1000)) + ' s');
  }
}, 250);

/* Dialogs: each is for one lane, or for the whole gate. */
document.addEventListener('click', event => {
  const button = event.target.closest('button');
  if (button?.dataset.opens) {
    const dialog = document.getElementById(button.dataset.opens);
    const form = dialog.querySelector('form');
    form.reset();
    form.querySelector('.wrong').hidden = true;
    document.getElementById('forgotten-found')?.replaceChildren();
    if (button.dataset.lane) {
      form.dataset.send = form.dataset.path.replace('{lane}', encodeURIComponent(button.dataset.lane));
      dialog.querySelector('.at-lane').textContent = button.dataset.lane;
    }
    if (form.elements.entry) {
      form.elements.entry.value = button.dataset.entry || '';
    }
    if (form.elements.happened) {
      form.elements.happened.value = initial.status.since.slice(0, 16);
    }
    dialog.showModal();
  } else if (button && 'closes' in button.dataset) {
    button.closest('dialog').close();
  } else if (button?.name === 'refuse') {
    button.form.elements.decision.value = 'refuse';
  } else if (button?.form?.elements.decision && button.type === 'submit') {
    button.form.elements.decision.value = button.classList.contains('danger') ? 'refuse' : 'approve';
  }
});
document.addEventListener('sent', event => event.target.closest('dialog')?.close());

/* Mode, evacuation, sound. */
function showMode(mode) {
  const box = document.getElementById('mode');
  box.dataset.mode = mode.mode;
  document.body.dataset.mode = mode.mode;
  set(box.querySelector('strong'), word('frame.mode.' + mode.mode) + (mode.drill ? ' · ' + word('frame.drill') : ''));
  set(box.querySelector('.until'), mode.until ? word('desk.until_shown', mode.until.slice(0, 16).replace('T', ' ')) : '');
}

const evacuate = document.getElementById('evacuate');
let armedAt = 0;
evacuate?.addEventListener('click', async () => {
  const now = performance.now();
  if (armedAt && now - armedAt > 250 && now - armedAt < 6000) {
    disarm();
    try {
      await send('POST', '/api/mode', { mode: 'evacuation', reason: word('desk.evacuation_reason') });
    } catch (error) {
      toast(error.message, true);
    }
  } else if (!armedAt) {
    armedAt = now;
    evacuate.textContent = word('desk.evacuate_again');
    evacuate.classList.add('armed');
    setTimeout(disarm, 6000);
  }
});

function disarm() {
  armedAt = 0;
  evacuate.textContent = word('desk.evacuate');
  evacuate.classList.remove('armed');
}

let muted = localStorage.getItem('muted') === 'yes';
let audio;
const soundButton = document.getElementById('sound');
function showSound() {
  soundButton.setAttribute('aria-pressed', String(!muted));
  soundButton.lastElementChild.textContent = word(muted ? 'desk.sound_off' : 'desk.sound_on');
}
soundButton.addEventListener('click', () => {
  muted = !muted;
  localStorage.setItem('muted', muted ? 'yes' : 'no');
  showSound();
  beep('wait');
});

const TONES = { denied: [330, 220], alarm: [880, 660, 880, 660], wait: [520] };
function beep(kind) {
  if (muted) {
    return;
  }
  audio = audio || new AudioContext();
  audio.resume();
  desk.dataset.beeped = kind;
  TONES[kind].forEach((hertz, i) => {
    const tone = audio.createOscillator();
    const level = audio.createGain();
    tone.frequency.value = hertz;
    level.gain.value = 0.12;
    tone.connect(level).connect(audio.destination);
    tone.start(audio.currentTime + i * 0.18);
    tone.stop(audio.currentTime + i * 0.18 + 0.15);
  });
}

/* Alarms: incidents nobody has acknowledged, and doors held open. */
function showAlarm(seq, kind, event) {
  if (alarms.has(seq)) {
    return;
  }
  const box = document.createElement('div');
  box.className = 'alarm';
  box.dataset.kind = kind;
  box.dataset.seq = seq;
  const text = document.createElement('p');
  const strong = document.createElement('strong');
  strong.textContent = '⚠ ' + word('desk.alarm.' + kind);
  const rest = document.createElement('bdi');
  rest.textContent = [event.lane, event.who?.person?.name, clockTime(event.time)].filter(t => t).join(' · ');
  text.append(strong, ' ', rest);
  box.append(text);
  if (isGuard) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = word('desk.acknowledge');
    button.addEventListener('click', () => acknowledge(seq, button));
    box.append(button);
  }
  alarms.set(seq, box);
  document.getElementById('alarms').prepend(box);
}

async function acknowledge(seq, button) {
  button.disabled = true;
  try {
    await send('POST', '/api/incidents/' + seq + '/acknowledge');
    endAlarm(seq);
  } catch (error) {
    toast(error.message, true);
    button.disabled = false;
  }
}

function endAlarm(seq) {
  alarms.get(seq)?.remove();
  alarms.delete(seq);
}

function onIncident(event, loud) {
  if (event.outcome === 'opened') {
    showAlarm(event.seq, event.kind, event);
    if (loud) {
      beep('alarm');
    }
  } else {
    endAlarm(event.incident);
  }
}

/* The last events in one line each. */
function showRecent(event) {
  const text = {
    entry: () => [SIGNS[event.outcome], nameOf(event), named('reason', event.reason || '')],
    passage: () => ['·', word('desk.event.' + event.outcome)],
    mode: () => ['⇄', word('frame.mode.' + event.mode)],
    incident: () => ['⚠', word('desk.alarm.' + event.kind), named('event.outcome', event.outcome)],
    device: () => ['⚙', named('devices.kind', event.kind), named('event.outcome', event.outcome)]
  }[event.type];
  if (!text || event.type === 'passage') {
    return;
  }
  const li = document.createElement('li');
  const at = document.createElement('time');
  at.textContent = clockTime(event.time);
  const what = document.createElement('span');
  text().filter(t => t).forEach(part => {   // apart, so that a name that turns the direction of writing turns nothing else
    const bdi = document.createElement('bdi');
    bdi.textContent = part;
    what.append(bdi, ' ');
  });
  const where = document.createElement('small');
  where.textContent = event.lane || '';
  li.append(at, ' ', what, where);
  li.dataset.outcome = event.outcome || '';
  const list = document.getElementById('recent');
  list.prepend(li);
  while (list.children.length > RECENT) {
    list.lastChild.remove();
  }
}

function showDevices(status) {
  const box = document.getElementById('devices');
  const bad = status.lanes.flatMap(lane => lane.devices.filter(d => d.health === 'lost' || d.health === 'unreliable')
    .map(d => lane.id + ' ' + named('devices.kind', d.kind) + ': ' + named('devices.health', d.health) + (d.reason ? ' (' + said(d.reason) + ')' : '')));
  if (status.store !== 'ok') {
    bad.unshift(said(status.store));
  }
  if (status.link && status.link.state !== 'connected') {
    bad.push(word('devices.link') + ': ' + named('devices.link_is', status.link.state));
  }
  box.replaceChildren(...(bad.length ? bad : [word('desk.devices_well')]).map(text => {
    const p = document.createElement('p');
    p.className = bad.length ? 'stop' : 'go';
    p.textContent = (bad.length ? '✘ ' : '✔ ') + text;
    return p;
  }));
}

async function refresh() {
  const status = await send('GET', '/api/status', null, true).catch(() => null);
  if (status) {
    showDevices(status);
    status.desk.forEach(showLane);
  }
}

function take(event, loud) {
  switch (event.type) {
    case 'entry':
      showEntry(event);
      if (loud && event.outcome === 'denied') {
        beep('denied');
      }
      break;
    case 'incident':
      onIncident(event, loud);
      break;
    case 'door':
      if (event.outcome === 'held_open') {
        showAlarm(event.seq, 'held_open', event);
        if (loud) {
          beep('alarm');
        }
      }
      break;
    default:
  }
  showRecent(event);
}

initial.events.forEach(event => take(event, false));
initial.lanes.forEach(showLane);
showMode(initial.mode);
showDevices(initial.status);
showSound();
document.addEventListener('gate:event', event => take(event.detail, true));
document.addEventListener('gate:lane', event => showLane(event.detail));
document.addEventListener('gate:mode', event => showMode(event.detail));
document.addEventListener('gate:device', refresh);
document.addEventListener('gate:store', refresh);
document.addEventListener('gate:reset', () => location.reload());
