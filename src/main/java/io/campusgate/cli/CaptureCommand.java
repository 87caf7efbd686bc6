package io.campusgate.cli;

import static io.campusgate.domain.Bilingual.say;

import io.campusgate.config.GateConfig;
import io.campusgate.daemon.CaptureSource;
import io.campusgate.daemon.ControlClient;
import io.campusgate.daemon.LineRecorder;
import io.campusgate.device.CardReader;
import io.campusgate.device.DeviceException;
import io.campusgate.device.drivers.Drivers;
import io.campusgate.device.sim.SimGate;
import io.campusgate.domain.Credential;
import io.campusgate.domain.Uptime;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `capture LANE`: records what passes on the line of a lane's reader, while the daemon serves it or, where none runs, while
/// this command does. The file may hold card numbers and secrets of codes, so it is for its owner alone.
@Command(description = "Record the bytes on the line of a lane's reader into a file that decode --file reads.")
final class CaptureCommand extends GateCommand {
    private static final int ASK_EVERY_MS = 300;
    private static final int RETRY_MS = 500;

    @Parameters(paramLabel = "LANE", description = "The lane's id.")
    private String lane;
    @Option(names = "--reader", paramLabel = "N", defaultValue = "1", description = "Which of the lane's readers (default: 1).")
    private int number;
    @Option(names = "--seconds", paramLabel = "N", defaultValue = "30", description = "How long, 1 to 3600 (default: 30); Ctrl-C ends it sooner.")
    private int seconds;
    @Option(names = "--out", paramLabel = "FILE", description = "A file that is not there yet (default: capture-LANE.txt).")
    private Optional<Path> file;
    @Option(names = "--personal", description = "Also from a reader of identity cards: the file then holds all that is on them.")
    private boolean personal;
    @Mixin private Operator operator;

    private long pieces;
    private volatile String complaint = "";   // of the reader, when this command serves it

    @Override public Integer call() throws Exception {
        if (seconds < 1 || seconds > 3600) {
            throw wrongUsage(say("--seconds takes 1 to 3600, not " + seconds, "--seconds 应为 1 到 3600，不是 " + seconds).in(locale()));
        }
        GateConfig config = config();
        CaptureSource source;
        try {
            source = CaptureSource.of(config, lane, number);
        } catch (IllegalArgumentException e) {
            throw new Fault(sentence(e));
        }
        if (source.isPersonal() && !personal) {
            throw new Fault(say("Lane " + lane + " reads identity cards; what they hold is recorded only with --personal.",
                    "通道 " + lane + " 读取身份证；只有加 --personal 才会记录其内容。").in(locale()));
        }
        Path out = file.orElse(Path.of("capture-" + lane + ".txt"));
        Optional<String> besides;
        try (BufferedWriter writer = open(out)) {
            if (source.isPersonal()) {
                err().println(say("Warning: " + out + " will hold whole identity cards. Delete it as soon as it has served.",
                        "警告：" + out + " 将含有完整的身份证信息。用完请立即删除。").in(locale()));
                err().flush();
            }
            write(writer, source.header(Instant.now()));
            besides = record(config, source, writer);
        }
        besides.ifPresent(err()::println);
        out().println((pieces == 0 ? say("Nothing has passed on " + source.port() + " in " + seconds + " s.", seconds + " 秒内 " + source.port() + " 上没有数据。")
                : say(pieces + " pieces are in " + out + "; what they mean: campus-gate decode --file " + out,
                        out + " 中有 " + pieces + " 段数据；解读：campus-gate decode --file " + out)).in(locale()));
        return pieces > 0 ? ExitCode.DONE : ExitCode.FAULT;
    }

    private static String sentence(Exception e) {
        String message = String.valueOf(e.getMessage());
        return Character.toUpperCase(message.charAt(0)) + message.substring(1) + ".";
    }

    private BufferedWriter open(Path out) throws IOException {
        try {
            return new BufferedWriter(Channels.newWriter(Files.newByteChannel(out, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))), StandardCharsets.UTF_8));
        } catch (FileAlreadyExistsException e) {
            throw new Fault(say(out + " is there already; name another file with --out.", out + " 已经存在；请用 --out 指定另一个文件。").in(locale()));
        }
    }

    /// @return what the operator should know besides
    private Optional<String> record(GateConfig config, CaptureSource source, BufferedWriter writer) throws Exception {
        Optional<ControlClient> daemon = running(config);
        return daemon.isPresent() ? through(daemon.get(), writer) : directly(source, writer);
    }

    private Optional<String> through(ControlClient daemon, BufferedWriter writer) throws Exception {
        Object id = daemon.call("capture_begin", Map.of("lane", lane, "reader", (long) number, "personal", personal, "by", operator.name())).get("id");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (true) {
            boolean last = System.nanoTime() >= end;
            Map<String, Object> reply = daemon.call("capture_read", Map.of("id", String.valueOf(id), "last", last));
            write(writer, reply.get("lines") instanceof List<?> lines ? lines.stream().map(String::valueOf).toList() : List.of());
            if (last) {
                return reply.get("dropped") instanceof Long dropped && dropped > 0 ? Optional.of(dropped + " pieces came too fast and are missing.") : Optional.empty();
            }
            TimeUnit.MILLISECONDS.sleep(ASK_EVERY_MS);
        }
    }

    private Optional<String> directly(CaptureSource source, BufferedWriter writer) throws Exception {
        try (Drivers drivers = new Drivers(new SimGate()); LineRecorder recorder = new LineRecorder(source.port())) {
            CardReader reader = source.open(drivers);
            Thread serving = Thread.ofPlatform().daemon().name("capture").start(() -> serve(reader));
            try {
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
                while (System.nanoTime() < end) {
                    TimeUnit.MILLISECONDS.sleep(ASK_EVERY_MS);
                    write(writer, recorder.take());
                }
            } finally {
                serving.interrupt();
                serving.join(TimeUnit.SECONDS.toMillis(2));
            }
            return Optional.of(complaint).filter(c -> !c.isEmpty());
        }
    }

    /// Serves the reader again and again, as the daemon would.
    private void serve(CardReader reader) {
        try {
            while (true) {
                try {
                    reader.serve(new Deaf());
                } catch (DeviceException e) {
                    complaint = sentence(e);
                }
                TimeUnit.MILLISECONDS.sleep(RETRY_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();   // the time is over
        }
    }

    /// Nobody decides here: what the reader reads is only recorded.
    private record Deaf() implements CardReader.Listener {
        @Override public void alive() {}

        @Override public void read(Credential credential, Uptime at) {}

        @Override public void fault(String code) {}
    }

    private void write(BufferedWriter writer, List<String> lines) throws IOException {
        for (String line : lines) {
            writer.write(line);
            writer.newLine();
            pieces += line.startsWith("#") ? 0 : 1;
        }
        writer.flush();   // Ctrl-C leaves a whole file
    }
}
