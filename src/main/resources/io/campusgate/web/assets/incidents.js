'use strict';

/* Incidents: what is open first, and what was done about each. */

function line(parent, tag, text, kind) {
  const element = document.createElement(tag);
  if (kind) { element.className = kind; }
  const bdi = document.createElement('bdi');
  bdi.textContent = text;
  element.append(bdi);
  parent.append(element);
  return element;
}

function stepButton(form, input, incident, action) {
  const button = document.createElement('button');
  button.textContent = word('incidents.' + action);
  button.className = action === 'close' ? '' : 'primary';
  button.addEventListener('click', () => {
    form.dataset.send = 'POST /api/incidents/' + incident.seq + '/' + action;
    input.required = action === 'close';
  });
  form.append(button);
}

function stepForm(incident) {
  const form = document.createElement('form');
  form.className = 'row';
  form.dataset.send = '';
  const label = document.createElement('label');
  label.textContent = word('incidents.what');
  const input = document.createElement('input');
  input.name = 'text';
  input.maxLength = 500;
  input.autocomplete = 'off';
  label.append(input);
  form.append(label);
  if (incident.state === 'open') { stepButton(form, input, incident, 'acknowledge'); }
  stepButton(form, input, incident, 'close');
  const wrong = document.createElement('p');
  wrong.className = 'wrong';
  wrong.hidden = true;
  form.append(wrong);
  form.addEventListener('sent', show);
  return form;
}

function card(incident) {
  const box = document.createElement('article');
  box.className = 'card incident';
  box.dataset.state = incident.state;
  box.dataset.seq = incident.seq;
  const head = document.createElement('h3');
  head.textContent = (incident.state === 'open' ? '✘ ' : incident.state === 'closed' ? '✔ ' : '… ') + named('event.incident', incident.kind);
  if (incident.drill) { line(head, 'span', word('frame.drill'), 'badge'); }
  box.append(head);
  line(box, 'p', incident.time.slice(0, 10) + ' ' + clockTime(incident.time) + (incident.lane ? ' · ' + incident.lane : ''), 'hint');
  if (incident.person) { line(box, 'p', incident.person.name + ' ' + incident.person.group, 'about'); }
  const link = document.createElement('a');
  link.href = '/log?seq=' + (incident.entry || incident.seq);
  link.textContent = word('incidents.show');
  box.append(link);
  if (incident.steps.length) {
    const steps = document.createElement('ol');
    steps.className = 'steps';
    incident.steps.forEach(s => {
      const li = line(steps, 'li', clockTime(s.time) + ' ' + word('incidents.by', word('incidents.' + s.outcome), s.by));
      if (s.text) { line(li, 'span', s.text, 'said'); }
    });
    box.append(steps);
  }
  if (incident.state !== 'closed') { box.append(stepForm(incident)); }
  return box;
}

async function show() {
  try {
    const { incidents } = await send('GET', '/api/incidents', null, true);
    const typing = document.activeElement?.closest('.incident form input')?.value;
    if (typing) { return; }
    ['open', 'acknowledged', 'closed'].forEach(state => {
      const box = document.getElementById(state);
      const some = incidents.filter(i => i.state === state);
      box.replaceChildren(...some.map(card));
      const count = document.getElementById('count-' + state);
      if (count) { count.textContent = some.length || ''; }
      if (!some.length && state === 'open') { line(box, 'p', word('incidents.none'), 'hint'); }
    });
  } catch (error) {
    toast(error.message, true);
  }
}

show();
document.addEventListener('gate:incident', show);
document.addEventListener('gate:door', show);
document.addEventListener('gate:reset', show);
