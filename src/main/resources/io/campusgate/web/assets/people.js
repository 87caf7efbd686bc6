'use strict';

/* People: look somebody up, ask what they may do, read what the journal says of them, whom they met. */

const find = document.getElementById('find');
const found = document.getElementById('found');
const ask = document.getElementById('ask');
let chosen = null;

function wrongIn(form, error) {
  const wrong = form.querySelector('.wrong');
  wrong.hidden = !error;
  wrong.textContent = error ? error.message : '';
}

function text(parent, tag, content, kind) {
  const element = document.createElement(tag);
  if (kind) { element.className = kind; }
  const bdi = document.createElement('bdi');
  bdi.textContent = content;
  element.append(bdi);
  parent.append(element);
  return element;
}

function fact(list, name, value) {
  if (value) { text(list, 'dt', name); text(list, 'dd', value); }
}

function personCard(p) {
  const box = document.createElement('article');
  box.className = 'card person';
  text(box, 'h2', p.name);
  text(box, 'p', named('frame.kind', p.kind) + (p.group ? ' · ' + p.group : '') + ' · ' + p.person_id, 'hint');
  if (p.status !== 'active') { text(box, 'span', '✘ ' + word('people.status.' + p.status), 'badge stop'); }
  const list = document.createElement('dl');
  list.className = 'facts';
  facts(list, p);
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = word('people.may');
  button.addEventListener('click', () => choose(p));
  box.append(list, button);
  if (document.querySelector('.people').dataset.reviewer === 'yes') { box.append(revealForm(p, list)); }
  return box;
}

function facts(list, p) {
  list.replaceChildren();
  fact(list, word('people.levels'), p.levels.join(' · '));
  fact(list, word('people.cards'), p.cards.join(' · '));
  fact(list, word('people.phone'), p.phone);
  fact(list, word('people.id_number'), p.id_number);
  fact(list, word('people.valid'), [p.valid_from, p.valid_until].filter(Boolean).map(t => t.slice(0, 16).replace('T', ' ')).join(' – '));
}

/* The numbers in full, for a reason that the journal keeps. */
function revealForm(p, list) {
  const form = document.createElement('form');
  form.className = 'row reveal';
  form.dataset.send = 'POST /api/people/' + encodeURIComponent(p.person_id) + '/reveal';
  const label = document.createElement('label');
  label.textContent = word('people.reason');
  const input = document.createElement('input');
  input.name = 'reason';
  input.required = true;
  input.maxLength = 200;
  input.autocomplete = 'off';
  label.append(input);
  const button = document.createElement('button');
  button.textContent = word('people.reveal');
  const wrong = document.createElement('p');
  wrong.className = 'wrong';
  wrong.hidden = true;
  form.append(label, button, wrong);
  form.addEventListener('sent', event => {
    facts(list, Object.assign({}, p, event.detail));
    form.remove();
  });
  return form;
}

find.addEventListener('submit', async event => {
  event.preventDefault();
  try {
    const answer = await send('GET', '/api/people?' + new URLSearchParams(fields(find)));
    wrongIn(find);
    found.replaceChildren(...answer.people.map(personCard));
    if (!answer.people.length) { text(found, 'p', word('people.none', answer.whitelist), 'hint'); }
    if (answer.people.length === 1) { choose(answer.people[0]); }
  } catch (error) {
    wrongIn(find, error);
  }
});

function choose(p) {
  chosen = p;
  if (!p.walk_in) {   // the rules know people of the whitelist
    ask.elements.card.value = p.person_id;
    ask.requestSubmit();
  }
  timeline(p);
  const contacts = document.getElementById('contacts-card');
  if (contacts) { contacts.hidden = false; document.getElementById('met').textContent = ''; }
}

ask.addEventListener('submit', async event => {
  event.preventDefault();
  const verdict = document.getElementById('verdict');
  const rules = document.getElementById('rules');
  try {
    const e = await send('GET', '/api/explain?' + new URLSearchParams(fields(ask)));
    wrongIn(ask);
    const look = e.outcome === 'granted' ? 'go' : e.outcome === 'denied' ? 'stop' : 'wait';
    verdict.replaceChildren();
    text(verdict, 'p', (look === 'go' ? '✔ ' : look === 'stop' ? '✘ ' : '… ') + (e.person ? e.person.name + ' ' : '')
      + word('people.' + (look === 'go' ? 'yes' : look === 'stop' ? 'no' : 'maybe')) + (e.reason === 'ok' ? '' : ' – ' + named('reason', e.reason)), 'verdict ' + look);
    text(verdict, 'p', e.at.slice(0, 16).replace('T', ' ') + ' · ' + e.lane + ' · ' + named('frame.mode', e.mode), 'hint');
    rules.replaceChildren(...e.rules.map(rule => {
      const li = document.createElement('li');
      li.className = rule.verdict === 'refuse' ? 'stop' : rule.verdict === 'pass' ? 'go' : '';
      text(li, 'b', (rule.verdict === 'refuse' ? '✘ ' : rule.verdict === 'pass' ? '✔ ' : '– ') + named('event.rule', rule.rule) + ' ' + named('event.says', rule.verdict));
      text(li, 'span', document.documentElement.lang.startsWith('zh') ? rule.detail_zh : rule.detail);
      return li;
    }));
  } catch (error) {
    verdict.replaceChildren();
    rules.replaceChildren();
    wrongIn(ask, error);
  }
});

async function timeline(p) {
  const list = document.getElementById('timeline');
  document.getElementById('timeline-card').hidden = false;
  document.getElementById('timeline-of').textContent = p.name;
  try {
    const page = await send('GET', '/api/events?limit=30&type=entry&' + new URLSearchParams({ person: p.person_id }));
    list.replaceChildren(...page.events.map(e => {
      const li = document.createElement('li');
      const look = e.outcome === 'granted' ? 'go' : e.outcome === 'denied' ? 'stop' : 'wait';
      text(li, 'time', e.time.slice(0, 16).replace('T', ' '));
      text(li, 'b', (look === 'go' ? '✔ ' : look === 'stop' ? '✘ ' : '… ') + named('frame.direction', e.direction) + ' ' + named('event.outcome', e.outcome), look);
      text(li, 'span', [e.lane, e.health && e.health.celsius !== undefined ? e.health.celsius.toFixed(1) + ' °C' : '', e.reason && e.reason !== 'ok' ? named('reason', e.reason) : ''].filter(Boolean).join(' · '));
      return li;
    }));
  } catch (error) {
    toast(error.message, true);
  }
}

document.getElementById('contacts')?.addEventListener('submit', async event => {
  event.preventDefault();
  const form = event.currentTarget;
  const met = document.getElementById('met');
  try {
    const answer = await send('GET', '/api/contacts?' + new URLSearchParams(Object.assign(fields(form), { person: chosen.person_id })));
    wrongIn(form);
    met.replaceChildren(...answer.contacts.map(c => {
      const li = document.createElement('li');
      text(li, 'b', c.name);
      text(li, 'span', c.group + ' · ' + word('people.met', c.times, c.nearest_s) + (c.same_lane ? ' · ' + word('people.same_lane') : ''));
      return li;
    }));
    if (!answer.contacts.length) { text(met, 'li', word('people.nobody_met'), 'hint'); }
  } catch (error) {
    wrongIn(form, error);
  }
});
