/// The page of a console and what watches it: `/`, `/healthz`, `/metrics`. It changes nothing, holds no personal data, asks nobody to sign
/// in, and is served on this machine alone.
///
/// - Start at [ConsoleSite].
/// - May use: `web`, `console` through its view, `config`. Used by: `cli`.
@NullMarked
package io.campusgate.web.console;

import org.jspecify.annotations.NullMarked;
