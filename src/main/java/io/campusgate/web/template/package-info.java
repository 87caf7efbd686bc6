/// The templates of the pages, written in Java by the build from `src/main/jte`: `desk.jte` becomes `JtedeskGenerated`.
///
/// - May use: what the templates name, `web` and below. Used by: `web`, `web.gate`, `demo`.
/// - To change a page: its template. Nothing is written here by hand.
@NullUnmarked
package io.campusgate.web.template;

import org.jspecify.annotations.NullUnmarked;
