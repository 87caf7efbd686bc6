/// Serves pages and their API over HTTP: server, routes, sign-in, sessions, the frame of each page, words, assets. Knows no gate
/// and no console; what they show stands in packages below it, such as `web.gate`.
///
/// - Start at [WebServer] (what every call goes through), then [Route], [Call] and [Part].
/// - May use: `java.*`, jex, jte-runtime, `config`, `domain`, and the JSON of `daemon`. Used by: `web.gate`, `demo`, `cli`.
/// - To add a page `log`: a class `LogPage implements Part` in `web.gate` with its `Route.get("/log", Access.SIGNED_IN, …)` and
///   its `Link("log", "/log", …)`; a template `src/main/jte/log.jte` that begins like `devices.jte` and is rendered with
///   `call.html((out, in) -> JtelogGenerated.render(out, in, call.page("log"), view))`; its words in
///   `words/log.properties` and `words/log_zh.properties` (`title` is its place in the navigation); if it needs them
///   `assets/log.css` and `assets/log.js`; one line in `GateSite`; its API in `config/openapi.yaml`.
/// - What a page sends goes through `send(method, path, body)` of `assets/app.js`, or is a `<form data-send="POST /api/…">`:
///   it becomes JSON, and a refusal is shown in the form. What happens at the gate arrives as events of `document`: see there.
/// - No inline script or style (the content policy stops them), text only through templates or `textContent`.
@NullMarked
package io.campusgate.web;

import org.jspecify.annotations.NullMarked;
