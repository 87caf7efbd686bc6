package io.campusgate.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Properties;

/// Which program this is. A clock that says less than [#time] is wrong (design.md section 11).
public record Build(String version, Instant time) {

    /// As the build wrote it into the program.
    public static Build ofThisProgram() {
        Properties written = new Properties();
        try (InputStream in = Build.class.getResourceAsStream("/io/campusgate/build.properties")) {
            if (in == null) {
                throw new IllegalStateException("the program was built without build.properties");
            }
            written.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Build(written.getProperty("version"), Instant.parse(written.getProperty("time")));
    }
}
