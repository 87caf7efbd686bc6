package io.campusgate.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/// Scripts, style sheets and pictures, all from the program's own jars: what lies in `assets/`, and the files of webjars
/// named here. A name has no slash, so that nothing else can be reached.
final class Assets implements Part {
    private static final String OURS = "/io/campusgate/web/assets/";
    private static final String WEBJARS = "/META-INF/resources/webjars/";
    private static final Map<String, String> OTHERS = Map.of(
            "htmx.js", WEBJARS + "htmx.org/2.0.10/dist/htmx.min.js",
            "uPlot.js", WEBJARS + "uplot/1.6.30/dist/uPlot.iife.min.js",
            "uPlot.css", WEBJARS + "uplot/1.6.30/dist/uPlot.min.css");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9-]+\\.(js|css|svg|png)");
    private static final Map<String, String> TYPES = Map.of("js", "text/javascript;charset=utf-8", "css", "text/css;charset=utf-8",
            "svg", "image/svg+xml", "png", "image/png");
    private static final Map<String, Optional<File>> LOADED = new ConcurrentHashMap<>();

    private static final class File {
        final String type;
        final byte[] bytes;
        final byte[] zipped;
        /// Changes with the content.
        final String version;

        File(String type, byte[] bytes) throws IOException {
            this.type = type;
            this.bytes = bytes;
            this.zipped = zip(bytes);
            this.version = version(bytes);
        }
    }

    @Override public List<Route> routes() {
        return List.of(Route.get("/assets/{file}", Access.OPEN, Assets::send));
    }

    private static void send(Call call) {
        File file = file(call.path("file")).orElseThrow(() -> new Problem(404, "no_page"));
        boolean zipped = call.header("Accept-Encoding").filter(e -> e.contains("gzip")).isPresent() && file.zipped.length < file.bytes.length;
        call.answerHeader("Cache-Control", call.query("v").isPresent() ? "public, max-age=31536000, immutable" : "no-cache");
        call.answerHeader("Vary", "Accept-Encoding");
        if (zipped) {
            call.answerHeader("Content-Encoding", "gzip");
        }
        call.answer(file.type, zipped ? file.zipped : file.bytes);
    }

    static String path(String file) {
        return "/assets/" + file + "?v=" + file(file).orElseThrow(() -> new IllegalArgumentException("there is no asset " + file)).version;
    }

    private static Optional<File> file(String name) {
        return NAME.matcher(name).matches() ? LOADED.computeIfAbsent(name, Assets::load) : Optional.empty();
    }

    private static Optional<File> load(String name) {
        try (InputStream in = Assets.class.getResourceAsStream(OTHERS.getOrDefault(name, OURS + name))) {
            if (in == null) {
                return Optional.empty();
            }
            String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
            return Optional.of(new File(type, in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String version(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static byte[] zip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        }
        return out.toByteArray();
    }
}
